import { WindowError } from '../errors.ts'
import { nameOf } from './span-rules.ts'

const EMPTY = new Float64Array(0)
const INITIAL_CAPACITY = 16

/** The places that a window holds, and what may come to stand in them. */
export interface RingShape {
  /** Named in messages. */
  readonly spec: { readonly kind: string }
  readonly capacity: number
  readonly columns: 1 | 2
  /** 0 for a window that is counted. */
  readonly duration: number
  readonly least: number
  readonly most: number
}

/**
 * The places of a window, oldest to newest in a circle; a place without a value holds NaN. All that a push touches
 * besides its statistic stands here, in one class: what all kinds of windows shared in a base class would be looked up
 * anew at every step, which costs eight times as much.
 */
export class Ring {
  x: Float64Array
  y: Float64Array
  times: Float64Array
  capacity: number
  readonly #shape: RingShape
  readonly #duration: number
  /** Places at which it is full for good; none for a window in time. */
  readonly #turnsAt: number
  readonly #least: number
  readonly #most: number
  /** Slot of the oldest place. */
  first = 0
  /** Places that are held. */
  held = 0
  /** Places that have a value. */
  present = 0
  lastTime = Number.NEGATIVE_INFINITY

  constructor(shape: RingShape) {
    this.#shape = shape
    this.capacity = shape.capacity
    this.#duration = shape.duration
    this.#turnsAt = shape.duration > 0 ? -1 : shape.capacity
    this.#least = shape.least
    this.#most = shape.most
    this.x = new Float64Array(shape.capacity)
    this.y = shape.columns === 2 ? new Float64Array(shape.capacity) : EMPTY
    this.times = shape.duration > 0 ? new Float64Array(shape.capacity) : EMPTY
  }

  get isFull(): boolean {
    return this.held === this.capacity
  }

  /** Slot of the newest place. */
  get last(): number {
    return this.slotOf(this.held - 1)
  }

