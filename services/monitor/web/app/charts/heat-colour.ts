/** The change at which a tile has its full colour. */
const FULL = 0.04

/**
 * Colour of a tile: the panel's own at no change, towards the rise or the fall with its size. Never quite full, so
 * that the text on it stays readable.
 */
export function heatColour(
  change: number,
  palette: { readonly rise: string; readonly fall: string; readonly raised: string },
): string {
  const strength = Math.min(Math.abs(change) / FULL, 1) * 0.54
  return mix(palette.raised, change >= 0 ? palette.rise : palette.fall, strength)
}

/** Mixes two `#rrggbb` colours; 0 is the first. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)]
  const mixed = a.map((value, index) => Math.round(value + ((b[index] ?? value) - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

export function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}
