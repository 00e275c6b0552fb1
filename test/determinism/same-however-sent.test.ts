import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sweep } from '../../services/ingest/ticks/source-tick.ts'
import { CLEAN_LINE, shuffled, sweepsOf } from '../support/bad-line.ts'
import type { ProcessorRun } from '../support/processor-run.ts'
import { randomFrom } from '../support/random-market.ts'
import { type MarketPlan, type MarketSession, type TickMarket, tickMarket } from '../support/tick-market.ts'
import { anyMarket, PATIENCE_MS, runs } from './market-arbitrary.ts'
import { differences, linesOf, runMarket } from './run-market.ts'

type Sweeps = NonNullable<MarketSession['sweeps']>

/** The same market, its sweeps sent otherwise. */
const resent = (market: TickMarket, change: (sweeps: Sweeps, day: MarketSession) => Sweeps): TickMarket => ({
  ...market,
  days: market.days.map((day) =>
    day.sweeps === undefined ? day : { ...day, sweeps: change(day.sweeps, day) },
  ),
})

/** Copies of some snapshots, in the same sweep or a later one. */
function withCopies(sweeps: Sweeps, random: () => number): Sweeps {
  const copies: Sweep['ticks'][number][][] = sweeps.map(() => [])
  for (const [at, { ticks }] of sweeps.entries())
    for (const tick of ticks) {
      if (random() >= 0.3) continue
      const later = random() < 0.5 ? at : Math.min(sweeps.length - 1, at + Math.ceil(random() * 20))
      copies[later]!.push(tick)
    }
  return sweeps.map(({ until, ticks }, at) => ({ until, ticks: [...ticks, ...copies[at]!] }))
}

/** Settled lines without what copies may change: counters of hygiene, and one dead letter per refused snapshot. */
async function withoutCounters(run: ProcessorRun): Promise<Record<string, readonly string[]>> {
  const { deadLetters, ...lines } = await linesOf(run)
  const refused = deadLetters!.map((line) => {
    const { symbol, code } = JSON.parse(line) as { readonly symbol: string; readonly code: string }
    return `${symbol} ${code}`
  })
  return {
    ...lines,
    minutes: lines.minutes!.map((line) => JSON.stringify({ ...JSON.parse(line), hygiene: {} })),
    deadLetters: [...new Set(refused)].sort(),
  }
}

const CLEAN = fc.constant(CLEAN_LINE)

describe('the same snapshots say the same', () => {
  it(
    'in any order within a sweep, across shares and of one share (P1, P5)',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyMarket({ most: 10 }), async (plan: MarketPlan) => {
          const market = tickMarket(plan)
          const random = randomFrom(plan.seed)
          const otherwise = resent(market, (sweeps) =>
            sweeps.map(({ until, ticks }) => ({ until, ticks: shuffled(ticks, random) })),
          )
          expect(differences(await runMarket(market, linesOf), await runMarket(otherwise, linesOf))).toEqual(
            [],
          )
        }),
        runs(2),
      )
    },
    PATIENCE_MS,
  )

  it(
    'in whatever sweeps they come, as long as none is late: revisions, too (P1)',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyMarket({ most: 10, line: CLEAN }), async (plan: MarketPlan) => {
          const market = tickMarket(plan)
          const random = randomFrom(plan.seed)
          const otherwise = resent(market, (sweeps, { tradeDate }) => {
            const arrivals = sweeps.flatMap(({ ticks }) =>
              ticks.map((tick) => ({ tick, at: tick.eventTime })),
            )
            return sweepsOf(arrivals, tradeDate, { reordered: true }, random)
          })
          const lines = await runMarket(market, linesOf)
          expect(differences(lines, await runMarket(otherwise, linesOf))).toEqual([])
          expect(lines.minutes!.every((line) => line.includes('"revision":0,'))).toBe(true)
        }),
        runs(2),
      )
    },
    PATIENCE_MS,
  )

  it(
    'when any of them are sent again, at once or later: counters apart (P4)',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyMarket({ most: 10 }), async (plan: MarketPlan) => {
          const market = tickMarket(plan)
          const random = randomFrom(plan.seed + 1)
          const otherwise = resent(market, (sweeps) => withCopies(sweeps, random))
          const lines = await runMarket(market, withoutCounters)
          expect(differences(lines, await runMarket(otherwise, withoutCounters))).toEqual([])
        }),
        runs(3),
      )
    },
    PATIENCE_MS,
  )
})
