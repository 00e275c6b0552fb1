import { PRICE_PER_FEN } from '../../../core/market/price.ts'

/** Field results that are no number. All lie outside what a price, a volume or an amount can be. */
export const BLANK = -0x80000000
export const MALFORMED = -0x7fffffff
/** A price that is no multiple of the tick. */
export const OFF_GRID = -0x7ffffffe

const MINUS = 45
const POINT = 46
const ZERO = 48
const NINE = 57
const BLANK_WORDS = new Set(['nan', 'null', 'none', 'na', 'n/a', '-', '--'])
const FLOAT32_PRECISION = 2 ** -23
const LEAST_NOISE = 1e-6

/**
 * Reads ASCII decimal text as an integer of 10^-`decimals` units, without a string in between; further
 * decimals are rounded half away from zero. Empty fields and NaN are `BLANK`, anything else `MALFORMED`.
 */
export function readDecimal(bytes: Uint8Array, start: number, end: number, decimals: number): number {
  if (start >= end) return BLANK
  const negative = bytes[start] === MINUS
  let position = negative ? start + 1 : start
  let value = 0
  let kept = -1
  let digits = 0
  for (; position < end && kept < decimals; position++) {
    const byte = bytes[position]!
    if (byte >= ZERO && byte <= NINE) {
      digits++
      value = value * 10 + (byte - ZERO)
      if (kept >= 0) kept++
    } else if (byte === POINT && kept < 0) kept = 0
    else return readUnusual(bytes, start, end, decimals)
  }
  if (digits === 0) return readUnusual(bytes, start, end, decimals)
  if (position < end) {
    const next = bytes[position]!
    for (let i = position; i < end; i++) {
      const byte = bytes[i]!
      if (byte < ZERO || byte > NINE) return readUnusual(bytes, start, end, decimals)
    }
    if (next >= ZERO + 5) value++
  } else for (let missing = decimals - Math.max(kept, 0); missing > 0; missing--) value *= 10
  return negative ? -value : value
}

/**
 * Reads a price in CNY as 1/10000 CNY. Binary noise of a float32 or float64 column
 * (6.68000030517578) is removed; what is then no multiple of 0.01 CNY is `OFF_GRID`.
 */
export function readPrice(bytes: Uint8Array, start: number, end: number): number {
  const price = readDecimal(bytes, start, end, 4)
  if (price <= OFF_GRID) return price
  if (end - start > 7 && hasFurtherDecimals(bytes, start, end)) {
    return priceFromFloat(Number(textOf(bytes, start, end)))
  }
  return price % PRICE_PER_FEN === 0 ? price : OFF_GRID
}

/** A price from a binary float, freed of its noise; `OFF_GRID` when no tick is near enough. */
export function priceFromFloat(yuan: number, noise = Math.abs(yuan) * FLOAT32_PRECISION): number {
  const fen = Math.round(yuan * 100)
  return Math.abs(yuan - fen / 100) <= Math.max(noise, LEAST_NOISE) ? fen * PRICE_PER_FEN : OFF_GRID
}

function hasFurtherDecimals(bytes: Uint8Array, start: number, end: number): boolean {
  let point = end
  for (let i = start; i < end; i++) if (bytes[i] === POINT) point = i
  for (let i = point + 5; i < end; i++) if (bytes[i] !== ZERO) return true
  return false
}

function readUnusual(bytes: Uint8Array, start: number, end: number, decimals: number): number {
  const text = textOf(bytes, start, end).trim()
  if (text === '' || BLANK_WORDS.has(text.toLowerCase())) return BLANK
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return MALFORMED
  return Math.round(Number(text) * 10 ** decimals)
}

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
