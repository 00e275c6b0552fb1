import type { Codec } from '../../runtime/codec/port.ts'
import type { OutgoingRecord, StoredRecord } from '../../runtime/log/port.ts'
import { type ControlContent, controlRecord } from '../../runtime/processor/control.ts'
import type { Lane } from '../../runtime/processor/lane.ts'
import { Lanes, type References, type TaskLane } from '../../runtime/processor/lanes.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  OpenSession,
  ProcessorDefinition,
} from '../../runtime/processor/processor.ts'
import type { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { PackedShard } from '../../runtime/processor/state-stores.ts'
import { CONTROL_KEY_PREFIX, TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import { laneOf } from '../../test/support/pipeline-harness.ts'
import type { EncodedSweep } from './encoded-sweep.ts'
import type { TickResult } from './tick-result.ts'

type Output = AnyOutputEvent<TopicKey>

const [LIMIT_STATE, MARKET] = DAILY_PROCESSORS as readonly [ProcessorDefinition, ProcessorDefinition]
const TOPICS_READ = ['bars1d', 'ticks'] as const
const CONTROL_KEY = `${CONTROL_KEY_PREFIX}ingest/0`

/** Where a session of ticks begins: its barrier, the reference, and the packed state that the days before have left. */
export interface Beginning {
  readonly opens: OpenSession
  readonly instruments: ReferenceTable<'instruments'>
  readonly limitState: readonly PackedShard[]
  readonly market: readonly PackedShard[]
}

/**
 * The ticks as they stand in the log, through everything that is not the log: records are decoded, sorted into their
 * lane and settled by punctuation as the runtime does it, then both processors run, one behind the other.
 */
export async function throughProcessors(
  sweeps: readonly EncodedSweep[],
  codec: Codec,
  beginning: Beginning,
): Promise<TickResult> {
  const { instruments, opens } = beginning
  const lanes = new Lanes({
    definition: LIMIT_STATE,
    task: 0,
    inputs: TOPICS_READ.map((topic) => ({ topic: TOPICS[topic].name, partition: 0 })),
    partitions: new Map(),
    references: { instruments: { of: () => instruments } as unknown as References['instruments'] },
    encoder: await codec.encoder('changelog', 'state-snapshot'),
    decoder: codec.decoder('state-snapshot'),
    encode: (output) => output as unknown as OutgoingRecord,
  })
  const decoders = new Map(
    TOPICS_READ.map((topic) => [
      TOPICS[topic].name as string,
      { topic, decoder: codec.decoder(TOPICS[topic].schema) },
    ]),
  )
  const controls = await codec.encoder(TOPICS.ticks.name, 'control')
  let sequence = 0
  const punctuate = (content: ControlContent): StoredRecord => {
    sequence += 1
    const place = { dataset: 'main', epoch: 1, sequence }
    const value = controls.encode(controlRecord({ source: 'ingest', task: 0, tasks: 1 }, place, content))
    return { offset: sequence, key: CONTROL_KEY, value, timestamp: content.eventTime }
  }
  const read = async (records: readonly StoredRecord[], control: StoredRecord): Promise<void> => {
    for (const topic of TOPICS_READ) {
      const some = topic === 'ticks' ? [...records, control] : [control]
      const batch = { topic: TOPICS[topic].name, partition: 0, records: some, nextOffset: 0 }
      await lanes.read(batch, decoders, codec)
    }
  }
  const { tradeDate: session, ...barrier } = opens
  await read([], punctuate({ kind: 'sessionOpen', session, ...barrier }))
  const lane = lanes.all()[0]!
  for (const shard of beginning.limitState) lane.state.unpack(shard)
  const market = laneOf(MARKET, instruments)
  for (const shard of beginning.market) market.state.unpack(shard)
  const result: TickResult = { minutes: [], changes: [], bars: [] }
  for (const sweep of sweeps) {
    await read(recordsOf(sweep), punctuate({ kind: 'watermark', eventTime: sweep.until }))
    for (const settled of lanes.settle(lane))
      for (const batch of settled.batches) work(batch, lane, market, result)
  }
  return result
}

function recordsOf({ bytes, ends, keys, times }: EncodedSweep): StoredRecord[] {
  const records: StoredRecord[] = []
  for (let at = 0, from = 0; at < ends.length; at += 1) {
    const end = ends[at]!
    records.push({ offset: at, key: keys[at]!, value: bytes.subarray(from, end), timestamp: times[at]! })
    from = end
  }
  return records
}

/** One batch through both; `behind`, as where a log is read as fast as possible. */
function work(batch: Batch, lane: TaskLane, market: Lane<Output>, result: TickResult): void {
  const said = applied(lane as unknown as Lane<Output>, { ...batch, behind: true })
  const shares: AnyInputEvent<TopicKey>[] = []
  for (const { topic, key, eventTime, value } of said) {
    if (topic === 'limitChanges') result.changes.push(value)
    else if (topic === 'bars1m') result.bars.push(value)
    else if (topic === 'partials') {
      const record = { ...value, dataset: 'main', epoch: 1 }
      shares.push({ topic, key, eventTime, value: record } as AnyInputEvent<TopicKey>)
    }
  }
  if (shares.length === 0 && batch.opens === undefined) return
  for (const { topic, value } of applied(market, { ...batch, events: shares }))
    if (topic === 'minutes') result.minutes.push(value)
}

/** Runs a batch and settles what it wrote. */
export function applied(lane: Lane<Output>, batch: Batch): readonly Output[] {
  const { outputs, poisoned } = lane.apply(batch)
  if (poisoned[0] !== undefined) throw new Error('an event was poisoned', { cause: poisoned[0].cause })
  lane.settle()
  return outputs
}

/** The processors after sessions of bars alone. */
export function afterHistory(
  batches: readonly Batch[],
  instruments: ReferenceTable<'instruments'>,
): { readonly limitState: Lane<Output>; readonly market: Lane<Output> } {
  const limitState = laneOf(LIMIT_STATE, instruments)
  const market = laneOf(MARKET, instruments)
  for (const batch of batches) {
    const events = applied(limitState, batch)
      .filter(({ topic }) => MARKET.inputs.includes(topic))
      .map((output) => ({ ...output, value: { ...output.value, dataset: 'main', epoch: 1 } }))
    applied(market, { ...batch, events: events as unknown as AnyInputEvent<TopicKey>[] })
  }
  return { limitState, market }
}
