import type { DoubleDouble } from './double-double.ts'
import { ExactSum, exponentOf } from './exact-sum.ts'

const UNUSED = 0
const IN_PARTS = 1
const IN_LIMBS = 2

/** No magnitude is as small. */
const NOTHING = -1

/** Bits of a lower part below the unit of the upper one; the three that are left hold what a step adds to it. */
const LOWER_BITS = 50
/** Half of a lower part and a place of 20 bits make a product that a double holds. */
const MIDDLE_BITS = 25
const CENTRED = new ExactSum()

/**
 * The sum of the values of a window and that of place times value, the oldest place being 0; neither ever rounds.
 *
 * Each sum is kept in two parts, multiples of a unit that the first value sets and what is left of it. After each
 * step the lower parts give their units to the upper ones, so only these need room for as many values as there are:
 * 103 bits, of which the square of the number of places is taken, whereas parts that wait run out at 1,024 places. A
 * value that does not fit makes both go over to limbs (see `ExactSum`) until they are cleared. Which of both it is
 * cannot be told from what is read.
 */
export class PlacedSum {
  readonly #numbers: number
  #form: typeof UNUSED | typeof IN_PARTS | typeof IN_LIMBS
  // Not 0 at first: a field that begins with an integer would be laid out again when it gets a fraction.
  #upper = 0.5
  #lower = 0.5
  #placedUpper = 0.5
  #placedLower = 0.5
  /** Adding and subtracting one of them rounds to units, to half of the lower part, to its lowest bit. */
  #upperRounder = 0.5
  #middleRounder = 0.5
  #lowestRounder = 0.5
  /** Greatest magnitude that fits; `NOTHING` where they are not kept in parts. */
  #most = 0.5
  readonly #sumInLimbs = new ExactSum()
  readonly #placedInLimbs = new ExactSum()

  /** Of at most so many places; 0 where that is not known, then it is kept in limbs from the beginning. */
  constructor(numbers: number) {
    this.#numbers = numbers
    this.#form = numbers === 0 ? IN_LIMBS : UNUSED
    this.#most = NOTHING
    this.#empty()
  }

  /** A value comes to stand at a place that had none. */
  enter(value: number, place: number): void {
    this.#step(0, value, place, 0)
  }

  /** The value of place 0 leaves (0 for none), and all others come down by one place. */
  leave(value: number): void {
    this.#step(value, 0, 0, 1)
  }

  /** `leave` and `enter` in one. */
  slide(old: number, value: number, place: number): void {
    this.#step(old, value, place, 1)
  }

