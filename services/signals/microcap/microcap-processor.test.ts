import { describe, expect, it } from 'vitest'
import {
  type EventTime,
  sessionClose,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import type { Signal, Target } from '../../../schemas/generated/events.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import {
  chineseBar,
  observation,
  runSeries,
  seriesBar,
  sessionsBetween,
  type Timeline,
} from '../../../test/support/series-run.ts'
import { microcapProcessor } from './microcap-processor.ts'
import { wave } from './testing/wave.ts'

const SESSIONS = sessionsBetween(20100104, 20120601)

const HOURS = [
  ['1030', 10, 30],
  ['1130', 11, 30],
  ['1400', 14, 0],
  ['1500', 15, 0],
] as const

/** Two and a half years of made-up indices that rise and fall in turn, and yields of the last of them. */
const timeline: Timeline = {
  sessions: SESSIONS,
  events: SESSIONS.flatMap((session, at) => [
    chineseBar('MICROCAP.PROXY', session, 1000 * wave(at, 7, 0.3, at > 400 && at < 470 ? 0.08 : 0.02)),
    chineseBar('000300.SH', session, 3500 * wave(at, 11, 0.2, 0.01)),
    chineseBar('881001.WI', session, 2500 * wave(at, 5, 0.2, 0.02)),
    ...(session < 20110404 ? [] : [yieldOn(session, at)]),
    ...(session > 20110401 ? [] : hoursOf(session, at)),
  ]),
}

function yieldOn(session: TradeDate, at: number) {
  return observation('CN.YIELD.10Y', session, 3 * wave(at, 13, 0.2, 0), shanghaiTime(session, 18, 0))
}

/** Bars of 60 minutes: in 2010 as a table has them, all known at the close, then each when it ends. */
function hoursOf(session: TradeDate, at: number) {
  return HOURS.map(([end, hour, minute], place) => {
    const close = 1000 * wave(4 * at + place, 7, 0.3, 0.02)
    const known = session < 20110101 ? sessionClose(session) : shanghaiTime(session, hour, minute)
    return seriesBar(`MICROCAP-${end}.PROXY`, session, close, known)
  })
}

const outputs = runSeries(microcapProcessor, timeline)
const signals = outputs
  .filter(({ topic }) => topic === 'microcap')
  .map(({ value }) => value as unknown as Signal)
const targets = outputs
  .filter(({ topic }) => topic === 'targets')
  .map(({ value }) => value as unknown as Target)
const named = (name: string): Signal[] => signals.filter(({ signal }) => signal === name)

seriesContract({ name: 'microcap', definition: microcapProcessor, timeline, atLeast: 1500, runs: 4 })

const closesOf = (symbol: string): number[] =>
  timeline.events.flatMap(({ topic, value }) =>
    topic === 'series' && value.symbol === symbol ? [value.close] : [],
  )

const deviation = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