  /** The value, or NaN for null. @throws RangeError for what is neither */
  checked(value: number | null): number {
    if (value === null) return Number.NaN
    if (!(value >= this.#least && value <= this.#most)) throw this.#refused(value)
    return value + 0
  }

  /** Moves on to the time of the next place. @throws RangeError for a time that is missing, not finite or falls */
  moveTo(time: number | undefined): void {
    if (this.#duration === 0) return
    if (time === undefined)
      throw new RangeError(`Window ${nameOf(this.#shape.spec)}: push needs the time of the value.`)
    this.checkTime(time)
    this.lastTime = time
  }

  checkTime(time: number): void {
    if (!(time >= this.lastTime && time < Number.POSITIVE_INFINITY))
      throw new RangeError(
        `Window ${nameOf(this.#shape.spec)}: time ${time} is not a finite time at or after ${this.lastTime}.`,
      )
  }

  /** Whether the oldest place has to go before one comes. */
  isOver(time: number | undefined): boolean {
    if (this.#duration === 0) return this.held === this.capacity
    return this.held > 0 && this.times[this.first]! <= time! - this.#duration
  }

  /** Takes the oldest place away and gives its slot, which keeps what it held until it is needed. */
  drop(): number {
    const slot = this.first
    this.first = slot + 1 === this.capacity ? 0 : slot + 1
    this.held -= 1
    if (this.hasValue(slot)) this.present -= 1
    return slot
  }

  /**
   * What windows that are counted do almost always: a value comes to stand behind the others until the window is full,
   * then where the oldest stood, which is given back; 0 where none gave way. NaN, and nothing done, where a null
   * comes or goes and for windows in time: `drop` and `append` do it then, at twice the cost and more. Where that never
   * happens the compiler leaves it out and has room for the rest.
   */
  put(x: number): number {
    const { first, held } = this
    if (Number.isNaN(x)) return x
    if (held < this.#turnsAt) {
      this.x[held] = x
      this.held = held + 1
      this.present += 1
      return 0
    }
    if (held !== this.#turnsAt) return Number.NaN
    const old = this.x[first]!
    if (Number.isNaN(old)) return old
    this.x[first] = x
    this.first = first + 1 === held ? 0 : first + 1
    return old
  }

  /** A new place at the end; true when it has a value. There has to be room. */
  append(x: number): boolean {
    const slot = this.slotOf(this.held)
    this.held += 1
    this.x[slot] = x
    if (this.#duration > 0) this.times[slot] = this.lastTime
    if (Number.isNaN(x)) return false
    this.present += 1
    return true
  }

  hasValue(slot: number): boolean {
    return !Number.isNaN(this.x[slot]!)
  }

  /** Slot of a place, 0 being the oldest. */
  slotOf(place: number): number {
    const slot = this.first + place
    return slot >= this.capacity ? slot - this.capacity : slot
  }

  /** Place of a slot, 0 being the oldest. */
  placeOf(slot: number): number {
    return slot >= this.first ? slot - this.first : slot + this.capacity - this.first
  }

  clear(): void {
    this.first = 0
    this.held = 0
    this.present = 0
    this.lastTime = Number.NEGATIVE_INFINITY
  }

  /** Doubles the room; the oldest place comes to slot 0. */
  grow(): void {
    this.#load(this.numbers(), Math.max(INITIAL_CAPACITY, 2 * this.capacity))
  }

  take(other: Ring): void {
    this.capacity = other.capacity
    this.first = other.first
    this.held = other.held
    this.present = other.present
    this.lastTime = other.lastTime
    this.x = copied(other.x, this.x)
    this.y = copied(other.y, this.y)
    this.times = copied(other.times, this.times)
  }

  /** Everything held, column by column, oldest first. */
  numbers(): Float64Array {
    const columns = this.#columns()
    const numbers = new Float64Array(this.held * columns.length)
    columns.forEach((column, index) => {
      const offset = index * this.held
      const end = Math.min(this.held, this.capacity - this.first)
      numbers.set(column.subarray(this.first, this.first + end), offset)
      numbers.set(column.subarray(0, this.held - end), offset + end)
    })
    return numbers
  }

  /** @throws WindowError `corrupt` when there is more than a counted window can hold */
  load(numbers: Float64Array): void {
    const held = numbers.length / this.#columns().length
    if (!Number.isInteger(held) || (this.#duration === 0 && held > this.capacity))
      throw new WindowError('corrupt', `A snapshot of ${numbers.length} numbers does not fit the window.`)
    this.#load(numbers, Math.max(held, this.capacity))
    if (this.#duration > 0 && held > 0) this.lastTime = this.times[held - 1]!
  }

  #columns(): Float64Array[] {
    const columns = [this.x]
    if (this.#shape.columns === 2) columns.push(this.y)
    if (this.#duration > 0) columns.push(this.times)
    return columns
  }

  #load(numbers: Float64Array, capacity: number): void {
    const count = this.#columns().length
    const held = numbers.length / count
    const columns = Array.from({ length: count }, (_, index) => {
      const column = new Float64Array(capacity)
      column.set(numbers.subarray(index * held, (index + 1) * held))
      return column
    })
    this.x = columns[0]!
    if (this.#shape.columns === 2) this.y = columns[1]!
    if (this.#duration > 0) this.times = columns.at(-1)!
    this.capacity = capacity
    this.first = 0
    this.held = held
    this.present = this.x
      .subarray(0, held)
      .reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0)
  }

  #refused(value: number): RangeError {
    const name = nameOf(this.#shape.spec)
    return Number.isFinite(value)
      ? new RangeError(`Window ${name}: ${value} is not within ${this.#least} .. ${this.#most}.`)
      : new RangeError(`Window ${name}: ${value} is no value; push null where there is none.`)
  }
}

/** Numbers like `from`, in `into` where that is as long. */
function copied(from: Float64Array, into: Float64Array): Float64Array {
  if (from.length !== into.length) return from.slice()
  if (from.length > 0) into.set(from)
  return into
}
