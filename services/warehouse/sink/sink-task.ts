import type { RowBinaryEncoder } from '../../../runtime/clickhouse/row-binary.ts'
import { LogError } from '../../../runtime/errors.ts'
import type { TaskLog } from '../../../runtime/log/port.ts'
import { Block, type BlockLimits } from './block.ts'
import type { BlockReader } from './block-reader.ts'
import { MarkerOutbox } from './marker-outbox.ts'
import type { Event } from './row-encoder.ts'
import type { Storage } from './storage.ts'

export interface SinkTaskOptions {
  readonly reader: BlockReader
  readonly storage: Storage
  readonly encoder: RowBinaryEncoder<Event>
  readonly limits: BlockLimits
  readonly pollRecords: number
  readonly idleMs: number
}

/** How often to look whether a block has arrived while nothing else comes. */
const IN_FLIGHT_MS = 20

/** A block on its way: `stored` settles when ClickHouse has it, or it never will. */
interface InFlight {
  readonly block: Block
  readonly stored: Promise<void>
  settled: boolean
}

/**
 * One task of the sink, by the steps of the delivery protocol (runtime/log/port.ts):
 *  1. restore the position; tell markers that a crash kept from being told;
 *  2. poll and decode into the filling block, while the block before it is being inserted;
 *  3. when ClickHouse has a block, commit its position with its dead letters and markers, then tell the
 *     markers to ClickHouse;
 *  4. when the filling block is due, wait for the one before it, and send it.
 * A crash anywhere re-reads from the last commit; the rows inserted twice replace themselves.
 */
export class SinkTask {
  readonly #task: TaskLog
  readonly #options: SinkTaskOptions
  readonly #signal: AbortSignal
  #outbox = new MarkerOutbox(new Map())
  #filling: Block
  #inFlight: InFlight | undefined

  constructor(task: TaskLog, options: SinkTaskOptions, signal: AbortSignal) {
    this.#task = task
    this.#options = options
    this.#signal = signal
    this.#filling = new Block(options.encoder)
  }

  /** Resolves after the signal aborted; what ClickHouse has by then is committed, the rest is read again. */
  async run(): Promise<void> {
    try {
      await this.#restore()
      while (!this.#signal.aborted) await this.#stepOrRestore()
      const stored = this.#inFlight?.stored.then(
        () => true,
        () => false,
      )
      if (await stored) await this.#land()
    } catch (error) {
      if (!this.#signal.aborted) throw error
    }
  }

  async #stepOrRestore(): Promise<void> {
    try {
      await this.#step()
    } catch (error) {
      if (!(error instanceof LogError) || error.code !== 'aborted') throw error
      await this.#restore()
    }
  }

  async #restore(): Promise<void> {
    await this.#inFlight?.stored.catch(() => {})
    this.#inFlight = undefined
    const { state, positions } = await this.#task.restore()
    this.#outbox = new MarkerOutbox(state)
    this.#filling.takeRows()
    this.#filling = new Block(this.#options.encoder)
    await this.#tellMarkers()
    await this.#task.seek(positions)
  }

  async #step(): Promise<void> {
    const { reader, limits, pollRecords, idleMs } = this.#options
    const waitMs = this.#inFlight === undefined ? idleMs : Math.min(idleMs, IN_FLIGHT_MS)
    const batches = await this.#task.poll({ maxRecords: pollRecords, waitMs })
    for (const batch of batches) {
      await reader.read(batch, this.#filling, this.#signal)
      const { topic, partition, nextOffset } = batch
      this.#filling.advance({ topic, partition, offset: nextOffset }, performance.now())
    }
    if (this.#inFlight?.settled) await this.#land()
    const idle = batches.length === 0 && !this.#filling.isEmpty
    if (idle || this.#filling.isDue(limits, performance.now())) await this.#send()
  }

  async #send(): Promise<void> {
    if (this.#inFlight !== undefined) await this.#land()
    const block = this.#filling
    const rows = block.takeRows()
    this.#filling = new Block(this.#options.encoder)
    const inFlight: InFlight = {
      block,
      stored: this.#options.storage.insert(rows, this.#signal),
      settled: false,
    }
    this.#inFlight = inFlight
    const settle = (): void => {
      inFlight.settled = true
    }
    inFlight.stored.then(settle, settle)
  }

  async #land(): Promise<void> {
    const { block, stored } = this.#inFlight!
    await stored
    await this.#task.commit({
      outputs: block.deadLetters,
      state: this.#outbox.stage(block.markers),
      positions: block.positions,
    })
    this.#inFlight = undefined
    await this.#tellMarkers()
  }

  async #tellMarkers(): Promise<void> {
    await this.#outbox.deliver((markers) => this.#options.storage.tellLanded(markers, this.#signal))
  }
}
