const ZERO = 48
const NINE = 57
const POINT = 46

/**
 * Reads plain decimal text as an integer in units of 10^-digits, without passing through binary
 * floating point: `scaledInteger('12.3', 4)` is 123000. Undefined for signs, exponents, thousands
 * separators, non-zero decimals beyond `digits`, and results above 2^53 - 1.
 */
export function scaledInteger(text: string, digits: number): number | undefined {
  let value = 0
  let decimals = -1
  let figures = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (character === POINT) {
      if (decimals >= 0) return undefined
      decimals = 0
      continue
    }
    if (character < ZERO || character > NINE) return undefined
    figures++
    if (decimals >= digits) {
      if (character !== ZERO) return undefined
      continue
    }
    value = value * 10 + (character - ZERO)
    if (decimals >= 0) decimals++
    if (value > Number.MAX_SAFE_INTEGER) return undefined
  }
  if (figures === 0) return undefined
  for (let missing = digits - Math.max(decimals, 0); missing > 0; missing--) value *= 10
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined
}

/** `floor(numerator / denominator)` for non-negative integers, exact over the whole safe range. */
export function floorDivide(numerator: number, denominator: number): number {
  return (numerator - (numerator % denominator)) / denominator
}
