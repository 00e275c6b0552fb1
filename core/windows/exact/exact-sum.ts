import { type DoubleDouble, productError, sumError } from './double-double.ts'

const LIMB_BITS = 32
/** 2 to the power of this is the weight of the lowest bit of limb 0; no double has a lower bit. */
const LOWEST = -1075
const LIMBS = 64
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
const NUMBER = new Float64Array(1)
const WORDS = new Uint32Array(NUMBER.buffer)

/** Weight of one in a limb. */
const unit = (limb: number): number => 2 ** (LIMB_BITS * limb + LOWEST)
/** Adding and subtracting it rounds to a multiple of the limb's unit. */
const ROUNDERS = Float64Array.from({ length: LIMBS }, (_, limb) => 1.5 * 2 ** 52 * unit(limb))
const UNITS = Float64Array.from({ length: LIMBS }, (_, limb) => unit(limb))

const NO_LIMBS = new Float64Array(0)

/** No magnitude is as small. */
const NOTHING = -1

const UNUSED = 0
const GRID = 1
const IN_LIMBS = 2

/** Bits between the first number's exponent and the unit of the upper part: as far up as down on the whole. */
const BELOW_FIRST = 25

/**
 * A sum of numbers of either sign that never rounds, so that taking a number away leaves what the others alone
 * would have made: the sum of what is in a window, not of what has passed through it.
 *
 * Each number is cut at the multiples of 2^32 of a fixed grid, and the pieces are added to the limbs of their
 * places. A piece is at most 2^31 units of its limb and a limb holds 2^53, so 2^22 pieces need no carry; a window has
 * at most 2^20 places, of at most two pieces each for a limb. Numbers may be as great as 1e280.
 *
 * Mostly the numbers of a window are of much the same size. Then two parts suffice, cut at a place that the first number
 * sets: the upper parts and the lower parts are added without rounding as long as there are not too many of them for
 * their sizes. A number that does not fit makes the sum go over to limbs until it is cleared. Which of both it is cannot
 * be told from what is read.
 */
export class ExactSum {
  /** Most numbers that are in the sum at a time; 0 for a sum that is kept in limbs from the beginning. */
  readonly #numbers: number
  #form: typeof UNUSED | typeof GRID | typeof IN_LIMBS
  // Not 0 at first: a field that begins with an integer would be laid out again when it gets a fraction.
  #upper = 0.5
  #lower = 0.5
  /** Lowest first. */
  #limbs = NO_LIMBS
  /** The limb that stands at the beginning of `#limbs`. */
  #base = -1
  #upperRounder = 0.5
  #lowerRounder = 0.5
  /** Greatest magnitude that fits two parts; `NOTHING` where it is not kept in two parts. */
  #most = 0.5

  constructor(numbers = 0) {
    this.#numbers = numbers
    this.#form = numbers === 0 ? IN_LIMBS : UNUSED
    this.#upper = 0
    this.#lower = 0
    this.#most = NOTHING
  }

