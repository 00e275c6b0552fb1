import { DoubleDouble, productError, sumError } from './double-double.ts'
import { ExactSum } from './exact-sum.ts'

/** A difference that keeps this part of its terms has 50 bits or more when it was taken with 104. */
const KEPT = 2 ** -50
const FIRST = new DoubleDouble()
const SECOND = new DoubleDouble()
const THIRD = new DoubleDouble()
const SCRATCH = new ExactSum()

/**
 * `count * products - x * y` of exact sums: what variance, covariance and slope are made of. Almost all of it may
 * cancel; then it is taken exactly, otherwise with 104 bits.
 */
export function crossDifference(
  count: number,
  products: ExactSum,
  x: ExactSum,
  y: ExactSum,
  into: DoubleDouble,
): void {
  products.read(FIRST)
  x.read(SECOND)
  const other = x === y ? SECOND : THIRD
  if (x !== y) y.read(THIRD)
  const minuend = count * FIRST.high
  const minuendRest = productError(count, FIRST.high, minuend) + count * FIRST.low
  const subtrahend = SECOND.high * other.high
  const subtrahendRest =
    productError(SECOND.high, other.high, subtrahend) + (SECOND.high * other.low + SECOND.low * other.high)
  const difference = minuend - subtrahend
  const rest = sumError(minuend, -subtrahend, difference) + (minuendRest - subtrahendRest)
  into.high = difference + rest
  into.low = rest - (into.high - difference)
  if (Math.abs(into.high) >= KEPT * (Math.abs(minuend) + Math.abs(subtrahend))) return
  SCRATCH.clear()
  SCRATCH.addScaled(products, count)
  SCRATCH.addProductOf(x, y, -1)
  SCRATCH.carry()
  SCRATCH.read(into)
}

/** `count * value - sum`: how far a value stands from the mean, `count` times. */
export function deviation(count: number, value: number, sum: ExactSum): number {
  sum.read(FIRST)
  const product = count * value
  const difference = product - FIRST.high
  const rest = sumError(product, -FIRST.high, difference) + (productError(count, value, product) - FIRST.low)
  if (Math.abs(difference + rest) >= KEPT * (Math.abs(product) + Math.abs(FIRST.high)))
    return difference + rest
  SCRATCH.clear()
  SCRATCH.addScaled(sum, -1)
  SCRATCH.addProduct(count, value)
  SCRATCH.carry()
  return SCRATCH.rounded()
}
