import fc from 'fast-check'
import type { Codec } from '../../../runtime/codec/port.ts'
import { keyPartition } from '../../../runtime/log/partitioner.ts'
import type { OutgoingRecord } from '../../../runtime/log/port.ts'
import { controlRecord } from '../../../runtime/processor/control.ts'
import type { Control, DailyBar, FundFlow } from '../../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import { type StoredTopic, TABLES } from '../../../services/warehouse/ddl/tables.ts'

/** A record that nobody can take. */
export interface Poison {
  readonly what: string
  readonly record: OutgoingRecord
}

export interface PoisonOptions {
  readonly codec: Codec
  readonly seed: number
  /** Partitions of keyed topics. */
  readonly partitions: number
  /** A good bar of the market, which the poison is made from. */
  readonly bar: DailyBar
  /** Mutations of good records beside the cases written down here. */
  readonly mutations: number
}

/** Marks poison in the log, so that a test finds where it stands without trusting a reader. */
export const POISON_HEADER = 'poison'
const UNKNOWN_ID = 2_000_000_011
/** Stored, or read by processors: all but what only the page reads. */
const READ_TOPICS: readonly TopicKey[] = [
  ...(Object.keys(TABLES) as StoredTopic[]),
  'partials',
  'breadthPartials',
  'crossSection',
]

/** Every kind of poison that is written down, and random mutations of a good bar that no longer decode. */
export async function poisonRecords(options: PoisonOptions): Promise<Poison[]> {
  const { codec, partitions, bar } = options
  const bars = await codec.encoder(TOPICS.bars1d.name, 'daily-bar')
  const controls = await codec.encoder(TOPICS.bars1d.name, 'control')
  const good = bars.encode(bar)
  const key = `main/${bar.instrument}`
  const own = keyPartition(key, partitions)
  const found: Poison[] = []
  const add = (
    what: string,
    value: Uint8Array | null,
    rest: Partial<OutgoingRecord> = {},
    topic: TopicKey = 'bars1d',
  ) =>
    found.push({
      what,
      record: {
        topic: TOPICS[topic].name,
        key,
        value,
        timestamp: bar.eventTime,
        headers: { [POISON_HEADER]: what },
        ...rest,
      },
    })
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const copy = Buffer.from(good)
    change(copy)
    return copy
  }
  add('nothing', null)
  add('no bytes', Buffer.alloc(0))
  add('cut', good.subarray(0, good.length - 5))
  add('cut in its header', good.subarray(0, 3))
  add('bytes too many', Buffer.concat([good, Buffer.from([7])]))
  add(
    'wrong magic',
    changed((bytes) => bytes.writeUInt8(1, 0)),
  )
  add(
    'unknown schema',
    changed((bytes) => bytes.writeUInt32BE(UNKNOWN_ID, 1)),
  )
  add(
    'schema id beyond all numbers',
    changed((bytes) => bytes.writeUInt32BE(0xffff_ffff, 1)),
  )
  add('text', Buffer.from('{"symbol":"600519.SH"}'))
  add('a record of 1 MB', Buffer.alloc(999_000, 0x5a))
  add('an empty key', Buffer.from('x'), { key: '' })
  add('a gigantic key', Buffer.from('x'), { key: `main/${'k'.repeat(60_000)}` })
  add('headers', Buffer.from('x'), {
    headers: { [POISON_HEADER]: 'headers', a: 'b'.repeat(10_000), '': '\u0000' },
  })
  add('a record of another topic', controls.encode(control({})))
  if (partitions > 1) add('a wrong partition', good, { partition: (own + 1) % partitions })
  for (const [what, change] of Object.entries(IMPOSSIBLE))
    add(what, bars.encode({ ...bar, ...change } as DailyBar))
  const beyond = longBeyond(good)
  if (beyond !== undefined) add('a long beyond 2^53', beyond)
  for (const [what, change] of Object.entries(NONSENSE)) {
    const partition = own
    add(`control: ${what}`, controls.encode(control(change)), { key: '~control/ingest/0', partition })
  }
  add('control: random bytes', Buffer.from('garbage'), { key: '~control/ingest/0', partition: own })
  for (const topic of READ_TOPICS) add(`text in ${topic}`, Buffer.from('poison'), {}, topic)
  const flows = await codec.encoder(TOPICS.fundFlows.name, 'fund-flow')
  for (const figure of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    add(`${figure} shares`, flows.encode({ ...flow(bar), shares: figure }), {}, 'fundFlows')
  const decoder = codec.decoder('daily-bar')
  const mutated = fc.sample(mutationOf(good), { numRuns: options.mutations * 8, seed: options.seed })
  await decoder.prepare(mutated)
  const isGood = (value: Uint8Array): boolean => {
    try {
      decoder.decode(value)
      return true
    } catch {
      return false
    }
  }
  // What is a good record by chance would be believed, and rightly so.
  const bad = mutated.filter((value) => !isGood(value)).slice(0, options.mutations)
  for (const [at, value] of bad.entries()) add(`mutation ${at}`, value)
  return found
}

