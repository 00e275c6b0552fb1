/** Colours of the theme in force, for canvases; the names are the variables of tokens.css. */
export const COLOURS = [
  'page',
  'panel',
  'raised',
  'line',
  'line-strong',
  'text',
  'dim',
  'rise',
  'fall',
  'accent',
  'violet',
  'amber',
  'shade',
] as const

export type Colour = (typeof COLOURS)[number]
/** `id` differs whenever a colour does: charts that draw with it are made anew. */
export type Palette = Readonly<Record<Colour, string>> & { readonly id: string }

export function readPalette(id: string): Palette {
  const style = getComputedStyle(document.documentElement)
  const entries = COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])
  return { ...(Object.fromEntries(entries) as Record<Colour, string>), id }
}