  readSum(into: DoubleDouble): void {
    if (this.#form === IN_LIMBS) this.#sumInLimbs.read(into)
    else into.join(this.#upper, this.#lower)
  }

  readPlaced(into: DoubleDouble): void {
    if (this.#form === IN_LIMBS) this.#placedInLimbs.read(into)
    else into.join(this.#placedUpper, this.#placedLower)
  }

  /** Sum of the values times twice the distance of their places from the middle of so many places, all with values. */
  readCentred(places: number, into: DoubleDouble): void {
    const last = places - 1
    if (this.#form === IN_LIMBS) {
      CENTRED.clear()
      CENTRED.addScaled(this.#placedInLimbs, 2)
      CENTRED.addScaled(this.#sumInLimbs, -last)
      CENTRED.carry()
      CENTRED.read(into)
      return
    }
    const middle = this.#lower + this.#middleRounder - this.#middleRounder
    const product = last * middle
    const units = product + this.#upperRounder - this.#upperRounder
    const upper = 2 * this.#placedUpper - last * this.#upper - units
    into.join(upper, 2 * this.#placedLower - (product - units) - last * (this.#lower - middle))
  }

  /** Adds both sums to others. */
  addTo(sum: ExactSum, placed: ExactSum): void {
    if (this.#form === IN_LIMBS) {
      sum.addScaled(this.#sumInLimbs, 1)
      placed.addScaled(this.#placedInLimbs, 1)
    } else {
      sum.add(this.#upper)
      sum.add(this.#lower)
      placed.add(this.#placedUpper)
      placed.add(this.#placedLower)
    }
    sum.carry()
    placed.carry()
  }

  clear(): void {
    this.#empty()
    this.#sumInLimbs.clear()
    this.#placedInLimbs.clear()
    if (this.#numbers > 0) this.#form = UNUSED
    this.#most = NOTHING
  }

  /** Becomes equal to another. */
  take(other: PlacedSum): void {
    this.#form = other.#form
    this.#upper = other.#upper
    this.#lower = other.#lower
    this.#placedUpper = other.#placedUpper
    this.#placedLower = other.#placedLower
    this.#upperRounder = other.#upperRounder
    this.#middleRounder = other.#middleRounder
    this.#lowestRounder = other.#lowestRounder
    this.#most = other.#most
    this.#sumInLimbs.take(other.#sumInLimbs)
    this.#placedInLimbs.take(other.#placedInLimbs)
  }

  #empty(): void {
    this.#upper = 0
    this.#lower = 0
    this.#placedUpper = 0
    this.#placedLower = 0
  }

  /** One way for all three, `down` being how many places the others come down: each part is read once and written once. */
  #step(old: number, value: number, place: number, down: 0 | 1): void {
    const rounder = this.#upperRounder
    const upper = value + rounder - rounder
    const lower = value - upper
    if (!this.#fits(value, lower)) {
      this.#stepSlowly(old, value, place, down)
      return
    }
    const oldUpper = old + rounder - rounder
    const keptUpper = this.#upper - oldUpper
    const keptLower = this.#lower - (old - oldUpper)
    const middle = lower + this.#middleRounder - this.#middleRounder
    const product = place * middle
    const productUnits = product + rounder - rounder
    const nextLower = keptLower + lower
    const units = nextLower + rounder - rounder
    const placedLower =
      this.#placedLower - down * keptLower + (product - productUnits) + place * (lower - middle)
    const placedUnits = placedLower + rounder - rounder
    this.#placedUpper += place * upper - down * keptUpper + (productUnits + placedUnits)
    this.#placedLower = placedLower - placedUnits
    this.#upper = keptUpper + upper + units
    this.#lower = nextLower - units
  }

  #fits(value: number, lower: number): boolean {
    return lower + this.#lowestRounder - this.#lowestRounder === lower && Math.abs(value) <= this.#most
  }

  #stepSlowly(old: number, value: number, place: number, down: 0 | 1): void {
    if (this.#form === UNUSED) {
      if (value === 0) return
      this.#layParts(value)
      this.#step(old, value, place, down)
      return
    }
    if (this.#form === IN_PARTS) {
      this.addTo(this.#sumInLimbs, this.#placedInLimbs)
      this.#form = IN_LIMBS
      this.#most = NOTHING
    }
    if (down === 1) {
      this.#sumInLimbs.add(-old)
      this.#placedInLimbs.subtract(this.#sumInLimbs)
    }
    this.#sumInLimbs.add(value)
    this.#placedInLimbs.addProduct(place, value)
    this.#placedInLimbs.carry()
  }

  /** Chooses the unit so that greater values fit as well as smaller ones. */
  #layParts(first: number): void {
    const headroom = 2 * Math.ceil(Math.log2(this.#numbers)) + 1
    const exponent = exponentOf(first) + ((LOWER_BITS - headroom) >> 1)
    const unit = exponent + headroom - 53
    this.#form = IN_PARTS
    this.#upperRounder = 1.5 * 2 ** (52 + unit)
    this.#middleRounder = 1.5 * 2 ** (52 + unit - MIDDLE_BITS)
    this.#lowestRounder = 1.5 * 2 ** (52 + unit - LOWER_BITS)
    // A rounder that is infinite or has lost bits cuts nothing: everything goes to limbs.
    this.#most = unit > 900 || unit < -950 ? NOTHING : 2 ** exponent
  }
}