  add(value: number): void {
    if (value === 0) return
    if (this.#form !== IN_LIMBS) {
      if (this.#form === UNUSED) this.#layGrid(value)
      const upper = value + this.#upperRounder - this.#upperRounder
      const lower = value - upper
      if (this.#fits(value, lower)) {
        this.#upper += upper
        this.#lower += lower
        return
      }
      this.#goOverToLimbs()
    }
    this.#addToLimbs(value)
  }

  /** Takes one number away and adds another. In two parts that are no more steps than adding alone. */
  exchange(old: number, value: number): void {
    const rounder = this.#upperRounder
    const upper = value + rounder - rounder
    const lower = value - upper
    if (this.#fits(value, lower)) {
      const oldUpper = old + rounder - rounder
      this.#upper += upper - oldUpper
      this.#lower += lower - (old - oldUpper)
    } else {
      this.add(-old)
      this.add(value)
    }
  }

  /** Adds `x * y` exactly, unless it is below 1e-290. */
  addProduct(x: number, y: number): void {
    const product = x * y
    this.add(product)
    this.add(productError(x, y, product))
  }

  /**
   * Adds a value that stands in an array, or takes it away. As the following two: a number that is handed to a function
   * too large to be inlined costs an object each time, a place in an array does not.
   */
  addAt(values: Float64Array, at: number, sign: 1 | -1): void {
    this.add(sign * values[at]!)
  }

  /** Adds the product of what stands at the same place of two arrays, or takes it away. */
  addProductAt(x: Float64Array, y: Float64Array, at: number, sign: 1 | -1): void {
    const factor = sign * x[at]!
    const other = y[at]!
    const product = factor * other
    this.add(product)
    this.add(productError(factor, other, product))
  }

  /** Adds the cube of a value that stands in an array, or takes it away. */
  addCubeAt(values: Float64Array, at: number, sign: 1 | -1): void {
    const value = values[at]!
    const square = value * value
    const factor = sign * value
    this.addProduct(square, factor)
    this.addProduct(productError(value, value, square), factor)
  }

  /** Adds `other * factor` exactly. */
  addScaled(other: ExactSum, factor: number): void {
    for (const part of other.#parts()) if (part !== 0) this.addProduct(part, factor)
  }

  /** Adds `one * other * sign` exactly. */
  addProductOf(one: ExactSum, other: ExactSum, sign: 1 | -1): void {
    for (const x of one.#parts())
      if (x !== 0) for (const y of other.#parts()) if (y !== 0) this.addProduct(x, sign * y)
  }

  /** Takes another sum away, both in limbs from the beginning. `carry` has to follow before 2^20 such steps. */
  subtract(other: ExactSum): void {
    const taken = other.#limbs
    if (other.#base < 0) return
    if (
      this.#base < 0 ||
      other.#base < this.#base ||
      other.#base + taken.length > this.#base + this.#limbs.length
    )
      this.#cover(other.#base, other.#base + taken.length - 1)
    const limbs = this.#limbs
    const offset = other.#base - this.#base
    for (let at = 0; at < taken.length; at += 1) limbs[offset + at]! -= taken[at]!
  }

  /**
   * Brings every limb to -2^31 .. 2^31 - 1 units: the one representation that a sum has, however it came about.
   */
  carry(): void {
    if (this.#form !== IN_LIMBS) return
    const limbs = this.#limbs
    for (let at = 0; at < limbs.length; at += 1) {
      const above = this.#base + at + 1
      const limb = limbs[at]!
      if (limb === 0) continue
      const rounder = ROUNDERS[above]!
      let carried = limb + rounder - rounder
      if (limb - carried === UNITS[above]! / 2) carried += UNITS[above]!
      if (carried === 0) continue
      limbs[at] = limb - carried
      if (at + 1 === limbs.length) {
        this.#cover(above, above)
        this.#limbs[at + 1] = carried
        this.carry()
        return
      }
      limbs[at + 1]! += carried
    }
  }

  /** The sum to about 104 bits, whatever has cancelled. */
  read(into: DoubleDouble): void {
    if (this.#form !== GRID) {
      this.#readLimbs(into)
      return
    }
    const high = this.#upper + this.#lower
    into.high = high
    into.low = sumError(this.#upper, this.#lower, high)
  }

  #readLimbs(into: DoubleDouble): void {
    if (this.#isMixed) this.carry()
    const limbs = this.#limbs
    let sum = 0
    let error = 0
    for (let at = limbs.length - 1; at >= 0; at -= 1) {
      const limb = limbs[at]!
      const next = sum + limb
      error += sumError(sum, limb, next)
      sum = next
    }
    const high = sum + error
    into.high = high
    into.low = error - (high - sum)
  }

  /** The sum, rounded once. */
  rounded(): number {
    return this.#form === GRID ? this.#upper + this.#lower : this.#roundedLimbs()
  }

  #roundedLimbs(): number {
    if (this.#isMixed) this.carry()
    const limbs = this.#limbs
    let sum = 0
    let error = 0
    let beyond = 0
    for (let at = limbs.length - 1; at >= 0; at -= 1) {
      const limb = limbs[at]!
      const next = sum + limb
      const lost = sumError(sum, limb, next)
      sum = next
      const nextError = error + lost
      beyond += sumError(error, lost, nextError)
      error = nextError
    }
    const high = sum + error
    const low = error - (high - sum)
    return beyond === 0 ? high : brokenTie(high, low, beyond)
  }

  clear(): void {
    this.#limbs.fill(0)
    this.#upper = 0
    this.#lower = 0
    if (this.#numbers === 0) return
    this.#form = UNUSED
    this.#most = NOTHING
    this.#limbs = NO_LIMBS
    this.#base = -1
  }

  /** Becomes equal to another. */
  take(other: ExactSum): void {
    this.#form = other.#form
    this.#upper = other.#upper
    this.#lower = other.#lower
    if (this.#limbs.length === other.#limbs.length) this.#limbs.set(other.#limbs)
    else this.#limbs = other.#limbs.slice()
    this.#base = other.#base
    this.#upperRounder = other.#upperRounder
    this.#lowerRounder = other.#lowerRounder
    this.#most = other.#most
  }

  /** In limbs that are not the sums of the pieces of what it holds, for it has gone over to them on the way. */
  get #isMixed(): boolean {
    return this.#numbers > 0 && this.#form === IN_LIMBS
  }

  /** Chooses the two parts so that as many numbers of the size of this one fit, and of greater and smaller ones. */
  #layGrid(first: number): void {
    const upper = exponentOf(first) - BELOW_FIRST
    const headroom = Math.ceil(Math.log2(this.#numbers)) + 1
    const lower = upper - 54 + headroom
    this.#form = GRID
    this.#upperRounder = 1.5 * 2 ** (52 + upper)
    this.#lowerRounder = 1.5 * 2 ** (52 + lower)
    // A rounder that is infinite or has lost bits cuts nothing: everything goes to limbs.
    this.#most = upper > 900 || lower < -1000 ? NOTHING : 2 ** (53 + upper - headroom)
  }

  #parts(): Iterable<number> {
    return this.#form === GRID ? [this.#upper, this.#lower] : this.#limbs
  }

  #fits(value: number, lower: number): boolean {
    return lower + this.#lowerRounder - this.#lowerRounder === lower && Math.abs(value) <= this.#most
  }

  #goOverToLimbs(): void {
    this.#form = IN_LIMBS
    this.#most = NOTHING
    this.add(this.#lower)
    this.add(this.#upper)
  }

  #addToLimbs(value: number): void {
    NUMBER[0] = value
    const limb = (WORDS[HIGH_WORD]! >>> 25) & 0x3f
    let at = limb - this.#base
    if (this.#base < 0 || at < 0 || at + 2 >= this.#limbs.length) at = this.#cover(limb, limb + 2)
    const limbs = this.#limbs
    const upperRounder = ROUNDERS[limb + 2]!
    const upper = value + upperRounder - upperRounder
    const rest = value - upper
    const middleRounder = ROUNDERS[limb + 1]!
    const middle = rest + middleRounder - middleRounder
    limbs[at + 2]! += upper
    limbs[at + 1]! += middle
    limbs[at]! += rest - middle
  }

  /** Makes the limbs `from` to `to` stand in the array; returns where `from` is. */
  #cover(from: number, to: number): number {
    if (this.#base < 0) {
      this.#base = from
      this.#limbs = new Float64Array(to - from + 1)
      return 0
    }
    const base = Math.min(this.#base, from)
    const end = Math.max(this.#base + this.#limbs.length, to + 1)
    const limbs = new Float64Array(end - base)
    limbs.set(this.#limbs, this.#base - base)
    this.#base = base
    this.#limbs = limbs
    return from - base
  }
}

/** Of the leading bit of a number that is not 0; -1023 for one that is too small to be normal. */
export function exponentOf(value: number): number {
  NUMBER[0] = value
  return ((WORDS[HIGH_WORD]! >>> 20) & 0x7ff) - 1023
}

/** `high + low` was rounded to even from a tie that is none, because something lies beyond `low`. */
function brokenTie(high: number, low: number, beyond: number): number {
  if (low === 0 || low < 0 !== beyond < 0) return high
  const away = high + 2 * low
  return away - high === 2 * low ? away : high
}
