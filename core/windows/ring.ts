import { WindowError } from '../errors.ts'

const EMPTY = new Float64Array(0)
const INITIAL_CAPACITY = 16

/** Layout of the places of a window. */
export interface RingShape {
  readonly capacity: number
  readonly columns: 1 | 2
  readonly timed: boolean
}

/** The places of a window, oldest to newest in a circle; a place without a value holds NaN. */
export class Ring {
  x: Float64Array
  y: Float64Array
  times: Float64Array
  capacity: number
  readonly #shape: RingShape
  /** Slot of the oldest place. */
  first = 0
  /** Places that are held. */
  held = 0

  constructor(shape: RingShape) {
    this.#shape = shape
    this.capacity = shape.capacity
    this.x = new Float64Array(shape.capacity)
    this.y = shape.columns === 2 ? new Float64Array(shape.capacity) : EMPTY
    this.times = shape.timed ? new Float64Array(shape.capacity) : EMPTY
  }

  /** Takes the oldest place away; its slot keeps what it held until it is needed. */
  drop(): void {
    this.first = this.first + 1 === this.capacity ? 0 : this.first + 1
    this.held -= 1
  }

  /** Slot of a new place at the end; there has to be room. */
  append(): number {
    const slot = this.slotOf(this.held)
    this.held += 1
    return slot
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
  }

  /** Doubles the room; the oldest place comes to slot 0. */
  grow(): void {
    this.#load(this.numbers(), Math.max(INITIAL_CAPACITY, 2 * this.capacity))
  }

  take(other: Ring): void {
    this.capacity = other.capacity
    this.first = other.first
    this.held = other.held
    this.x = other.x.slice()
    this.y = other.y.slice()
    this.times = other.times.slice()
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
    if (!Number.isInteger(held) || (!this.#shape.timed && held > this.capacity))
      throw new WindowError('corrupt', `A snapshot of ${numbers.length} numbers does not fit the window.`)
    this.#load(numbers, Math.max(held, this.capacity))
  }

  #columns(): Float64Array[] {
    const columns = [this.x]
    if (this.#shape.columns === 2) columns.push(this.y)
    if (this.#shape.timed) columns.push(this.times)
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
    if (this.#shape.timed) this.times = columns.at(-1)!
    this.capacity = capacity
    this.first = 0
    this.held = held
  }
}
