import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal, Target } from '../../../schemas/generated/events.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import { runSeries } from '../../../test/support/series-run.ts'
import { createMappingProcessor } from './mapping-processor.ts'
import { PUBLISHED_PAIRS } from './pair-tables.ts'
import { NaiveMapping } from './testing/naive-mapping.ts'
import {
  barOf,
  type Close,
  FIRST_TABLE,
  hashedStep,
  SECOND_TABLE,
  SESSIONS,
  SMALL,
  walks,
} from './testing/small-mapping.ts'

const processor = createMappingProcessor(SMALL)
const CLOSES = walks(hashedStep)
const timelineOf = (closes: readonly Close[]) => ({ sessions: SESSIONS, events: closes.map(barOf) })

function said(closes: readonly Close[], definition: unknown = processor) {
  const outputs = runSeries(definition, timelineOf(closes))
  return {
    signals: outputs.flatMap(({ topic, value }) => (topic === 'mapping' ? [value as Signal] : [])),
    targets: outputs.flatMap(({ topic, value }) => (topic === 'targets' ? [value as Target] : [])),
  }
}

const { signals, targets } = said(CLOSES)
const naive = new NaiveMapping(CLOSES, SMALL)

describe('mapping strategies', () => {
  it.each(SMALL.rules)(
    '$strategy equals a naive recomputation from whole arrays',
    ({ signal, strategy, lag }) => {
      for (const { time, tradeDate } of naive.decisions()) {
        const { pairs } = tradeDate < 20230601 ? FIRST_TABLE : SECOND_TABLE
        const expected = pairs.map(({ number, industry, counterpart }) => {
          const us = naive.ranked(counterpart, lag, time)
          const cn = naive.ranked([industry], lag, time)
          const needed = strategy === 'mapping-oversold' ? [us.percentile, cn.percentile] : [us.percentile]
          const score = needed.includes(null) ? null : needed.reduce((a, b) => a! - b!)!
          return { number, industry, score, us, cn }
        })
        for (const { industry, score, us, cn } of expected) {
          const row = signals.find(
            (each) => each.signal === signal && each.subject === industry && each.tradeDate === tradeDate,
          )!
          expect(row.eventTime).toBe(time)
          if (score === null) expect(row.value).toBeNull()
          else expect(row.value).toBeCloseTo(score, 9)
          expect(row.components.excessUs ?? null).toEqual(
            us.excess === null ? null : expect.closeTo(us.excess, 9),
          )
          expect(row.components.excessCn ?? null).toEqual(
            cn.excess === null ? null : expect.closeTo(cn.excess, 9),
          )
          expect(row.components.usDate).toBe(us.date)
        }
        const held = expected
          .filter(({ score }) => score !== null && (strategy === 'mapping-strong' || score > 0))
          .sort((a, b) => b.score! - a.score! || b.us.excess! - a.us.excess! || a.number - b.number)
          .slice(0, 3)
          .map(({ industry }) => industry)
        const wanted = targets.find((each) => each.strategy === strategy && each.eventTime === time)
        if (expected.filter(({ score }) => score !== null).length < 3) expect(wanted).toBeUndefined()
        else expect(wanted!.weights.map(({ symbol }) => symbol)).toEqual(held.sort())
      }
    },
  )

  it('passes from one pair table and benchmark to the next in one run', () => {
    const strong = targets.filter(({ strategy }) => strategy === 'mapping-strong')
    const industriesOf = ({ pairs }: typeof FIRST_TABLE) => new Set(pairs.map(({ industry }) => industry))
    const last = strong.findLast(({ tradeDate }) => tradeDate < 20230601)!
    const next = strong.find(({ tradeDate }) => tradeDate >= 20230601)!
    expect(last.weights.every(({ symbol }) => industriesOf(FIRST_TABLE).has(symbol))).toBe(true)
    expect(next.weights.every(({ symbol }) => industriesOf(SECOND_TABLE).has(symbol))).toBe(true)
    expect([last.benchmark, next.benchmark]).toEqual(['000300.SH', '000300.SH'])
    expect(strong.find(({ tradeDate }) => tradeDate < 20230515)!.benchmark).toBe('000985.CSI')
  })

  it('decides on no Saturday before a week without a session, and once after it', () => {
    // National Day 2023: no session from 2023-09-29 to 2023-10-06.
    const dates = targets
      .filter(({ strategy, tradeDate }) => strategy === 'mapping-strong' && tradeDate >= 20230915)
      .map(({ tradeDate, eventTime }) => [tradeDate, eventTime])
    expect(dates.slice(0, 4)).toEqual([
      [20230915, shanghaiTime(20230916 as TradeDate, 6, 0)],
      [20230922, shanghaiTime(20230923 as TradeDate, 6, 0)],
      [20230928, shanghaiTime(20231007 as TradeDate, 6, 0)],
      [20231013, shanghaiTime(20231014 as TradeDate, 6, 0)],
    ])
  })

  it('takes the last US close of the week when New York is closed on Friday', () => {
    // Good Friday, 2023-04-07.
    const rows = signals.filter(
      ({ signal, tradeDate }) => signal === 'mapping_strong' && tradeDate === 20230407,
    )
    expect(rows.map(({ components }) => components.usDate)).toEqual(rows.map(() => 20230406))
    expect(rows).toHaveLength(5)
  })

  it('says which series are missing instead of inventing them', () => {
    const without = said(CLOSES.filter(({ symbol }) => symbol !== 'XLB.US' && symbol !== '801104.SI'))
    const rows = without.signals.filter(
      ({ signal, tradeDate }) => signal === 'mapping_strong' && tradeDate === 20230428,
    )
    expect(
      rows
        .filter(({ state }) => state === 'missing')
        .map(({ subject, notes, value }) => [subject, notes.missing, value]),
    ).toEqual([
      ['801104.SI', '801104.SI', null],
      ['801034.SI', 'XLB.US', null],
    ])
  })

  it('holds communication equipment, computers and consumer electronics of the published table when their shared US industry leads (G18)', () => {
    const { pairs } = PUBLISHED_PAIRS
    const published = createMappingProcessor({
      ...SMALL,
      tables: [{ from: 20230101, table: PUBLISHED_PAIRS }],
    })
    const leaders = new Set(pairs[1]!.counterpart)
    const symbols = new Set(pairs.flatMap(({ industry, counterpart }) => [industry, ...counterpart]))
    const dates = {
      US: CLOSES.filter(({ symbol }) => symbol === 'SPX.US'),
      CN: CLOSES.filter(({ symbol }) => symbol === '000985.CSI'),
    }
    // Beside a market that stands still the leaders gain ever faster, so each excess return is the highest of its year.
    const made = [...symbols, 'SPX.US', '000985.CSI', '000300.SH'].flatMap((symbol) =>
      (symbol.endsWith('.US') ? dates.US : dates.CN).map(({ date }, place) => {
        const speed = leaders.has(symbol as never) ? 0.0001 : symbols.has(symbol as never) ? -0.0001 : 0
        return { symbol, date, close: 100 * Math.exp(speed * place * place) }
      }),
    )
    const last = said(made, published)
      .targets.filter(({ strategy }) => strategy === 'mapping-strong')
      .at(-1)!
    expect(last.weights.map(({ symbol }) => symbol)).toEqual(['801085.SI', '801101.SI', '801102.SI'])
    expect(last.reason).toMatch(/通信设备 计算机设备 消费电子$/)
  })
})

