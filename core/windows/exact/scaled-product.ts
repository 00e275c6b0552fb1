import { productError } from './double-double.ts'

const NUMBER = new Float64Array(1)
const BITS = new BigInt64Array(NUMBER.buffer)
const FRACTION_BITS = 52n
const EXPONENT_MASK = 0x7ffn
const BIAS = 1075

/** Relative error of one multiplication of 106-bit numbers, with room to spare. */
const STEP_ERROR = 2 ** -98

/** A product as `(high + low) * 2 ** exponent`, `high` from 1 to 2 in magnitude: it neither overflows nor underflows. */
export class ScaledProduct {
  high = 1
  low = 0
  exponent = 0

  reset(): void {
    this.high = 1
    this.low = 0
    this.exponent = 0
  }

  set(high: number, low: number, exponent: number): void {
    this.high = high
    this.low = low
    this.exponent = exponent
  }

  /** Multiplies by a value that is not 0. */
  times(value: number): void {
    const exponent = exponentOf(value)
    this.timesScaled(scaleDown(value, exponent), 0, exponent)
  }

  timesScaled(high: number, low: number, exponent: number): void {
    const product = this.high * high
    const rest = productError(this.high, high, product) + (this.high * low + this.low * high)
    const sum = product + rest
    const error = rest - (sum - product)
    const scale = Math.abs(sum) >= 2 ? 0.5 : 1
    this.high = sum * scale
    this.low = error * scale
    this.exponent += exponent + (scale === 1 ? 0 : 1)
  }

  /**
   * The product rounded once, where `steps` multiplications leave no doubt how; undefined where they do. Infinite or 0
   * beyond what a double can hold.
   */
  rounded(steps: number): number | undefined {
    const doubt = (steps + 1) * STEP_ERROR * Math.abs(this.high)
    const rounded = this.high + (this.low - doubt)
    return rounded === this.high + (this.low + doubt) && this.exponent > -1000
      ? scaleUp(rounded, this.exponent)
      : undefined
  }
}

/** The product of values that are not 0, rounded once, by integers of any length. */
export function exactProduct(values: Iterable<number>): number {
  let product = 1n
  let exponent = 0
  for (const value of values) {
    NUMBER[0] = value
    const bits = BITS[0]!
    const biased = Number((bits >> FRACTION_BITS) & EXPONENT_MASK)
    const fraction = bits & ((1n << FRACTION_BITS) - 1n)
    const mantissa = biased === 0 ? fraction : fraction | (1n << FRACTION_BITS)
    product *= bits < 0n ? -mantissa : mantissa
    exponent += Math.max(biased, 1) - BIAS
  }
  const magnitude = product < 0n ? -product : product
  const length = magnitude.toString(2).length
  const lowest = Math.max(length - 60, -1074 - exponent)
  if (lowest <= 0) return scaleUp(Number(product), exponent)
  const kept = magnitude >> BigInt(lowest)
  const sticky = kept << BigInt(lowest) === magnitude ? 0n : 1n
  return scaleUp(Math.sign(Number(product)) * Number((kept << 1n) | sticky), exponent + lowest - 1)
}

function exponentOf(value: number): number {
  let exponent = Math.floor(Math.log2(Math.abs(value)))
  if (Math.abs(scaleDown(value, exponent)) >= 2) exponent += 1
  else if (Math.abs(scaleDown(value, exponent)) < 1) exponent -= 1
  return exponent
}

/** `value * 2 ** -exponent`, in two steps so that the power is no infinity. */
const scaleDown = (value: number, exponent: number): number => {
  const half = Math.trunc(exponent / 2)
  return value * 2 ** -half * 2 ** (half - exponent)
}

/** `value * 2 ** exponent`; rounds at most once. */
function scaleUp(value: number, exponent: number): number {
  let scaled = value
  let left = exponent
  while (left > 1000) {
    scaled *= 2 ** 1000
    left -= 1000
  }
  while (left < -1000 && Math.abs(scaled) > 1) {
    scaled *= 2 ** -60
    left += 60
  }
  return left < -1074 ? scaled * 2 ** -1000 * 2 ** (left + 1000) : scaled * 2 ** left
}
