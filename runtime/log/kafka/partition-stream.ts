import { setTimeout as delay } from 'node:timers/promises'
import { partitionKey } from '../partition-key.ts'
import type { Position, RecordBatch } from '../port.ts'
import type { CommittedRecords } from './fetched-partition.ts'
import type { PartitionReader } from './partition-reader.ts'
import { takeInTime } from './take-in-time.ts'

/** A broker answers as soon as it has one record, or after this time without any. */
const LONG_POLL_MS = 250
/** Of one response: what a slow caller holds in memory per broker. */
const MAX_BYTES = 8 * 1024 * 1024
/** More than the largest record batch by far, or a fetch could end inside one again and again. */
const MAX_BYTES_PER_PARTITION = 4 * 1024 * 1024

/**
 * Of one poll. Tasks of a process take turns, so the decoded records of all of them live at once: with more, most
 * outlive the young generation of the heap and cost a full collection.
 */
const MOST_RECORDS = 2_048

/**
 * Records of several partitions as the caller pulls them. While the caller works on one response, the next one of
 * each broker is being fetched; more than that is never held.
 */
export class PartitionStream {
  readonly #reader: PartitionReader
  /** Where each partition is fetched next, in the order of the next request. */
  readonly #positions: Map<string, Position>
  /** One fetch at a time per broker, and per partition whichever broker leads it meanwhile. */
  readonly #fetches = new Map<string, Promise<void>>()
  readonly #inFlight = new Set<string>()
  #buffer: CommittedRecords[] = []
  #failure: { readonly error: unknown } | undefined
  #closed = false

  constructor(reader: PartitionReader, positions: readonly Position[]) {
    this.#reader = reader
    this.#positions = new Map(positions.map((position) => [partitionKey(position), position]))
  }

  /**
   * Next records, about `maxRecords` at most; empty when none came within `waitMs`. A batch may hold no records
   * and only say where to go on, behind commit markers.
   */
  async poll({ maxRecords, waitMs }: { maxRecords: number; waitMs: number }): Promise<RecordBatch[]> {
    const giveUpAt = performance.now() + waitMs
    while (this.#buffer.length === 0) {
      if (this.#failure !== undefined) throw this.#failure.error
      this.#startFetches()
      const timeLeft = giveUpAt - performance.now()
      if (timeLeft <= 0) return []
      await within(timeLeft, this.#fetches.values())
    }
    const batches = this.#take(maxRecords)
    if (this.#buffer.length === 0) this.#startFetches()
    return batches
  }

  /** Nothing is fetched any more; the reader stays open. */
  close(): void {
    this.#closed = true
    this.#buffer = []
  }

  #take(maxRecords: number): RecordBatch[] {
    const taken = takeInTime(this.#buffer, Math.min(maxRecords, MOST_RECORDS))
    this.#buffer = this.#buffer.filter((partition) => partition.peek() !== undefined)
    return taken
  }

  #startFetches(): void {
    if (this.#closed || this.#failure !== undefined) return
    const idle = [...this.#positions.values()].filter(
      (position) => !this.#inFlight.has(partitionKey(position)),
    )
    for (const [leader, positions] of this.#reader.leaders(idle)) {
      if (this.#fetches.has(leader)) continue
      const labels = positions.map(partitionKey)
      for (const name of labels) this.#inFlight.add(name)
      const fetch = this.#fetch(positions)
        .catch((error: unknown) => {
          this.#failure = { error }
        })
        .finally(() => {
          this.#fetches.delete(leader)
          for (const name of labels) this.#inFlight.delete(name)
        })
      this.#fetches.set(leader, fetch)
    }
  }

  async #fetch(positions: readonly Position[]): Promise<void> {
    const fetched = await this.#reader.fetch(positions, {
      waitMs: LONG_POLL_MS,
      maxBytes: MAX_BYTES,
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    })
    for (const records of this.#closed ? [] : fetched) {
      const { topic, partition, nextOffset } = records
      // Served partitions queue up again behind the others: a response is filled in the order of its request.
      this.#positions.delete(partitionKey(records))
      this.#positions.set(partitionKey(records), { topic, partition, offset: nextOffset })
      this.#buffer.push(records)
    }
  }
}

async function within(timeMs: number, promises: Iterable<Promise<void>>): Promise<void> {
  const timer = new AbortController()
  const timeout = delay(timeMs, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([timeout, ...promises])
  timer.abort()
}
