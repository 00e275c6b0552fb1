import type { TradeDate } from '../../core/market/trade-date.ts'
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
import type { TopicKey } from '../../schemas/topics.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import type { SessionItems } from '../../services/ingest/source.ts'
import { laneOf } from './pipeline-harness.ts'

/** What may happen to a session on its way through a processor; each is asked anew. */
export interface Disturbances {
  /** Into how many batches a session's events are cut. */
  readonly batches: () => number
  /** Whether a batch is applied, rolled back and applied again. */
  readonly rollsBack: () => boolean
  /** Whether the processor's state is packed after a batch and loaded into a new one. */
  readonly restores: () => boolean
}

type Output = AnyOutputEvent<TopicKey>

/** What processors wired back to back say of sessions, on plain arrays: session by session, in order. */
export function pipelineOutputs(
  processors: readonly ProcessorDefinition[],
  sessions: readonly SessionItems[],
  disturbances: Disturbances,
): Output[] {
  const stages = processors.map((definition) => new Stage(definition, disturbances))
  const said: Output[] = []
  sessions.forEach(({ tradeDate, bars }, at) => {
    const frame = frameOf(tradeDate, sessions[at - 1]?.tradeDate)
    const place = { dataset: 'main', epoch: 1, eventTime: frame.watermark, late: false }
    const known: AnyInputEvent<TopicKey>[] = bars.map(({ bar }) => {
      const value = dailyBar(bar, place)
      return { topic: 'bars1d', key: `main/${value.instrument}`, eventTime: value.eventTime, value }
    })
    for (const stage of stages) {
      const outputs = stage.session(frame, known)
      said.push(...outputs)
      known.push(...outputs.map(asInput))
    }
  })
  return said
}

class Stage {
  readonly #definition: ProcessorDefinition
  readonly #disturbances: Disturbances
  readonly #packed = new Map<string, PackedShard>()
  #lane: Lane<Output>

  constructor(definition: ProcessorDefinition, disturbances: Disturbances) {
    this.#definition = definition
    this.#disturbances = disturbances
    this.#lane = this.#fresh()
  }

  session(
    { opens, closes, watermark }: Omit<Batch, 'events'>,
    known: readonly AnyInputEvent<TopicKey>[],
  ): Output[] {
    const events = known.filter(({ topic }) => this.#definition.inputs.includes(topic)).sort(inTotalOrder)
    const count = Math.max(1, this.#disturbances.batches())
    const size = Math.ceil(events.length / count) || 1
    const said: Output[] = []
    for (let from = 0; from === 0 || from < events.length; from += size) {
      const last = from + size >= events.length
      said.push(
        ...this.#apply({
          opens: from === 0 ? opens : undefined,
          events: events.slice(from, from + size),
          closes: last ? closes : undefined,
          watermark,
        }),
      )
    }
    return said
  }

  #apply(batch: Batch): readonly Output[] {
    const { state } = this.#lane
    if (this.#disturbances.rollsBack()) {
      const savepoint = state.savepoint()
      this.#lane.apply(batch)
      state.rollback(savepoint)
    }
    const { outputs, poisoned } = this.#lane.apply(batch)
    if (poisoned.length > 0) throw poisoned[0]!.cause
    state.settle()
    if (this.#disturbances.restores()) this.#restore()
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
    return laneOf(this.#definition, new ReferenceTable<'instruments'>())
  }
}

function frameOf(tradeDate: TradeDate, previous: TradeDate | undefined): Omit<Batch, 'events'> {
  const opens = {
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 9, 15),
    previousSession: previous ?? null,
    history: previous === undefined ? 'first' : 'known',
    references: {},
    ticks: false,
  } as const
  return { opens, closes: { tradeDate, dataGap: false }, watermark: sessionClose(tradeDate) }
}

const asInput = (output: Output): AnyInputEvent<TopicKey> =>
  ({
    ...output,
    key: `main/${output.key}`,
    value: { ...output.value, dataset: 'main', epoch: 1 },
  }) as AnyInputEvent<TopicKey>

const inTotalOrder = (a: AnyInputEvent<TopicKey>, b: AnyInputEvent<TopicKey>): number =>
  a.eventTime - b.eventTime || compareText(a.key, b.key) || compareText(a.topic, b.topic)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
