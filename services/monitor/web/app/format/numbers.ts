import type { Language } from '../i18n/translate.ts'

/** What stands where a value is unknown: never 0. */
export const UNKNOWN = '–'

/** 1234567 as 1,234,567. */
export function integer(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : Math.round(value).toLocaleString('en-US')
}

/** A fraction as a percentage: 0.2345 as 23.45%. */
export function percent(fraction: number | null | undefined, digits = 2): string {
  return fraction === null || fraction === undefined ? UNKNOWN : `${(fraction * 100).toFixed(digits)}%`
}

/** A return with its sign: 0.0123 as +1.23%; what rounds to zero has none. */
export function signedPercent(fraction: number | null | undefined, digits = 2): string {
  if (fraction === null || fraction === undefined) return UNKNOWN
  const text = (fraction * 100).toFixed(digits)
  if (Number(text) === 0) return `${(0).toFixed(digits)}%`
  return `${fraction > 0 ? '+' : ''}${text}%`
}

/** A shape beside the colour of a rise or a fall, so that neither depends on the other. */
export function arrow(value: number | null | undefined): string {
  if (value === null || value === undefined || value === 0) return ''
  return value > 0 ? '▲' : '▼'
}

/** Yuan in the units that the language counts in: 1.23亿, 456万; 1.23 bn, 456 M. */
export function money(yuan: number | null | undefined, language: Language): string {
  if (yuan === null || yuan === undefined) return UNKNOWN
  const units = language === 'zh' ? CHINESE_UNITS : ENGLISH_UNITS
  const unit = units.find(({ from }) => Math.abs(yuan) >= from)
  return unit === undefined ? Math.round(yuan).toString() : `${short(yuan / unit.from)}${unit.name}`
}

/** A price in yuan with two digits. */
export function price(yuan: number | null | undefined): string {
  return yuan === null || yuan === undefined ? UNKNOWN : yuan.toFixed(2)
}

const CHINESE_UNITS = [
  { from: 1e12, name: '万亿' },
  { from: 1e8, name: '亿' },
  { from: 1e4, name: '万' },
]
const ENGLISH_UNITS = [
  { from: 1e12, name: ' tn' },
  { from: 1e9, name: ' bn' },
  { from: 1e6, name: ' M' },
  { from: 1e3, name: ' k' },
]

function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)
}