describe('the microcap processor', () => {
  it('gives every session its rotation, risk and divergence, at the close', () => {
    for (const name of ['microcap_rotation', 'microcap_risk', 'divergence_daily'])
      expect(named(name).map(({ tradeDate }) => tradeDate)).toEqual(SESSIONS)
    for (const { tradeDate, eventTime } of named('microcap_risk'))
      expect(eventTime).toBe(sessionClose(tradeDate))
  })

  it('has no rotation before its year line is full, and one ever after', () => {
    const states = named('microcap_rotation').map(({ state }) => state)
    expect(states.slice(0, 242).every((state) => state === null)).toBe(true)
    expect(new Set(states.slice(242))).toEqual(new Set(['microcap', 'mao']))
  })

  it('says volatility crowding as the definition does, recomputed from all closes', () => {
    const returns = (closes: readonly number[]) => closes.slice(1).map((close, at) => close / closes[at]! - 1)
    const micro = returns(closesOf('MICROCAP.PROXY'))
    const market = returns(closesOf('881001.WI'))
    const crowding = (at: number) =>
      deviation(micro.slice(at - 20, at)) / deviation(market.slice(at - 20, at))
    named('microcap_risk').forEach(({ components }, at) => {
      if (at < 20) expect(components.crowding).toBeUndefined()
      else expect(components.crowding).toBeCloseTo(crowding(at), 10)
      if (at < 263) expect(components.crowdingYoy).toBeUndefined()
      else expect(components.crowdingYoy).toBeCloseTo(crowding(at) / crowding(at - 243) - 1, 8)
    })
  })

  it('says that the yield is missing until it is known for a year', () => {
    const risks = named('microcap_risk').slice(263)
    for (const { tradeDate, state, components, value } of risks) {
      const isKnown = tradeDate > 20120406
      expect(components.yieldYoy !== undefined).toBe(isKnown)
      if (state !== 'riskOff') expect(state).toBe(isKnown ? 'riskOn' : 'yieldMissing')
      expect(value).toBe(state === 'riskOff' ? 1 : isKnown ? 0 : null)
    }
    expect(risks.filter(({ state }) => state === 'yieldMissing').length).toBeGreaterThan(50)
    expect(risks.filter(({ state }) => state === 'riskOn').length).toBeGreaterThan(3)
  })

  it('uses the yield of a day only from the session after it, for it comes at 18:00', () => {
    const session = 20120410 as TradeDate
    const risen = timeline.events.map((each) =>
      each.topic === 'observations' && each.value.period === session
        ? { ...each, value: { ...each.value, value: 9 } }
        : each,
    )
    const states = (runSeries(microcapProcessor, { ...timeline, events: risen }) as typeof outputs)
      .map(({ value }) => value as unknown as Signal)
      .filter(({ signal, tradeDate }) => signal === 'microcap_risk' && tradeDate >= session)
    expect(states[0]!.notes.triggers ?? '').not.toContain('yield')
    expect(states[1]!.notes.triggers).toContain('yield')
  })

  it('holds cash while risk is off, and trades at the next close', () => {
    const risks = new Map(named('microcap_risk').map((risk) => [risk.tradeDate, risk.state]))
    const sides = new Map(named('microcap_rotation').map((rotation) => [rotation.tradeDate, rotation.state]))
    expect(targets.length).toBeGreaterThan(5)
    const held = new Map<string, string>()
    let at = 0
    for (const session of SESSIONS) {
      for (; targets[at]?.tradeDate === session; at += 1) {
        const { strategy, weights, execution, eventTime, benchmark } = targets[at]!
        expect(execution).toBe('nextClose')
        expect(eventTime).toBe(sessionClose(session))
        expect(benchmark).toBe('MICROCAP.PROXY')
        const text = weights.map(({ symbol, weight }) => `${symbol} ${weight}`).join()
        expect(text).not.toBe(held.get(strategy))
        held.set(strategy, text)
      }
      if (held.size === 0) continue
      const isOff = risks.get(session) === 'riskOff'
      const side = sides.get(session) === 'mao' ? '000300.SH 1' : 'MICROCAP.PROXY 1'
      expect(held.get('microcap-timing')).toBe(isOff ? '' : 'MICROCAP.PROXY 1')
      expect(held.get('microcap-rotation')).toBe(isOff ? '' : side)
    }
    expect(at).toBe(targets.length)
  })

  it('judges bars of 60 minutes as they come, four rows a session, by the same monitor', () => {
    const rows = named('divergence_hourly')
    const sessions = SESSIONS.filter((session) => session <= 20110401)
    expect(rows).toHaveLength(4 * sessions.length)
    expect(rows.slice(0, 4).map(({ subject }) => subject)).toEqual(
      ['10:30', '11:30', '14:00', '15:00'].map((clock) => `MICROCAP.PROXY@${clock}`),
    )
    // The same closes, as days, say the same: the bars of one made of those of the other.
    const days = sessionsBetween(20100104, 20150101).slice(0, rows.length)
    const daily = runSeries(microcapProcessor, {
      sessions: days,
      events: days.map((day, at) => chineseBar('MICROCAP.PROXY', day, 1000 * wave(at, 7, 0.3, 0.02))),
    })
      .map(({ value }) => value as unknown as Signal)
      .filter(({ signal }) => signal === 'divergence_daily')
    expect(daily.map(({ value, state, components }) => ({ value, state, components }))).toEqual(
      rows.map(({ value, state, components }) => ({ value, state, components })),
    )
    expect(daily.filter(({ components }) => components.fired === 1).length).toBeGreaterThan(0)
  })

  it('ignores bars of days that are no sessions, and sessions without bars', () => {
    const holiday = chineseBar('MICROCAP.PROXY', 20110502, 5000, {
      eventTime: sessionClose(20110502 as TradeDate) as EventTime,
    })
    const without = timeline.events.filter(
      ({ topic, value }) => topic !== 'series' || value.tradeDate !== 20110516,
    )
    const rows = runSeries(microcapProcessor, { ...timeline, events: [...without, holiday] })
      .map(({ value }) => value as unknown as Signal)
      .filter(({ signal }) => signal === 'microcap_rotation')
      .map(({ tradeDate }) => tradeDate as number)
    expect(rows).not.toContain(20110502)
    expect(rows).not.toContain(20110516)
    expect(rows).toContain(20110517)
  })
})
