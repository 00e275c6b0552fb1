const SPLITTER = 2 ** 27 + 1

/** What `x * y` loses by rounding, so that `x * y + productError(x, y)` is the product exactly (Dekker 1971). */
export function productError(x: number, y: number, product: number): number {
  const xStretched = SPLITTER * x
  const xHigh = xStretched - (xStretched - x)
  const xLow = x - xHigh
  const yStretched = SPLITTER * y
  const yHigh = yStretched - (yStretched - y)
  const yLow = y - yHigh
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow)
}

/** What `x + y` loses by rounding, so that `x + y + sumError(x, y)` is the sum exactly (Knuth). */
export function sumError(x: number, y: number, sum: number): number {
  const yTaken = sum - x
  return x - (sum - yTaken) + (y - yTaken)
}

/** An unevaluated sum of two numbers, 106 bits: where an exact sum is read into. */
export class DoubleDouble {
  high = 0
  low = 0

  set(high: number, low: number): void {
    this.high = high + low
    this.low = low - (this.high - high)
  }

  /** The sum of two parts of a sum, the upper one a multiple of a unit that the lower one does not exceed. */
  join(upper: number, lower: number): void {
    const high = upper + lower
    this.high = high
    this.low = upper - high + lower
  }

  add(other: DoubleDouble): void {
    const sum = this.high + other.high
    this.set(sum, sumError(this.high, other.high, sum) + (this.low + other.low))
  }

  timesNumber(factor: number): void {
    const product = this.high * factor
    this.set(product, productError(this.high, factor, product) + this.low * factor)
  }

  times(other: DoubleDouble): void {
    const product = this.high * other.high
    const rest = this.high * other.low + this.low * other.high
    this.set(product, productError(this.high, other.high, product) + rest)
  }

  /** The quotient by a number, rounded once but for a few cases in 2^50. */
  over(divisor: number): number {
    const quotient = this.high / divisor
    const product = quotient * divisor
    const rest = this.high - product - productError(quotient, divisor, product) + this.low
    return quotient + rest / divisor
  }
}
