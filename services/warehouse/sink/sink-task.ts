import type { RowBinaryEncoder } from '../../../runtime/clickhouse/row-binary.ts'
import { LogError, WarehouseError } from '../../../runtime/errors.ts'
import type { RecordBatch, TaskLog } from '../../../runtime/log/port.ts'
import { Block, type BlockLimits } from './block.ts'
import type { BlockReader } from './block-reader.ts'
import { Caution } from './caution.ts'
import { MarkerOutbox } from './marker-outbox.ts'
import { firstSlice } from './record-slices.ts'
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
  readonly rows: number
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
 * A block that is refused for its content is read again in halves, until the record is found whose row ClickHouse does
 * not take: that one becomes a dead letter, and its neighbours are stored.
 * A crash anywhere re-reads from the last commit; the rows inserted twice replace themselves.
 */
export class SinkTask {
  readonly #task: TaskLog
  readonly #options: SinkTaskOptions
  readonly #signal: AbortSignal
  #outbox = new MarkerOutbox(new Map())
  #filling: Block
  readonly #caution: Caution
  #inFlight: InFlight | undefined

  constructor(task: TaskLog, options: SinkTaskOptions, signal: AbortSignal) {
    this.#task = task
    this.#options = options
    this.#signal = signal
    this.#filling = new Block(options.encoder)
    this.#caution = new Caution(options.limits.rows)
  }

  /**
   * Resolves after the signal aborted; what ClickHouse has by then is committed, the rest is read again.
   * @throws also because it was aborted
   */
  async run(): Promise<void> {
    await this.#restore()
    while (!this.#signal.aborted) await this.#stepOrRestore()
    const stored = this.#inFlight?.stored.then(
      () => true,
      () => false,
    )
    if (await stored) await this.#land()
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
    const { limits, pollRecords, idleMs } = this.#options
    const waitMs = this.#inFlight === undefined ? idleMs : Math.min(idleMs, IN_FLIGHT_MS)
    const batches = await this.#task.poll({ maxRecords: pollRecords, waitMs })
    for (const batch of batches) if (!(await this.#take(batch))) return
    if (this.#inFlight?.settled && !(await this.#land())) return
    const idle = batches.length === 0 && !this.#filling.isEmpty
    if (idle || this.#filling.isDue(limits, performance.now())) await this.#send()
  }

  /** Reads a batch into the filling block, in pieces while caution asks for it; false: it will be read again. */
  async #take(batch: RecordBatch): Promise<boolean> {
    const { reader } = this.#options
    for (let rest: RecordBatch | undefined = batch; rest !== undefined; ) {
      const [piece, behind] = firstSlice(rest, this.#caution.most)
      rest = behind
      await reader.read(piece, this.#filling, this.#signal)
      const { topic, partition, nextOffset } = piece
      this.#filling.advance({ topic, partition, offset: nextOffset }, performance.now())
      if (!this.#caution.isOn) continue
      if (!((await this.#send()) && (await this.#land()))) return false
    }
    return true
  }

  /** False: the block before it was refused, and everything since is read again. */
  async #send(): Promise<boolean> {
    if (this.#inFlight !== undefined && !(await this.#land())) return false
    const block = this.#filling
    const rows = block.takeRows()
    this.#filling = new Block(this.#options.encoder)
    const inFlight: InFlight = {
      block,
      rows: rows.count,
      stored: this.#options.storage.insert(rows, this.#signal),
      settled: false,
    }
    this.#inFlight = inFlight
    const settle = (): void => {
      inFlight.settled = true
    }
    inFlight.stored.then(settle, settle)
    return true
  }

  /** Commits what ClickHouse has; false: it has refused the block, which is read again. */
  async #land(): Promise<boolean> {
    const { block, rows, stored } = this.#inFlight!
    try {
      await stored
      this.#caution.taken(rows)
    } catch (error) {
      if (!(error instanceof WarehouseError) || error.code !== 'unacceptable') throw error
      await this.#options.storage.verify(this.#signal)
      if (rows > 1) {
        this.#caution.refused(rows)
        await this.#restore()
        return false
      }
      if (!this.#caution.foundOne()) throw error
      const [position] = block.positions
      this.#options.reader.refuse(block.lastStored!, position!, error, block)
    }
    await this.#task.commit({
      outputs: block.deadLetters,
      state: this.#outbox.stage(block.markers),
      positions: block.positions,
    })
    this.#inFlight = undefined
    await this.#tellMarkers()
    return true
  }

  async #tellMarkers(): Promise<void> {
    await this.#outbox.deliver((markers) => this.#options.storage.tellLanded(markers, this.#signal))
  }
}