const IMPOSSIBLE: Readonly<Record<string, object>> = {
  'a negative price': { low: -1 },
  'a negative close': { close: -(2 ** 51) },
  'a negative volume': { volume: -100 },
  'a day of no calendar': { tradeDate: 99_999_999 },
  'day nought': { tradeDate: 0 },
  'a moment in the year 9999': { eventTime: 253_370_764_800_000 },
  'an empty symbol': { symbol: '' },
  'an endless instrument': { instrument: 'x'.repeat(5_000) },
  'an empty data set': { dataset: '' },
  'a negative epoch': { epoch: -1 },
}

const NONSENSE: Readonly<Record<string, Partial<Control>>> = {
  'a watermark of the year 9999': { eventTime: 253_370_764_800_000 as never },
  "a foreign source's punctuation": { source: 'somebody' },
  'a marker without a name': { kind: 'marker', marker: null },
  'an endless marker': { kind: 'marker', marker: 'm'.repeat(100_000) },
  'a session that no calendar has': { kind: 'sessionOpen', session: 20229999 as never },
  'more tasks than any processor has': { tasks: 2 ** 31 - 1 },
  'a barrier of no session': { kind: 'sessionOpen', session: null },
}

const control = (change: Partial<Control>): Control => ({
  ...controlRecord(
    { source: 'ingest', task: 0, tasks: 1 },
    { dataset: 'main', epoch: 1, sequence: 1 },
    { kind: 'watermark', eventTime: 1_646_118_000_000 as never },
  ),
  ...change,
})

const flow = ({ dataset, epoch, symbol, tradeDate, eventTime }: DailyBar): FundFlow => ({
  dataset,
  epoch,
  symbol,
  tradeDate,
  eventTime,
  name: null,
  shares: null,
  nav: null,
  close: null,
  netInflow: null,
  source: 'poison',
  late: false,
})

/** The good record with one of its longs made the largest that Avro can say. */
function longBeyond(good: Uint8Array): Uint8Array | undefined {
  // Event times of today take six bytes: five with the high bit set, then one without.
  const bytes = Buffer.from(good)
  for (let at = 6; at + 6 < bytes.length; at += 1)
    if ([0, 1, 2, 3, 4].every((next) => bytes[at + next]! >= 128) && bytes[at + 5]! < 128)
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from('feffffffffffffffff01', 'hex'),
        bytes.subarray(at + 6),
      ])
  return undefined
}

const mutationOf = (good: Uint8Array): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength: 60 }).map((body) => Buffer.concat([good.subarray(0, 5), body])),
    fc.nat({ max: good.length - 1 }).map((length) => Buffer.from(good.subarray(0, length))),
    fc
      .array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = Buffer.from(good)
        for (const [at, byte] of changes) copy[at] = byte
        return copy
      }),
  )
