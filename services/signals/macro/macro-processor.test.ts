import { describe, expect, it } from 'vitest'
import { sessionClose, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { percentileRank } from '../../../core/statistics/percentile-rank.ts'
import type { AnyInputEvent, AnyOutputEvent } from '../../../runtime/processor/processor.ts'
import type { Observation, Signal, Target } from '../../../schemas/generated/events.ts'
import type { TopicKey } from '../../../schemas/topics.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import { runSeries, type SeriesTopic } from '../../../test/support/series-run.ts'
import { macroProcessor } from './macro-processor.ts'
import { madeUpEconomy } from './testing/made-up-economy.ts'

const timeline = madeUpEconomy()

seriesContract({ name: 'macro', definition: macroProcessor, timeline, atLeast: 1500, runs: 4 })

const run = (events: readonly AnyInputEvent<SeriesTopic>[] = timeline.events): AnyOutputEvent<TopicKey>[] =>
  runSeries(macroProcessor, { ...timeline, events })
const signalsOf = (outputs: readonly AnyOutputEvent<TopicKey>[], name: string): Signal[] =>
  outputs
    .filter(({ topic }) => topic === 'macro')
    .map(({ value }) => value as unknown as Signal)
    .filter(({ signal }) => signal === name)
const targetsOf = (outputs: readonly AnyOutputEvent<TopicKey>[], name: string): Target[] =>
  outputs
    .filter(({ topic }) => topic === 'targets')
    .map(({ value }) => value as unknown as Target)
    .filter(({ strategy }) => strategy === name)

const outputs = run()

/** The events with one release changed. */
const changed = (series: string, period: number, change: (release: Observation) => Partial<Observation>) =>
  timeline.events.map((each): AnyInputEvent<SeriesTopic> => {
    if (each.topic !== 'observations' || each.value.series !== series || each.value.period !== period)
      return each
    const value = { ...each.value, ...change(each.value) }
    return { ...each, eventTime: value.eventTime, value }
  })

const timingOf = (events?: readonly AnyInputEvent<SeriesTopic>[]): Map<number, Signal> =>
  new Map(
    signalsOf(events === undefined ? outputs : run(events), 'macro_timing').map((row) => [
      row.tradeDate,
      row,
    ]),
  )

describe('macro timing', () => {
  const firstSessions = timeline.sessions.filter(
    (session, at) => at > 0 && Math.floor(session / 100) !== Math.floor(timeline.sessions[at - 1]! / 100),
  )

  it('speaks before the first session of every month', () => {
    const rows = signalsOf(outputs, 'macro_timing')
    // The session before 2018-01-02 is known to the calendar: January opens a month, too.
    expect(rows.map(({ tradeDate }) => tradeDate)).toEqual([20180102, ...firstSessions])
    for (const { tradeDate, eventTime } of rows) expect(eventTime).toBe(shanghaiTime(tradeDate, 8, 45))
  })

  it('is the mean of both strengths, each the bullish among its active indicators', () => {
    const growth = ['pmiLevel', 'pmiMomentum', 'servicesMomentum', 'ppiMomentum', 'cpiMomentum']
    const liquidity = ['moneyGap', 'credit', 'financing', 'shibor3m', 'shibor1w', 'margin', 'reserveCut']
    for (const { components, value } of signalsOf(outputs, 'macro_timing')) {
      const share = (names: readonly string[]): number | undefined => {
        const votes = names.flatMap((name) => components[name] ?? [])
        return votes.length < 2 ? undefined : votes.filter((vote) => vote === 1).length / votes.length
      }
      expect(components.growth).toBe(share(growth))
      expect(components.liquidity).toBe(share(liquidity))
      if (components.growth === undefined || components.liquidity === undefined) expect(value).toBeNull()
      else expect(value).toBe((components.growth + components.liquidity) / 2)
    }
  })

  it('recomputes the momentum of the PMI from what had been released', () => {
    const pmi = timeline.events.flatMap((each) =>
      each.topic === 'observations' && each.value.series === 'CN.PMI' ? [each.value] : [],
    )
    for (const { eventTime, components } of signalsOf(outputs, 'macro_timing')) {
      const known = pmi.filter((release) => release.eventTime < eventTime).map(({ value }) => value)
      const latest = known.at(-1)
      const before = known.slice(-4, -1)
      const expected =
        before.length < 3 ? undefined : Number(latest! > before.reduce((sum, value) => sum + value, 0) / 3)
      expect(components.pmiMomentum).toBe(expected)
      expect(components.pmiLevel).toBe(latest === undefined ? undefined : Number(latest >= 50))
    }
  })

  it('uses a release only after its moment: a month of PMI that comes a day later moves the month after', () => {
    // The PMI of September 2019 comes on 30 September, October opens on the 8th.
    const high = (late: boolean) =>
      changed('CN.PMI', 20190930, ({ eventTime }) => ({
        value: 60,
        eventTime: late ? shanghaiTime(20191008 as TradeDate, 9, 30) : eventTime,
      }))
    const low = changed('CN.PMI', 20190930, () => ({ value: 40 }))
    const october = 20191008
    expect(timingOf(high(false)).get(october)!.components.pmiLevel).toBe(1)
    expect(timingOf(low).get(october)!.components.pmiLevel).toBe(0)
    const unseen = (value: number) =>
      timingOf(
        changed('CN.PMI', 20190930, () => ({ value, eventTime: shanghaiTime(20191008 as TradeDate, 8, 46) })),
      ).get(october)
    expect(unseen(60)).toEqual(unseen(40))
    expect(timingOf(high(true)).get(20191101)!.components.pmiMomentum).not.toBeUndefined()
  })

  it('goes by the first release, not by its revision', () => {
    const revision = changed('CN.PMI', 20190630, () => ({ value: 70 }))
      .filter(({ topic, value }) => topic === 'observations' && value.period === 20190630)
      .map((each) => {
        const eventTime = shanghaiTime(20190720 as TradeDate, 9, 30)
        return { ...each, eventTime, value: { ...each.value, eventTime } } as AnyInputEvent<SeriesTopic>
      })
    expect(timingOf([...timeline.events, ...revision])).toEqual(timingOf())
  })

  it('lets an indicator fall silent when its releases end', () => {
    const ended = timeline.events.filter(
      ({ topic, value }) => topic !== 'observations' || value.series !== 'CN.PMI' || value.period < 20190601,
    )
    const rows = timingOf(ended)
    expect(rows.get(20190701)!.components.pmiLevel).toBeDefined()
    expect(rows.get(20190903)).toBeUndefined()
    expect(rows.get(20190902)!.components.pmiLevel).toBeUndefined()
  })

  it('targets the market of the date with the position, at the close of that session', () => {
    const targets = targetsOf(outputs, 'macro-timing')
    expect(targets.length).toBeGreaterThan(25)
    for (const { tradeDate, eventTime, execution, weights } of targets) {
      const row = timingOf().get(tradeDate)!
      expect(eventTime).toBe(row.eventTime)
      expect(execution).toBe('nextClose')
      expect(weights).toEqual(row.value === 0 ? [] : [{ symbol: '881001.WI', weight: row.value }])
    }
  })
})

describe('percentiles of price earnings ratios', () => {
  const rows = signalsOf(outputs, 'pe_percentile')
  const ratios = timeline.events.flatMap((each) =>
    each.topic === 'observations' && each.value.series === 'CN.PE.电子' ? [each.value] : [],
  )

  it('stand among the ratios so far, 500 at least, the losses left out', () => {
    expect(rows).toHaveLength(ratios.length)
    rows.forEach((row, at) => {
      const known = ratios.slice(0, at + 1).map(({ value }) => (value > 0 ? value : null))
      const now = known.at(-1)!
      const enough = known.filter((value) => value !== null).length >= 500
      const expected = now === null || !enough ? null : percentileRank(known, now)
      expect(row).toMatchObject({
        subject: '电子',
        tradeDate: ratios[at]!.period,
        eventTime: ratios[at]!.eventTime,
        value: expected,
      })
      expect(row.state).toBe(
        now === null
          ? 'noEarnings'
          : expected === null
            ? null
            : expected >= 80
              ? 'high'
              : expected <= 20
                ? 'low'
                : 'middle',
      )
    })
    const states = new Set(rows.map(({ state }) => state))
    expect(states).toEqual(new Set([null, 'noEarnings', 'low', 'middle', 'high']))
  })
})

describe('style rotation', () => {
  const rows = signalsOf(outputs, 'style_rotation')

  it('has a row for each pair and each session on which both have a bar', () => {
    const size = rows.filter(({ subject }) => subject === 'size')
    expect(size.map(({ tradeDate }) => tradeDate)).toEqual(timeline.sessions)
    expect(size.slice(0, 242).every(({ state }) => state === null)).toBe(true)
    expect(new Set(size.slice(242).map(({ state }) => state))).toEqual(new Set(['large', 'small']))
    const growth = rows.filter(({ subject }) => subject === 'growthValue')
    expect(growth.at(-1)!.tradeDate).toBe(20200630)
    expect(new Set(growth.slice(242).map(({ state }) => state))).toEqual(new Set(['growth', 'value']))
  })

  it('holds equal parts of the stronger styles, and leaves out a pair whose bars have ended', () => {
    const symbols: Record<string, string> = {
      large: '000300.SH',
      small: '000852.SH',
      growth: '399370.SZ',
      value: '399371.SZ',
    }
    const states = new Map(rows.map((row) => [`${row.subject}/${row.tradeDate}`, row.state]))
    const targets = new Map(targetsOf(outputs, 'style-rotation').map((target) => [target.tradeDate, target]))
    expect(targets.size).toBeGreaterThan(5)
    let held = ''
    for (const [at, session] of timeline.sessions.entries()) {
      const target = targets.get(session)
      if (target !== undefined) {
        expect(target.eventTime).toBe(sessionClose(session))
        held = target.weights.map(({ symbol, weight }) => `${symbol} ${weight}`).join()
      }
      if (at < 242) expect(held).toBe('')
      // The last bars of growth and value are those of 2020-06-30: four sessions later they have no say.
      if (at < 242 || (session > 20200630 && session < 20200707)) continue
      const sides = ['size', 'growthValue'].flatMap((subject) => states.get(`${subject}/${session}`) ?? [])
      expect(held).toBe(
        sides
          .map((side) => `${symbols[side]} ${1 / sides.length}`)
          .sort()
          .join(),
      )
    }
  })
})
