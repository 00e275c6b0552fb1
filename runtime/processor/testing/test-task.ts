import type { EventTime } from '../../../core/market/trade-date.ts'
import type { Control, DailyBar } from '../../../schemas/generated/events.ts'
import { CONTROL_KEY_PREFIX } from '../../../schemas/topics.ts'
import { testBar } from '../../../test/support/pipeline-harness.ts'
import { createCodec } from '../../codec/codec.ts'
import { createInProcessRegistry } from '../../codec/in-process-registry.ts'
import type { OutgoingRecord, StoredRecord } from '../../log/port.ts'
import { Lanes, type TaskLane } from '../lanes.ts'
import type { ProcessorDefinition } from '../processor.ts'
import type { ReferenceTables } from '../reference-tables.ts'
import { anyProcessor, control } from './volume-processor.ts'

export const TOPIC = 'market.bars.1d'
export const codec = createCodec(createInProcessRegistry())
export const DECODERS = new Map([[TOPIC, { topic: 'bars1d' as const, decoder: codec.decoder('daily-bar') }]])
const bars = await codec.encoder(TOPIC, 'daily-bar')
const controls = await codec.encoder(TOPIC, 'control')
const snapshots = await codec.encoder('changelog', 'state-snapshot')

/** What stands in a partition: a control record, a bar, or bytes that are neither, under the key of a control record or another. */
export type Written = Control | DailyBar | Buffer | { readonly controlled: Buffer }

export const bar = (symbol: string, eventTime: number, extra: Partial<DailyBar> = {}): DailyBar =>
  testBar(20220104, [symbol, 10, 10, 10, 10, 10, { eventTime: eventTime as EventTime, ...extra }])
export const marker = (name: string, extra: Partial<Control> = {}): Control =>
  control({ kind: 'marker', marker: name, eventTime: 0 as EventTime, ...extra })
export const garbage = Buffer.from('no wire format')

function stored(written: Written, offset: number): StoredRecord {
  if (Buffer.isBuffer(written)) return { offset, key: 'main/garbage', value: written, timestamp: 1 }
  if ('controlled' in written)
    return { offset, key: `${CONTROL_KEY_PREFIX}ingest/0`, value: written.controlled, timestamp: 1 }
  if ('kind' in written)
    return {
      offset,
      key: `${CONTROL_KEY_PREFIX}${written.source}/0`,
      value: controls.encode(written),
      timestamp: 1,
    }
  return { offset, key: `${written.dataset}/${written.symbol}`, value: bars.encode(written), timestamp: 1 }
}

/** A task's lanes over partitions that a test writes down, and what came out of them. */
export class TestTask {
  readonly lanes: Lanes
  readonly state = new Map<string, Uint8Array>()
  readonly said: string[] = []
  readonly dead: string[] = []
  readonly #next: number[]
  readonly #partitions: readonly (readonly Written[])[]

  constructor(...partitions: (readonly Written[])[]) {
    this.#partitions = partitions
    this.#next = partitions.map(() => 0)
    this.lanes = new Lanes({
      definition: this.definition,
      task: 0,
      inputs: partitions.map((_, partition) => ({ topic: TOPIC, partition })),
      // Tests write to the partition that they mean.
      partitions: new Map(),
      references: { instruments: { of: () => undefined } as unknown as ReferenceTables<'instruments'> },
      encoder: snapshots,
      decoder: codec.decoder('state-snapshot'),
      encode: ({ key, value }, { dataset, epoch }) =>
        `${dataset}/${epoch} ${key} ${(value as unknown as { bars: number }).bars}` as unknown as OutgoingRecord,
    })
  }

  protected get definition(): ProcessorDefinition {
    return anyProcessor
  }

  /** Reads up to `count` more records of a partition, then settles. */
  async read(partition: number, count = Number.POSITIVE_INFINITY): Promise<void> {
    const all = this.#partitions[partition]!
    const from = this.#next[partition]!
    const until = Math.min(all.length, from + count)
    this.#next[partition] = until
    await this.lanes.read(
      {
        topic: TOPIC,
        partition,
        records: all.slice(from, until).map((written, at) => stored(written, from + at)),
        nextOffset: until,
      },
      DECODERS,
      codec,
    )
    for (const lane of this.lanes.all()) this.#settle(lane)
  }

  /** The log hands out the last records of a partition once more. */
  rewind(partition: number, count: number): void {
    this.#next[partition] = Math.max(0, this.#next[partition]! - count)
  }

  async readAll(): Promise<void> {
    for (const partition of this.#partitions.keys()) await this.read(partition)
  }

  #settle(lane: TaskLane): void {
    for (const { batches, unusable } of this.lanes.settle(lane)) {
      for (const batch of batches) {
        const { outputs } = lane.apply(batch)
        if (batch.watermark > lane.writtenUntil) this.said.push(...(outputs as unknown as string[]))
      }
      for (const { at, offset, eventTime } of unusable)
        if (eventTime > lane.writtenUntil)
          this.dead.push(`${lane.dataset}/${lane.epoch} ${at.partition}/${offset} at ${eventTime}`)
      lane.settle()
    }
    for (const name of this.lanes.completedMarkers(lane))
      this.said.push(`${lane.dataset}/${lane.epoch} marker ${name}`)
  }

  commit(snapshot: boolean): void {
    for (const [key, value] of this.lanes.progress()) this.state.set(key, value)
    if (!snapshot) return
    for (const [key] of this.lanes.forgotten()) this.state.delete(key)
    for (const [key, value] of this.lanes.checkpoint.snapshot(this.lanes.all(), this.lanes.positions()))
      this.state.set(key, value)
  }

  /** Dies, and comes back with what was committed. */
  async restart(): Promise<void> {
    this.said.length = 0
    this.dead.length = 0
    const positions = await this.lanes.restore(this.state)
    this.#next.forEach((_, partition) => {
      this.#next[partition] = positions.find((position) => position.partition === partition)?.offset ?? 0
    })
  }

  get positions(): number[] {
    return this.#next.map(
      (_, partition) => this.lanes.positions().find((p) => p.partition === partition)?.offset ?? -1,
    )
  }
}
