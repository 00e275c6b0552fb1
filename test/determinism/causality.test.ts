import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Price } from '../../core/market/price.ts'
import type { SourceTick } from '../../services/ingest/ticks/source-tick.ts'
import type { ProcessorRun } from '../support/processor-run.ts'
import { randomFrom } from '../support/random-market.ts'
import { type MarketPlan, type TickMarket, tickMarket } from '../support/tick-market.ts'
import { anyMarket, PATIENCE_MS, runs } from './market-arbitrary.ts'
import { windowEnd } from './naive/share-days.ts'
import { differences, runMarket, SETTLED } from './run-market.ts'

/** Another future: from a moment on snapshots are lost, or tell other prices and volumes. */
function withOtherFuture(market: TickMarket, from: number, random: () => number): TickMarket {
  const other = (tick: SourceTick): SourceTick[] => {
    const choice = random()
    if (tick.eventTime < from || choice < 0.2) return [tick]
    if (choice < 0.5) return []
    const last = (tick.last === null ? tick.last : tick.last + 100) as Price | null
    return [
      {
        ...tick,
        last,
        volume: tick.volume + 5_000,
        bidVolumes: [77],
        status: choice < 0.6 ? 'halted' : tick.status,
      },
    ]
  }
  return {
    ...market,
    days: market.days.map((day) =>
      day.sweeps === undefined
        ? day
        : { ...day, sweeps: day.sweeps.map(({ until, ticks }) => ({ until, ticks: ticks.flatMap(other) })) },
    ),
  }
}

/** Topics that say something at the moment itself; the others say of a window that ends then. */
const OF_MOMENTS = new Set(['limitChanges', 'deadLetters', 'bars1d', 'limitState'])

/** Everything that stands in the log up to a moment: of windows that end then, and of moments before it. */
async function saidUntil(run: ProcessorRun, until: number): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const topic of SETTLED)
    found[topic] = (await run.records(topic))
      .filter(({ place }) => place < until || (place === until && !OF_MOMENTS.has(topic)))
      .map(({ key, value }) => `${key} ${JSON.stringify(value)}`)
  return found
}

describe('what has been said of a window', () => {
  it(
    'does not depend on anything after it (P8)',
    async () => {
      let said = 0
      await fc.assert(
        fc.asyncProperty(
          anyMarket({ most: 10 }),
          fc.integer({ min: 1, max: 239 }),
          async (plan: MarketPlan, minute: number) => {
            const market = tickMarket(plan)
            const { tradeDate } = market.days.at(-1)!
            const until = windowEnd(tradeDate, minute)
            const otherwise = withOtherFuture(market, until, randomFrom(plan.seed))
            const wanted = await runMarket(market, (run) => saidUntil(run, until))
            expect(differences(wanted, await runMarket(otherwise, (run) => saidUntil(run, until)))).toEqual(
              [],
            )
            said += wanted.minutes!.length
          },
        ),
        runs(3),
      )
      expect(said).toBeGreaterThan(100)
    },
    PATIENCE_MS,
  )
})
