import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control } from '../../schemas/generated/events.ts'
import { type Pending, type PendingPartition, settle } from './pending.ts'
import type { Batch } from './processor.ts'
import { barEvent, closes, opens, punctuation } from './testing/volume-processor.ts'

const RAW = { offset: 0, key: '', value: null, timestamp: 0 } as const
const time = (value: number): EventTime => value as EventTime

const eventRecord = (key: string, eventTime: number, volume = 1): Pending => ({
  kind: 'event',
  partition: 0,
  offset: 0,
  ...barEvent(key, eventTime, volume),
})
const controlRecord = (content: Control): Pending => ({ kind: 'control', offset: 0, control: content })

const partitionOf = (partition: number, records: readonly Pending[]): PendingPartition => ({
  topic: 'market.bars.1d',
  partition,
  records: [...records],
  late: [],
})

/** A batch in short: what opens, which events, what closes, up to when. */
const inShort = ({ opens, events, closes, watermark }: Batch) => [
  opens?.tradeDate ?? null,
  events.map(({ key, eventTime }) => `${key}@${eventTime}`).join(' '),
  closes?.tradeDate ?? null,
  watermark,
]

describe('settle', () => {
  it('takes what the watermark covers and leaves the rest', () => {
    const partition = partitionOf(0, [
      eventRecord('a', 10),
      eventRecord('b', 21),
      controlRecord(punctuation(20)),
      controlRecord(punctuation(30)),
      { kind: 'marker', offset: 4, marker: 'm' },
      { kind: 'unusable', offset: 5, eventTime: time(20), raw: RAW, code: 'wrongMagic', reason: 'bad' },
      { kind: 'unusable', offset: 6, eventTime: time(30), raw: RAW, code: 'noValue', reason: 'worse' },
    ])
    const settled = settle([partition], time(20))
    expect(settled.batches.map(inShort)).toEqual([[null, 'a@10', null, 20]])
    expect(settled.unusable).toEqual([
      {
        at: { topic: 'market.bars.1d', partition: 0 },
        offset: 5,
        eventTime: 20,
        raw: RAW,
        code: 'wrongMagic',
        reason: 'bad',
      },
    ])
    expect(partition.records.map(({ kind }) => kind)).toEqual(['event', 'control', 'marker', 'unusable'])
    expect(settle([partition], time(20)).batches.map(inShort)).toEqual([[null, '', null, 20]])
    expect(settle([partition], time(30)).batches.map(inShort)).toEqual([[null, 'b@21', null, 30]])
  })

  it('opens and closes several sessions that are settled at once', () => {
    const partition = partitionOf(0, [
      controlRecord(opens(1, 10)),
      eventRecord('b', 20),
      eventRecord('a', 20),
      controlRecord(closes(1, 20, { dataGap: true })),
      controlRecord(opens(2, 30, { history: 'gap' })),
      eventRecord('a', 40),
      controlRecord(closes(2, 40)),
      controlRecord(opens(3, 50)),
      eventRecord('c', 55),
      controlRecord(punctuation(60)),
    ])
    const { batches } = settle([partition], time(60))
    expect(batches.map(inShort)).toEqual([
      [1, 'a@20 b@20', 1, 20],
      [2, 'a@40', 2, 40],
      [3, 'c@55', null, 60],
    ])
    expect(batches.map(({ closes }) => closes?.dataGap)).toEqual([true, false, undefined])
    expect(batches.map(({ opens }) => opens?.history)).toEqual(['known', 'gap', 'known'])
  })

  it('ends a session before the next begins at the same time, and opens an empty one before it closes', () => {
    const both = [closes(1, 20), opens(2, 20), closes(2, 20), opens(3, 20)]
    fc.assert(
      fc.property(fc.shuffledSubarray(both, { minLength: both.length }), (order) => {
        const records = [opens(1, 10), ...order].map(controlRecord)
        const { batches } = settle([partitionOf(0, [eventRecord('a', 20), ...records])], time(20))
        expect(batches.map(inShort)).toEqual([
          [1, 'a@20', 1, 20],
          [2, '', 2, 20],
          [3, '', null, 20],
        ])
      }),
    )
  })

  it('puts an event before the barrier outside the session', () => {
    const { batches } = settle(
      [partitionOf(0, [eventRecord('a', 9), eventRecord('b', 10), controlRecord(opens(1, 10))])],
      time(10),
    )
    expect(batches.map(inShort)).toEqual([
      [null, 'a@9', null, 9],
      [1, 'b@10', null, 10],
    ])
  })

  it('keeps the first of two events with one identity, and both revisions of one', () => {
    const first = eventRecord('a', 5, 1)
    const revised: Pending = {
      kind: 'event',
      partition: 0,
      offset: 0,
      ...barEvent('a', 5, 3),
      value: { revision: 1 } as never,
    }
    const settled = settle([partitionOf(0, [revised, first, eventRecord('a', 5, 2)])], time(5))
    expect(settled.duplicates).toBe(1)
    expect(settled.batches[0]!.events.map(({ value }) => value)).toEqual([
      expect.objectContaining({ volume: 1 }),
      { revision: 1 },
    ])
  })
})

