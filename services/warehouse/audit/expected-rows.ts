import type { Hash64, RowHashes } from './row-hasher.ts'

/** The record that decides what row a key has. */
export interface Decisive {
  readonly row: Hash64
  readonly version: number
  readonly offset: number
  /** Partition that the record stands in, and the one under which its row is counted. */
  readonly partition: number
  readonly counted: number
  readonly hour: number
  readonly isWithdrawn: boolean
}

/** What became of a record when it was put beside those before it. */
export type Placed = 'new' | 'supersedes' | 'superseded' | 'repeats'

const FIRST_CAPACITY = 1_024
const FOUND = 2
const WITHDRAWN = 1
const EMPTY = -1

/**
 * The rows that a part of the log comes to: for each key the record that stands, by version and then by order, as
 * ClickHouse decides. About 60 bytes a key, in columns.
 */
export class ExpectedRows {
  #capacity = FIRST_CAPACITY
  #size = 0
  #slots = new Int32Array(FIRST_CAPACITY * 2).fill(EMPTY)
  #lanes = new Uint32Array(FIRST_CAPACITY * 4)
  #versions = new Float64Array(FIRST_CAPACITY)
  #offsets = new Float64Array(FIRST_CAPACITY)
  #places = new Int32Array(FIRST_CAPACITY * 3)
  #flags = new Uint8Array(FIRST_CAPACITY)

  get size(): number {
    return this.#size
  }

  put({ key, row }: RowHashes, record: Omit<Decisive, 'row'>): Placed {
    const slot = this.#slotOf(key)
    const known = this.#slots[slot]!
    if (known === EMPTY) {
      if (this.#size === this.#capacity) {
        this.#grow()
        return this.put({ key, row }, record)
      }
      this.#slots[slot] = this.#size
      this.#lanes.set([key.low, key.high], this.#size * 4)
      this.#write(this.#size, row, record)
      this.#size += 1
      return 'new'
    }
    if (record.version < this.#versions[known]!) return 'superseded'
    const isSame =
      record.version === this.#versions[known] &&
      this.#lanes[known * 4 + 2] === row.low &&
      this.#lanes[known * 4 + 3] === row.high
    this.#write(known, row, record)
    return isSame ? 'repeats' : 'supersedes'
  }

  get(key: Hash64): Decisive | undefined {
    const at = this.#slots[this.#slotOf(key)]!
    return at === EMPTY ? undefined : this.#read(at)
  }

  /** Marks the row of a key as found; true if it had been already. */
  find(key: Hash64): boolean {
    const at = this.#slots[this.#slotOf(key)]!
    const was = (this.#flags[at]! & FOUND) !== 0
    this.#flags[at]! |= FOUND
    return was
  }

  *all(): Generator<Decisive & { readonly key: Hash64; readonly isFound: boolean }> {
    for (let at = 0; at < this.#size; at += 1) {
      const key = { low: this.#lanes[at * 4]!, high: this.#lanes[at * 4 + 1]! }
      yield { key, ...this.#read(at), isFound: (this.#flags[at]! & FOUND) !== 0 }
    }
  }

  #read(at: number): Decisive {
    return {
      row: { low: this.#lanes[at * 4 + 2]!, high: this.#lanes[at * 4 + 3]! },
      version: this.#versions[at]!,
      offset: this.#offsets[at]!,
      partition: this.#places[at * 3]!,
      counted: this.#places[at * 3 + 1]!,
      hour: this.#places[at * 3 + 2]!,
      isWithdrawn: (this.#flags[at]! & WITHDRAWN) !== 0,
    }
  }

  #write(at: number, row: Hash64, record: Omit<Decisive, 'row'>): void {
    this.#lanes[at * 4 + 2] = row.low
    this.#lanes[at * 4 + 3] = row.high
    this.#versions[at] = record.version
    this.#offsets[at] = record.offset
    this.#places[at * 3] = record.partition
    this.#places[at * 3 + 1] = record.counted
    this.#places[at * 3 + 2] = record.hour
    this.#flags[at] = record.isWithdrawn ? WITHDRAWN : 0
  }

  /** Where the key stands, or the empty slot where it would. */
  #slotOf({ low, high }: Hash64): number {
    const mask = this.#slots.length - 1
    for (let slot = (low ^ Math.imul(high, 0x9e37_79b1)) & mask; ; slot = (slot + 1) & mask) {
      const at = this.#slots[slot]!
      if (at === EMPTY || (this.#lanes[at * 4] === low && this.#lanes[at * 4 + 1] === high)) return slot
    }
  }

  #grow(): void {
    this.#capacity *= 2
    this.#lanes = grown(this.#lanes, Uint32Array, this.#capacity * 4)
    this.#versions = grown(this.#versions, Float64Array, this.#capacity)
    this.#offsets = grown(this.#offsets, Float64Array, this.#capacity)
    this.#places = grown(this.#places, Int32Array, this.#capacity * 3)
    this.#flags = grown(this.#flags, Uint8Array, this.#capacity)
    this.#slots = new Int32Array(this.#capacity * 2).fill(EMPTY)
    for (let at = 0; at < this.#size; at += 1)
      this.#slots[this.#slotOf({ low: this.#lanes[at * 4]!, high: this.#lanes[at * 4 + 1]! })] = at
  }
}

type Column = Uint32Array | Float64Array | Int32Array | Uint8Array

function grown<Kind extends Column>(column: Kind, type: new (length: number) => Kind, length: number): Kind {
  const larger = new type(length)
  larger.set(column)
  return larger
}
