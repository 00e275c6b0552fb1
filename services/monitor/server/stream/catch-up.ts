import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Channel } from './channel.ts'
import type { EpochBook } from './epoch-book.ts'
import { LOG_TOPICS, logEvents, type Placed } from './log-event.ts'
import type { LogFollower } from './log-follower.ts'
import type { NameBook } from './name-book.ts'
import { type Layout, later, type Offsets } from './position.ts'
import { eventBody, idLine } from './sse.ts'

/** Records that are read again at most; the snapshot costs less than more. */
const MOST_RECORDS = 30_000
/** Clients that read the log again at a time. */
const READERS = 2

/** Sends from the log what memory does not hold any more. */
export class CatchUp {
  readonly #follower: LogFollower
  readonly #layout: Layout
  readonly #epochs: EpochBook
  readonly #names: NameBook
  #free = READERS
  readonly #queue: (() => void)[] = []

  constructor(follower: LogFollower, layout: Layout, epochs: EpochBook, names: NameBook) {
    this.#follower = follower
    this.#layout = layout
    this.#epochs = epochs
    this.#names = names
  }

  /**
   * Sends every event between a position and what the channel holds, partition by partition.
   * @returns the position reached, or undefined where it is too much
   */
  async send(
    response: ServerResponse,
    channel: Channel,
    seen: Offsets,
    signal: AbortSignal,
  ): Promise<Offsets | undefined> {
    const until = [...channel.ring.floor]
    const missing = LOG_TOPICS.flatMap((topic) =>
      this.#layout
        .slots(topic)
        .filter(({ slot }) => seen[slot]! < until[slot]!)
        .map((place) => ({ topic, ...place })),
    )
    const records = missing.reduce((sum, { slot }) => sum + until[slot]! - seen[slot]!, 0)
    if (records > MOST_RECORDS) return undefined
    await this.#enter()
    try {
      let reached: Offsets = seen
      for (const { topic, slot, partition } of missing) {
        const batches = this.#follower.between(topic, partition, seen[slot]!, until[slot]!, signal)
        for await (const { placed } of batches) {
          const shown = placed.filter(({ record }) => this.#isShown(record, channel.dataset))
          const nameOf = (symbol: string) => this.#names.find(channel.dataset, symbol)?.name ?? null
          for (const { name, data, offset } of logEvents(topic, shown as Placed<never>[], nameOf)) {
            reached = reached.with(slot, offset + 1)
            response.write(idLine(this.#layout.encode(reached)))
            if (!response.write(eventBody(name, JSON.stringify(data)))) await drained(response, signal)
            if (signal.aborted) return undefined
          }
        }
        reached = reached.with(slot, until[slot]!)
      }
      return later(reached, until)
    } finally {
      this.#leave()
    }
  }

  #isShown(record: object, dataset: string): boolean {
    const place = record as { readonly dataset: string; readonly epoch: number }
    return place.dataset === dataset && this.#epochs.shows(place)
  }

  async #enter(): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#free -= 1
  }

  #leave(): void {
    const next = this.#queue.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}

/** A client that takes nothing for so long does not hold the log for others. */
const PATIENCE_MS = 30_000

async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    await once(response, 'drain', { signal: patience })
  } catch {
    if (!signal.aborted) response.destroy()
  }
}