describe('settling', () => {
  const symbols = ['a', 'b', 'c', 'd', 'e']
  const SESSIONS = [1, 2, 3] as const

  /** What one symbol's partition holds of each session; symbols stay in their partition. */
  const bars = fc.array(
    fc.record({
      symbol: fc.constantFrom(...symbols),
      session: fc.constantFrom(...SESSIONS),
      at: fc.integer({ min: 1, max: 9 }),
      order: fc.nat(),
      twice: fc.boolean(),
    }),
    { maxLength: 40 },
  )

  /** Event time of a session's minute; a session spans (100 n, 100 n + 10]. */
  const timeOf = (session: number, at: number): number => session * 100 + at

  function partitions(all: typeof bars extends fc.Arbitrary<infer T> ? T : never, count: number) {
    return Array.from({ length: count }, (_, partition) =>
      partitionOf(
        partition,
        SESSIONS.flatMap((session) => [
          controlRecord(opens(session, session * 100)),
          ...all
            .filter((bar) => bar.session === session && symbols.indexOf(bar.symbol) % count === partition)
            .sort((a, b) => a.order - b.order)
            .flatMap(({ symbol, at, twice }) => {
              const record = eventRecord(symbol, timeOf(session, at))
              return twice ? [record, record] : [record]
            }),
          controlRecord(closes(session, session * 100 + 10)),
        ]),
      ),
    )
  }

  const applied = (batches: readonly Batch[]): string[] =>
    batches.flatMap(({ opens, events, closes }) => [
      ...(opens === undefined ? [] : [`open ${opens.tradeDate}`]),
      ...events.map(({ key, eventTime }) => `${key}@${eventTime}`),
      ...(closes === undefined ? [] : [`close ${closes.tradeDate}`]),
    ])

  it('gives the same whatever the partitions, the order of arrival between punctuations, duplicates and steps', () => {
    fc.assert(
      fc.property(
        bars,
        fc.integer({ min: 1, max: 5 }),
        fc.uniqueArray(fc.integer({ min: 100, max: 310 }), { maxLength: 6 }),
        (all, count, steps) => {
          const naive = SESSIONS.flatMap((session) => {
            const own = all.filter((bar) => bar.session === session)
            const unique = new Map(
              own.map(({ symbol, at }) => [
                `${timeOf(session, at)} ${symbol}`,
                `${symbol}@${timeOf(session, at)}`,
              ]),
            )
            const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
            return [`open ${session}`, ...sorted, `close ${session}`]
          })
          const pending = partitions(all, count)
          const batches = [...steps.sort((a, b) => a - b), 310].flatMap(
            (step) => settle(pending, time(step)).batches,
          )
          expect(applied(batches)).toEqual(naive)
          expect(pending.every(({ records }) => records.length === 0)).toBe(true)
        },
      ),
    )
  })

  it('counts what it drops', () => {
    fc.assert(
      fc.property(bars, (all) => {
        const delivered = all.length + all.filter(({ twice }) => twice).length
        const unique = new Set(all.map(({ symbol, session, at }) => `${symbol} ${timeOf(session, at)}`)).size
        expect(settle(partitions(all, 2), time(310)).duplicates).toBe(delivered - unique)
      }),
    )
  })
})
