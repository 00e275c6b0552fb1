const BLOCK = 64

/**
 * Numbers in ascending order, duplicates kept, in blocks of at most 64: insertion, removal, rank and selection look at
 * one block and at the sizes of the others.
 */
export class SortedValues {
  /** Blocks one after the other, `BLOCK` numbers each, in the order in which they were made. */
  #values = new Float64Array(BLOCK)
  /** By ascending order of what they hold: where a block begins, how many it holds, the greatest of them. */
  #starts = new Int32Array(1)
  #sizes = new Int32Array(1)
  #lasts = new Float64Array(1)
  #blocks = 1
  /** Where a block begins that is not used. */
  #free: number[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  insert(value: number): void {
    let block = this.#blockOf(value)
    if (this.#sizes[block] === BLOCK) {
      this.#split(block)
      if (value > this.#lasts[block]!) block += 1
    }
    const start = this.#starts[block]!
    const end = start + this.#sizes[block]!
    const values = this.#values
    let at = end
    while (at > start && values[at - 1]! > value) {
      values[at] = values[at - 1]!
      at -= 1
    }
    values[at] = value
    this.#sizes[block]! += 1
    this.#lasts[block] = values[end]!
    this.#size += 1
  }

  /** Removes one of the numbers that equal `value`; there has to be one. */
  remove(value: number): void {
    const block = this.#blockOf(value)
    const start = this.#starts[block]!
    const size = this.#sizes[block]! - 1
    const values = this.#values
    for (let at = lowerBound(values, start, start + size + 1, value); at < start + size; at += 1)
      values[at] = values[at + 1]!
    this.#sizes[block] = size
    this.#size -= 1
    if (size === 0) {
      if (this.#blocks > 1) this.#dropBlock(block)
    } else {
      this.#lasts[block] = values[start + size - 1]!
      if (size < BLOCK / 4) this.#merge(block)
    }
  }

  /** How many are less than `value`. */
  below(value: number): number {
    const block = this.#blockOf(value)
    const start = this.#starts[block]!
    return this.#before(block) + lowerBound(this.#values, start, start + this.#sizes[block]!, value) - start
  }

  /** How many are less than `value` or equal to it. */
  atOrBelow(value: number): number {
    let block = this.#blockOf(value)
    while (block + 1 < this.#blocks && this.#lasts[block] === value) block += 1
    const start = this.#starts[block]!
    return this.#before(block) + upperBound(this.#values, start, start + this.#sizes[block]!, value) - start
  }

  /** The number that `rank` others stand before, 0 being the least. */
  at(rank: number): number {
    let block = 0
    let rest = rank
    while (rest >= this.#sizes[block]!) {
      rest -= this.#sizes[block]!
      block += 1
    }
    return this.#values[this.#starts[block]! + rest]!
  }

  clear(): void {
    for (let block = 1; block < this.#blocks; block += 1) this.#free.push(this.#starts[block]!)
    this.#blocks = 1
    this.#sizes[0] = 0
    this.#lasts[0] = 0
    this.#size = 0
  }

  /** Becomes equal to another. */
  take(other: SortedValues): void {
    this.#values = other.#values.slice()
    this.#starts = other.#starts.slice()
    this.#sizes = other.#sizes.slice()
    this.#lasts = other.#lasts.slice()
    this.#blocks = other.#blocks
    this.#free = other.#free.slice()
    this.#size = other.#size
  }

  /** The first block whose greatest number is not less than `value`, or the last block. */
  #blockOf(value: number): number {
    return lowerBound(this.#lasts, 0, this.#blocks - 1, value)
  }

  #before(block: number): number {
    let count = 0
    for (let at = 0; at < block; at += 1) count += this.#sizes[at]!
    return count
  }

  /** Moves the upper half of a full block into a new one behind it. */
  #split(block: number): void {
    const start = this.#free.pop() ?? this.#grow()
    const half = BLOCK / 2
    const from = this.#starts[block]! + half
    this.#values.copyWithin(start, from, from + half)
    this.#starts.copyWithin(block + 2, block + 1, this.#blocks)
    this.#sizes.copyWithin(block + 2, block + 1, this.#blocks)
    this.#lasts.copyWithin(block + 2, block + 1, this.#blocks)
    this.#blocks += 1
    this.#starts[block + 1] = start
    this.#sizes[block + 1] = half
    this.#lasts[block + 1] = this.#lasts[block]!
    this.#sizes[block] = half
    this.#lasts[block] = this.#values[from - 1]!
  }

  /** Room for as many blocks again; returns where the first of them begins, the others are free. */
  #grow(): number {
    const end = this.#values.length
    const room = this.#starts.length
    this.#values = enlarged(this.#values, new Float64Array(2 * end))
    this.#starts = enlarged(this.#starts, new Int32Array(2 * room))
    this.#sizes = enlarged(this.#sizes, new Int32Array(2 * room))
    this.#lasts = enlarged(this.#lasts, new Float64Array(2 * room))
    for (let block = 2 * room - 1; block > room; block -= 1) this.#free.push(block * BLOCK)
    return end
  }

  /** Appends the next block to this one where both together half fill a block. */
  #merge(block: number): void {
    const left = block + 1 < this.#blocks ? block : block - 1
    if (left < 0) return
    const right = left + 1
    const size = this.#sizes[left]! + this.#sizes[right]!
    if (size > BLOCK / 2) return
    const from = this.#starts[right]!
    this.#values.copyWithin(this.#starts[left]! + this.#sizes[left]!, from, from + this.#sizes[right]!)
    this.#sizes[left] = size
    this.#lasts[left] = this.#lasts[right]!
    this.#dropBlock(right)
  }

  #dropBlock(block: number): void {
    this.#free.push(this.#starts[block]!)
    this.#starts.copyWithin(block, block + 1, this.#blocks)
    this.#sizes.copyWithin(block, block + 1, this.#blocks)
    this.#lasts.copyWithin(block, block + 1, this.#blocks)
    this.#blocks -= 1
  }
}

function enlarged<Numbers extends Float64Array | Int32Array>(from: Numbers, into: Numbers): Numbers {
  into.set(from)
  return into
}

/** First place in `from` .. `to` whose number is not less than `value`, or `to`. */
function lowerBound(values: Float64Array, from: number, to: number, value: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** First place in `from` .. `to` whose number is greater than `value`, or `to`. */
function upperBound(values: Float64Array, from: number, to: number, value: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}
