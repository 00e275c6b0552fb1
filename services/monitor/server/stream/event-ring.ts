/** An event in memory, serialised once for every client. */
export interface RingEvent {
  /** Where it came from: slot and offset of its last record. */
  readonly slot: number
  readonly offset: number
  /** First record of several that went together. */
  readonly firstOffset: number
  /** Position after it. */
  readonly offsets: readonly number[]
  /** With its id line, as it goes to everybody who has seen what was before. */
  readonly wire: Buffer
  /** Without: a part of the same memory. */
  readonly body: Buffer
  /** Where the records of its rows stood, for who has seen some of them. */
  readonly rowOffsets?: readonly number[]
}

/** The newest events of a data set, in the order in which they came, bounded by bytes. */
export class EventRing {
  readonly #maxBytes: number
  readonly #floor: number[]
  #events: (RingEvent | undefined)[] = []
  /** Sequence number of `#events[0]`. */
  #base = 0
  /** Events dropped from the front of `#events` and not yet cut off. */
  #dropped = 0
  #bytes = 0

  /** @param floor records before it were never read */
  constructor(maxBytes: number, floor: readonly number[]) {
    this.#maxBytes = maxBytes
    this.#floor = [...floor]
  }

  /** Sequence number of the oldest event held. */
  get first(): number {
    return this.#base + this.#dropped
  }

  /** Sequence number of the next event. */
  get end(): number {
    return this.#base + this.#events.length
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Who has seen everything before it misses nothing that was dropped. */
  get floor(): readonly number[] {
    return this.#floor
  }

  at(sequence: number): RingEvent | undefined {
    return this.#events[sequence - this.#base]
  }

  push(event: RingEvent): void {
    this.#events.push(event)
    this.#bytes += event.wire.length
    while (this.#bytes > this.#maxBytes && this.first < this.end - 1) this.#drop()
  }

  #drop(): void {
    const { slot, offset, wire } = this.#events[this.#dropped]!
    this.#events[this.#dropped] = undefined
    this.#dropped += 1
    this.#bytes -= wire.length
    this.#floor[slot] = Math.max(this.#floor[slot]!, offset + 1)
    if (this.#dropped * 2 < this.#events.length) return
    this.#events = this.#events.slice(this.#dropped)
    this.#base += this.#dropped
    this.#dropped = 0
  }
}
