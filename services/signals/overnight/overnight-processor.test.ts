import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOfWeek, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import { runSeries, seriesBar, sessionsBetween } from '../../../test/support/series-run.ts'
import { createOvernightProcessor } from './overnight-processor.ts'

const GROUPS = [
  {
    from: 20230103,
    groups: [
      {
        name: '芯片',
        english: 'chips',
        segment: 'AI芯片',
        members: ['NVDA.US', 'AMD.US', 'INTC.US', 'AVGO.US'],
      },
      { name: '存储', english: 'memory', segment: '存储', members: ['MU.US', 'WDC.US'] },
    ],
  },
] as unknown as Parameters<typeof createOvernightProcessor>[0]
const processor = createOvernightProcessor(GROUPS)

/** A close of a New York session in winter: 05:00 of the next day in Shanghai. */
const usBar = (code: string, date: number, close: number) =>
  seriesBar(`${code}.US`, date, close, shanghaiTime(addDays(date as TradeDate, 1), 5, 0))

const rows = (events: ReturnType<typeof usBar>[], sessions: TradeDate[]) =>
  runSeries(processor, { events, sessions }).map(({ value }) => value as Signal)

describe('us_ai', () => {
  it('says mean, median, leaders and laggards of a group before the open', () => {
    const events = (
      [
        ['NVDA', 100, 106.3],
        ['AMD', 100, 98],
        ['INTC', 50, 49],
        ['AVGO', 200, 202],
        ['MU', 10, 11],
        ['WDC', 10, 10.5],
      ] as const
    ).flatMap(([code, before, after]) => [usBar(code, 20260224, before), usBar(code, 20260225, after)])
    const [, , chips, memory] = rows(events, [20260225, 20260226] as TradeDate[])
    expect(chips).toMatchObject({
      signal: 'us_ai',
      subject: '芯片',
      tradeDate: 20260226,
      eventTime: shanghaiTime(20260226 as TradeDate, 8, 45),
      state: 'mixed',
      rank: 2,
      notes: {
        usDate: '2026-02-25',
        segment: 'AI芯片',
        leader1: 'NVDA.US',
        leader2: 'AVGO.US',
        laggard1: 'AMD.US',
      },
      components: { usDate: 20260225, usSessions: 1, staleDays: 0, advancers: 2, missing: 0 },
    })
    expect(chips!.value).toBeCloseTo((0.063 - 0.02 - 0.02 + 0.01) / 4, 12)
    expect(chips!.components.median).toBeCloseTo(-0.005, 12)
    expect(chips!.components.leader1).toBeCloseTo(0.063, 12)
    expect(memory).toMatchObject({ rank: 1, state: 'up' })
  })

  it('compounds the US sessions of Spring Festival', () => {
    // Chinese sessions: 2026-02-13 (Friday), then 2026-02-24. US closures: 16 February.
    const us = [20260211, 20260212, 20260213, 20260217, 20260218, 20260219, 20260220, 20260223]
    const events = us.map((date, at) => usBar('MU', date, 100 * 1.01 ** at))
    const last = rows(events, sessionsBetween(20260212, 20260224)).filter(
      ({ subject, tradeDate }) => subject === '存储' && tradeDate === 20260224,
    )[0]!
    // Known at the open of the 13th: the close of the 12th; then six more.
    expect(last.components.usSessions).toBe(6)
    expect(last.value).toBeCloseTo(1.01 ** 6 - 1, 12)
  })

  it('keeps the last figures as stale while New York is closed, and then falls silent', () => {
    const events = [20260105, 20260106].map((date, at) => usBar('MU', date, 100 + at))
    const said = rows(events, sessionsBetween(20260106, 20260120)).filter(({ subject }) => subject === '存储')
    expect(said.map(({ tradeDate, state, components }) => [tradeDate, state, components.staleDays])).toEqual([
      [20260106, null, 0],
      [20260107, 'up', 0],
      [20260108, 'stale', 1],
      [20260109, 'stale', 2],
      [20260112, 'stale', 3],
      [20260113, 'stale', 4],
      [20260114, 'stale', 5],
    ])
    expect(said.slice(1).every(({ value }) => Math.abs(value! - 0.01) < 1e-12)).toBe(true)
  })

  it('leaves a member out that did not trade last, and says so', () => {
    const events = [
      ...[20260105, 20260106, 20260107].map((date) => usBar('MU', date, date === 20260107 ? 110 : 100)),
      usBar('WDC', 20260105, 10),
      usBar('WDC', 20260106, 12),
    ]
    const memory = rows(events, sessionsBetween(20260107, 20260108)).filter(
      ({ subject }) => subject === '存储',
    )
    expect(memory[1]!.components.missing).toBe(1)
    expect(memory[1]!.value).toBeCloseTo(0.1, 12)
  })

  it('equals a naive recomputation: last close known at 08:45 over that known at the open before', () => {
    const codes = ['NVDA', 'AMD', 'INTC', 'AVGO']
    const days = Array.from({ length: 40 }, (_, at) => addDays(20260202 as TradeDate, at)).filter(
      (date) => dayOfWeek(date) <= 5,
    )
    const sessions = sessionsBetween(20260203, 20260310)
    const closes = fc.array(fc.option(fc.double({ min: 1, max: 100, noNaN: true }), { freq: 8 }), {
      minLength: codes.length * days.length,
      maxLength: codes.length * days.length,
    })
    fc.assert(
      fc.property(closes, (prices) => {
        const bars = codes.flatMap((code, row) =>
          days.flatMap((date, at) => {
            const close = prices[row * days.length + at]
            return close == null ? [] : [{ code, date, close }]
          }),
        )
        const said = rows(
          bars.map(({ code, date, close }) => usBar(code, date, close)),
          sessions,
        )
        for (const row of said.filter(({ subject, state }) => subject === '芯片' && state !== 'stale')) {
          const before = sessions[sessions.indexOf(row.tradeDate) - 1] ?? (0 as TradeDate)
          const changes = codes.flatMap((code) => {
            const known = bars.filter((bar) => bar.code === code && bar.date < row.tradeDate)
            const base = known.filter(({ date }) => date < before).at(-1)
            const last = known.at(-1)
            return base === undefined || last === undefined || last.date !== row.components.usDate
              ? []
              : [last.close / base.close - 1]
          })
          const mean =
            changes.length === 0 ? null : changes.reduce((sum, change) => sum + change, 0) / changes.length
          if (mean === null) expect(row.value).toBeNull()
          else expect(row.value).toBeCloseTo(mean, 10)
        }
      }),
      { numRuns: 40 },
    )
  })
})

const calendar = sessionsBetween(20260105, 20260320)
seriesContract({
  name: 'overnight',
  definition: processor,
  timeline: {
    sessions: calendar,
    events: Array.from({ length: 74 }, (_, at) => addDays(20260105 as TradeDate, at))
      .filter((date) => dayOfWeek(date) <= 5 && date !== 20260119 && date !== 20260216)
      .flatMap((date, at) =>
        ['NVDA', 'AMD', 'INTC', 'MU', 'WDC'].map((code, row) =>
          usBar(code, date, 50 + row + 10 * Math.sin(at * (row + 1))),
        ),
      ),
  },
  atLeast: 80,
})
