import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentileRank } from '../../../core/statistics/percentile-rank.ts'
import { PercentileRank } from '../../../core/windows/percentile-rank.ts'
import type { AnyInputEvent } from '../../../runtime/processor/processor.ts'
import type { GroupTurnover, Signal } from '../../../schemas/generated/events.ts'
import { group, share } from '../../../test/support/cross-section-share.ts'
import { randomFrom } from '../../../test/support/random-market.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import { runSeries, sessionsBetween } from '../../../test/support/series-run.ts'
import { crowdingProcessor } from './crowding-processor.ts'
import { crowdingState, turnoverState } from './crowding-state.ts'
import { groupSums } from './group-sums.ts'

const SESSIONS = sessionsBetween(20240102, 20241231)

/** A year in which the chip industry's share wanders, cut into the shares of two tasks. */
function year(): { readonly events: AnyInputEvent<'crossSection'>[]; readonly chips: number[] } {
  const random = randomFrom(8)
  const chips: number[] = []
  const events = SESSIONS.flatMap((tradeDate) => {
    const chip = Math.round(1_000 + 9_000 * random())
    chips.push(chip)
    const cap = { totalCap: 7e6, capKnown: 9, cappedAmount: 9_000, cappedCap: 6e6 }
    return [0, 1].map((task) =>
      share(tradeDate, {
        task,
        groups: [
          group('industry', '半导体', chip + task),
          group('concept', 'DRG/DIP', 40),
          group('concept', '冷门', 70, { members: 2 }),
          group('segment', 'TMT', 4 * chip),
          group('market', 'all', 30_000, cap),
        ],
      }),
    )
  })
  return { events, chips }
}

const rowsOf = (events: readonly AnyInputEvent<'crossSection'>[], sessions = SESSIONS): Signal[] =>
  runSeries(crowdingProcessor, { events, sessions }).map(({ value }) => value as Signal)

describe('states', () => {
  it('of the turnover rate: both boundaries are calm (fixture G29)', () => {
    expect([0.0188, 0.017, 0.019, 0.0169, 0.0191].map(turnoverState)).toEqual([
      'calm',
      'calm',
      'calm',
      'frozen',
      'active',
    ])
    const tenths = Array.from({ length: 10 }, () => 0.019).reduce((sum, rate) => sum + rate, 0) / 10
    expect(turnoverState(tenths)).toBe('calm')
  })

  it('of a share: TMT from 40%, others by their percentile', () => {
    expect(crowdingState('TMT', 0.4, 5)).toBe('crowded')
    expect(crowdingState('TMT', 0.3999, 90)).toBe('high')
    expect(crowdingState('segment:光模块', 0.4, 67.6)).toBe('normal')
    expect(crowdingState('segment:光模块', 0.1, 30)).toBe('low')
    expect(crowdingState('segment:光模块', 0.1, null)).toBeNull()
  })

  it('the percentile of 165 of 244 values is the published 67.6 (fixture G20)', () => {
    const window = new PercentileRank({ length: 244 })
    for (let place = 244; place >= 1; place -= 1) if (place !== 165) window.push(place)
    window.push(165)
    expect(window.value?.toFixed(1)).toBe('67.6')
  })
})

describe('shares of turnover', () => {
  const { events, chips } = year()
  const rows = rowsOf(events)
  const of = (subject: string) => rows.filter((row) => row.subject === subject)

  it('are those of all tasks, and their percentile that of the past year, recomputed', () => {
    const expected = chips.map((chip) => (2 * chip + 1) / 60_000)
    const said = of('industry:半导体')
    expect(said.map(({ value }) => value)).toEqual(expected)
    said.forEach(({ components, state }, at) => {
      const window = expected.slice(Math.max(0, at - 242), at + 1)
      const percentile = percentileRank(window, expected[at]!, { nominal: 243 })
      expect(components.percentile ?? null).toEqual(percentile)
      if (at < 145) expect(state).toBeNull()
      else expect(state).toBe(percentile! >= 90 ? 'high' : percentile! <= 30 ? 'low' : 'normal')
    })
  })

  it('flag TMT from 40% on', () => {
    of('TMT').forEach(({ value, state }, at) => {
      expect(value).toBe((8 * chips[at]!) / 60_000)
      expect(state === 'crowded').toBe(value! >= 0.4)
    })
  })

  it('of a week are sums over its sessions so far', () => {
    const weeks = new Map<string, number[]>()
    const monday = (date: number): string => {
      const day = new Date(Date.UTC(Math.floor(date / 1e4), (Math.floor(date / 100) % 100) - 1, date % 100))
      day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
      return day.toISOString()
    }
    of('TMT').forEach(({ components }, at) => {
      const week = monday(SESSIONS[at]!)
      weeks.set(week, [...(weeks.get(week) ?? []), chips[at]!])
      const known = weeks.get(week)!
      const sum = known.reduce((total, chip) => total + 8 * chip, 0)
      expect(components).toMatchObject({
        weekShare: sum / (60_000 * known.length),
        weekSessions: known.length,
      })
    })
  })

  it('are said of groups that are groups, under names that are one part of a key', () => {
    expect(new Set(rows.map(({ subject }) => subject))).toEqual(
      new Set(['industry:半导体', 'concept:DRG／DIP', 'TMT', 'market']),
    )
  })

  it('are not said of a session without amounts, which leaves its place in the year empty', () => {
    const blank = SESSIONS[150]!
    const dim = events.map((event) =>
      event.value.tradeDate === blank
        ? share(blank, {
            task: event.value.task,
            groups: event.value.groups.map((each) => ({ ...each, amountKnown: 4, amount: 9 })),
          })
        : event,
    )
    const without = rowsOf(dim)
    expect(without.some(({ tradeDate }) => tradeDate === blank)).toBe(false)
    const last = without.findLast(({ subject }) => subject === 'industry:半导体')!
    const shares = chips.filter((_, at) => at !== 150).map((chip) => (2 * chip + 1) / 60_000)
    expect(last.components.percentile).toBe(percentileRank(shares, shares.at(-1)!))
  })

  it('say the turnover rate of ten sessions over the companies of which both are known', () => {
    const calm = rows.filter(({ signal }) => signal === 'turnover_calm')
    expect(calm).toHaveLength(SESSIONS.length)
    expect(calm[8]!.value).toBeNull()
    // 18,000 fen over 12 million yuan.
    expect(calm[9]).toMatchObject({ value: 180 / 12e6, state: 'frozen', components: { rate: 180 / 12e6 } })
  })
})

describe('sums of tasks', () => {
  it('do not depend on how companies are shared out, nor on the order', () => {
    const any = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(1e9), fc.nat(6)), { maxLength: 60 })
    fc.assert(
      fc.property(any, (companies) => {
        const one = (tasks: number): readonly GroupTurnover[] =>
          groupSums(
            Array.from({ length: tasks }, (_, task) => ({
              groups: companies
                .filter(([, , place]) => place % tasks === task)
                .map(([name, amount]) => group('industry', name, amount)),
            })).reverse(),
          )
        expect(one(3)).toEqual(one(1))
        expect(one(7)).toEqual(one(1))
      }),
    )
  })
})

seriesContract({
  name: 'crowding',
  definition: crowdingProcessor,
  timeline: { events: year().events.slice(0, 320), sessions: SESSIONS.slice(0, 160) },
  atLeast: 600,
})
