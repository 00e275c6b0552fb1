import { setTimeout as sleep } from 'node:timers/promises'
import type { DatasetEpoch } from '../../../../schemas/generated/events.ts'
import type { Reader } from '../queries/reader.ts'

const POLL_MS = 100
/** A warehouse that lags or is away holds up answers no longer than this. */
const LONGEST_MS = 15_000

/**
 * Which epochs the views of the warehouse show already. The record that switches an epoch is read from the log
 * before the sink has stored it: whoever reads in between gets the epoch before, without being told.
 */
export class ShownEpochs {
  readonly #reader: Reader
  readonly #stop = new AbortController()
  readonly #versions = new Map<string, number>()
  readonly #waiting = new Map<string, Promise<void>>()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** A data set is announced in an epoch: it is waited for, and `onShown` is called when the views show it. */
  announced({ dataset, version }: DatasetEpoch, onShown: () => void): void {
    this.#versions.set(dataset, version)
    const shown = this.#shown(dataset, version).then(() => {
      if (this.#waiting.get(dataset) === shown) this.#waiting.delete(dataset)
      if (!this.#stop.signal.aborted) onShown()
    })
    this.#waiting.set(dataset, shown)
  }

  /** Reads, and reads again where the epoch changed in between: what is read is of the epoch that was announced last. */
  async read<Answer>(dataset: string, read: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      await this.#waiting.get(dataset)
      const version = this.#versions.get(dataset)
      const answer = await read()
      if (this.#versions.get(dataset) === version) return answer
    }
  }

  close(): void {
    this.#stop.abort()
  }

  async #shown(dataset: string, version: number): Promise<void> {
    const { signal } = this.#stop
    const until = Date.now() + LONGEST_MS
    while (!signal.aborted && Date.now() < until) {
      const rows = await this.#reader
        .rows<{ readonly version: number }>(
          'shownEpoch',
          'SELECT version FROM datasets WHERE dataset = {dataset:String}',
          { dataset },
          signal,
        )
        .catch(() => [])
      if ((rows[0]?.version ?? 0) >= version) return
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
    }
  }
}