describe('time (G19)', () => {
  const FRIDAY = 20230818 as TradeDate
  const changed = said(
    CLOSES.map((each) =>
      each.date === FRIDAY && ['SOXX.US', 'ANET.US', 'CIEN.US'].includes(each.symbol)
        ? { ...each, close: each.close * (each.symbol === 'SOXX.US' ? 0.8 : 1.3) }
        : each,
    ),
  )
  const upTo = (rows: readonly Signal[], time: number) => rows.filter(({ eventTime }) => eventTime <= time)
  const saturday = shanghaiTime(20230819 as TradeDate, 6, 0)

  it('leaves everything of Friday as it was when the US close of Friday changes', () => {
    const fridayNight = shanghaiTime(FRIDAY, 23, 59)
    const before = upTo(signals, fridayNight)
    expect(before.at(-1)!.tradeDate).toBe(FRIDAY)
    expect(upTo(changed.signals, fridayNight)).toEqual(before)
    expect(changed.targets.filter(({ eventTime }) => eventTime <= fridayNight)).toEqual(
      targets.filter(({ eventTime }) => eventTime <= fridayNight),
    )
  })

  it('changes the holdings of Monday', () => {
    const of = (all: readonly Target[]) =>
      all.find(({ strategy, eventTime }) => strategy === 'mapping-strong' && eventTime === saturday)!.weights
    expect(of(changed.targets)).not.toEqual(of(targets))
  })

  it('knows the close of Friday in the linkage of Monday, not before', () => {
    const linkage = (all: readonly Signal[], date: number) =>
      all.find(({ signal, tradeDate }) => signal === 'linkage' && tradeDate === date)!
    expect(linkage(signals, FRIDAY).components.usDate).toBe(20230817)
    expect(linkage(signals, 20230821).components.usDate).toBe(FRIDAY)
    expect(linkage(changed.signals, 20230821).value).not.toBe(linkage(signals, 20230821).value)
  })
})

describe('linkage', () => {
  it('equals a naive recomputation of both correlations', () => {
    const rows = signals.filter(({ signal }) => signal === 'linkage')
    expect(rows.map(({ tradeDate }) => tradeDate)).toEqual(SESSIONS.slice(1))
    for (const { tradeDate, value, components } of rows) {
      const { corrLevel, corrReturn } = naive.correlations(tradeDate)
      if (corrLevel === null) expect(value).toBeNull()
      else expect(value).toBeCloseTo(corrLevel, 9)
      expect(components.corrReturn ?? null).toEqual(
        corrReturn === null ? null : expect.closeTo(corrReturn, 9),
      )
    }
  })

  it('tells trends that go together from days that do: levels 1, returns about 0', () => {
    // Both rise by 1% a session; what differs from day to day has nothing to do with each other.
    const { signals } = said(walks((symbol, place) => 0.01 + hashedStep(symbol, place) / 10))
    const last = signals.filter(({ signal }) => signal === 'linkage').at(-1)!
    expect(last.value).toBeGreaterThan(0.98)
    expect(last.state).toBe('tight')
    expect(Math.abs(last.components.corrReturn!)).toBeLessThan(0.6)
  })
})

seriesContract({
  name: 'mapping',
  definition: processor,
  timeline: timelineOf(CLOSES),
  atLeast: 250,
  runs: 5,
})
