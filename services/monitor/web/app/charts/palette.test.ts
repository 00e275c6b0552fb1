import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { channels, heatColour } from './heat-colour.ts'

const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8')

/** Variables of one theme, as tokens.css has them. */
function theme(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector)).split('}')[0] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#\w{6});/g)].map(([, name, value]) => [name, value]),
  )
}

const THEMES = { dark: theme(':root {'), light: theme(':root[data-theme="light"]') }

const linear = (value: number): number => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
/** Relative luminance and contrast of WCAG 2. */
const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = channels(colour).map(linear)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

/** Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB. */
const DICHROMACIES = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const

function seen(colour: string, matrix: readonly number[]): readonly number[] {
  const rgb = channels(colour).map(linear)
  return [0, 3, 6].map((row) =>
    rgb.reduce((sum, value, index) => sum + value * (matrix[row + index] ?? 0), 0),
  )
}

/** CIE Lab of linear sRGB, D65. */
function lab([r = 0, g = 0, b = 0]: readonly number[]): readonly number[] {
  const xyz = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116))
  const [x = 0, y = 0, z = 0] = xyz
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const difference = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...lab(a).map((value, index) => value - (lab(b)[index] ?? 0)))

describe.each(Object.entries(THEMES))('palette of the %s theme', (_, colours) => {
  it.each(['text', 'dim', 'red', 'green', 'accent', 'violet', 'amber'])(
    '%s is readable on a panel',
    (name) => {
      expect(contrast(colours[name] ?? '', colours.panel ?? '')).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each(Object.entries(DICHROMACIES))('rise and fall differ under %s', (__, matrix) => {
    expect(difference(seen(colours.red ?? '', matrix), seen(colours.green ?? '', matrix))).toBeGreaterThan(20)
  })

  it.each([0.01, 0.1, -0.01, -0.1])('text on a tile of %d is readable', (change) => {
    const palette = { rise: colours.red ?? '', fall: colours.green ?? '', raised: colours.raised ?? '' }
    expect(contrast(colours.text ?? '', heatColour(change, palette))).toBeGreaterThanOrEqual(4.5)
  })
})
