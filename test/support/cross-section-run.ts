import { sessionClose, shanghaiTime } from '../../core/market/trade-date.ts'
import type { Lane } from '../../runtime/processor/lane.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorDefinition,
} from '../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { PackedShard } from '../../runtime/processor/state-stores.ts'
import type { CrossSection, DailyBar, Instrument, Signal } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { crossSectionProcessor } from '../../services/sentiment/cross-section/cross-section-processor.ts'
import { crowdingProcessor } from '../../services/sentiment/crowding/crowding-processor.ts'
import { microcapIndexProcessor } from '../../services/signals/microcap-index/microcap-index-processor.ts'
import { laneOf, type SessionFrame } from './pipeline-harness.ts'

type Output = AnyOutputEvent<TopicKey>
type SignalValue = Omit<Signal, 'dataset' | 'epoch'>

/** What comes of one session. */
export interface CrossSectionDay {
  readonly shares: readonly Omit<CrossSection, 'dataset' | 'epoch'>[]
  readonly crowding: readonly SignalValue[]
  readonly microcap: readonly SignalValue[]
}

export interface CrossSectionRunOptions {
  /** Tasks that the bars are shared out to by instrument (default 1). */
  readonly tasks?: number
  /** Into how many batches a session's events are cut (default 1). */
  readonly batches?: () => number
  /** Whether the state is packed after a batch and loaded into a new processor. */
  readonly restores?: () => boolean
  /** Whether a batch is applied, rolled back and applied again. */
  readonly rollsBack?: () => boolean
}

/** Cross-section, crowding and the microcap index on plain arrays, session by session, without a log. */
export class CrossSectionRun {
  readonly #tasks: readonly Stage[]
  readonly #crowding: Stage
  readonly #microcap: Stage

  constructor(instruments: readonly Instrument[], options: CrossSectionRunOptions = {}) {
    const table = new ReferenceTable<'instruments'>()
    for (const record of instruments) table.put(record.instrument, record)
    const stage = (definition: unknown, task = 0): Stage =>
      new Stage(definition as ProcessorDefinition, table, task, options)
    this.#tasks = Array.from({ length: options.tasks ?? 1 }, (_, task) => stage(crossSectionProcessor, task))
    this.#crowding = stage(crowdingProcessor)
    this.#microcap = stage(microcapIndexProcessor)
  }

  session(frame: SessionFrame, bars: readonly DailyBar[]): CrossSectionDay {
    const batch = batchOf(frame)
    const shares = this.#tasks.flatMap((stage, task) =>
      stage.session(
        batch,
        bars.filter(({ instrument }) => hashOf(instrument) % this.#tasks.length === task).map(barEvent),
      ),
    )
    const inputs = shares.map(shareEvent)
    return {
      shares: shares.map(({ value }) => value as CrossSectionDay['shares'][number]),
      crowding: this.#crowding.session(batch, inputs).map(({ value }) => value as SignalValue),
      microcap: this.#microcap.session(batch, inputs).map(({ value }) => value as SignalValue),
    }
  }
}

/** One processor; its state may be thrown away and restored after any batch. */
class Stage {
  readonly #definition: ProcessorDefinition
  readonly #table: ReferenceTable<'instruments'>
  readonly #task: number
  readonly #options: CrossSectionRunOptions
  readonly #packed = new Map<string, PackedShard>()
  #lane: Lane<Output>

  constructor(
    definition: ProcessorDefinition,
    table: ReferenceTable<'instruments'>,
    task: number,
    options: CrossSectionRunOptions,
  ) {
    this.#definition = definition
    this.#table = table
    this.#task = task
    this.#options = options
    this.#lane = this.#fresh()
  }

  session(batch: Omit<Batch, 'events'>, events: readonly AnyInputEvent<TopicKey>[]): Output[] {
    const cuts = this.#options.batches?.() ?? 1
    const size = Math.max(1, Math.ceil(events.length / cuts))
    const said: Output[] = []
    for (let from = 0; from === 0 || from < events.length; from += size) {
      const last = from + size >= events.length
      said.push(
        ...this.#apply({
          opens: from === 0 ? batch.opens : undefined,
          events: events.slice(from, from + size),
          closes: last ? batch.closes : undefined,
          watermark: batch.watermark,
        }),
      )
    }
    return said
  }

  #apply(batch: Batch): readonly Output[] {
    const { state } = this.#lane
    if (this.#options.rollsBack?.() === true) {
      const savepoint = state.savepoint()
      this.#lane.apply(batch)
      state.rollback(savepoint)
    }
    const { outputs, poisoned } = this.#lane.apply(batch)
    if (poisoned.length > 0) throw new Error('an event was poisoned', { cause: poisoned[0]!.cause })
    state.settle()
    if (this.#options.restores?.() === true) this.#restore()
    return outputs
  }

  #restore(): void {
    for (const shard of this.#lane.state.packChanged())
      this.#packed.set(`${shard.store}/${shard.shard}`, shard)
    this.#lane.close()
    this.#lane = this.#fresh()
    for (const shard of this.#packed.values()) this.#lane.state.unpack(shard)
  }

  #fresh(): Lane<Output> {
    return laneOf(this.#definition, this.#table, this.#task)
  }
}

function batchOf({ tradeDate, previousSession, history, dataGap }: SessionFrame): Omit<Batch, 'events'> {
  return {
    opens: {
      tradeDate,
      eventTime: shanghaiTime(tradeDate, 9, 15),
      previousSession,
      history,
      ticks: false,
      references: { 'market.instruments': 1 },
    },
    closes: { tradeDate, dataGap },
    watermark: sessionClose(tradeDate),
  }
}

const barEvent = (value: DailyBar): AnyInputEvent<TopicKey> => ({
  topic: 'bars1d',
  key: `main/${value.instrument}`,
  eventTime: value.eventTime,
  value,
})

const shareEvent = (output: Output): AnyInputEvent<TopicKey> =>
  ({
    ...output,
    key: `main/${output.key}`,
    value: { ...output.value, dataset: 'main', epoch: 1 },
  }) as AnyInputEvent<TopicKey>

function hashOf(text: string): number {
  let hash = 0
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0
  return hash
}
