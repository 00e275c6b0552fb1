import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TopicKey } from '../../schemas/topics.ts'
import type { ProcessorRun, PublishedRecord } from '../support/processor-run.ts'
import { simulatedMarket } from '../support/simulated-market.ts'
import { type MarketPlan, type TickMarket, tickMarket } from '../support/tick-market.ts'
import { anyMarket, PATIENCE_MS, runs } from './market-arbitrary.ts'
import { naiveSessions } from './naive/market-rows.ts'
import { windowEnd } from './naive/share-days.ts'
import { runMarket } from './run-market.ts'

interface Row {
  readonly revision: number
  readonly deleted: boolean
  readonly tradeDate: number
}

/** The highest revision of every key, without those that were withdrawn. */
async function latest<Key extends 'minutes' | 'groups' | 'boards'>(
  run: ProcessorRun,
  topic: Key,
  keyOf: (value: PublishedRecord<Key>['value']) => string,
): Promise<Map<string, PublishedRecord<Key>['value']>> {
  const rows = new Map<string, PublishedRecord<Key>['value']>()
  for (const { value } of await run.records(topic)) {
    const key = keyOf(value)
    const known: Row | undefined = rows.get(key)
    if (known === undefined || known.revision <= value.revision) rows.set(key, value)
  }
  for (const [key, row] of rows) if (row.deleted) rows.delete(key)
  return rows
}

/** Fields of a row that a recomputation says, and no others. */
const pick = (row: object, wanted: object): Record<string, unknown> =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, row[name as keyof typeof row]]))

const TOPICS: readonly TopicKey[] = ['minutes', 'groups', 'boards']

async function compare(market: TickMarket): Promise<number> {
  const sessions = naiveSessions(market)
  return runMarket(market, async (run) => {
    const minutes = await latest(run, 'minutes', (row) => `${row.tradeDate}/${row.scope}/${row.minute}`)
    const groups = await latest(
      run,
      'groups',
      (row) => `${row.tradeDate}/${row.kind}/${row.name}/${row.minute}`,
    )
    const boards = await latest(run, 'boards', (row) => `${row.tradeDate}/${row.symbol}/${row.minute}`)
    const found = [minutes, groups, boards] as readonly ReadonlyMap<string, object>[]
    for (const [at, wanted] of (['minutes', 'groups', 'boards'] as const).entries()) {
      const rows = new Map(
        sessions.flatMap((session) =>
          [...session[wanted]].map(([key, row]) => [`${session.tradeDate}/${key}`, row as object] as const),
        ),
      )
      expect([...found[at]!.keys()].sort(), TOPICS[at]).toEqual([...rows.keys()].sort())
      for (const [key, row] of rows)
        expect({ key, ...pick(found[at]!.get(key)!, row) }).toEqual({ key, ...row })
    }
    for (const row of minutes.values()) {
      const sent = Object.entries(row.hygiene)
      expect(sent.every(([, times]) => times > 0)).toBe(true)
      if (row.revision === 0) expect(row.eventTime).toBe(windowEnd(row.tradeDate, row.minute))
    }
    return minutes.size + groups.size + boards.size
  })
}

describe('every row of every minute', () => {
  it(
    'equals a recomputation from all snapshots (P7)',
    async () => {
      let rows = 0
      await fc.assert(
        fc.asyncProperty(anyMarket(), async (plan: MarketPlan) => {
          rows += await compare(tickMarket(plan))
        }),
        runs(8),
      )
      expect(rows).toBeGreaterThan(20_000)
    },
    PATIENCE_MS,
  )

  it(
    'equals it on simulated days with every fault of a feed (P7)',
    async () => {
      const rate = fc.constantFrom(0, 0.01)
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            seed: fc.nat(1_000_000),
            shares: fc.integer({ min: 5, max: 8 }),
            faults: fc.record({
              duplicates: rate,
              reordered: rate,
              late: rate,
              resets: fc.constantFrom(0, 0.001),
              staleDay: fc.constantFrom(0, 0.5),
              crossed: rate,
              offGrid: rate,
              highBelowLast: rate,
            }),
          }),
          async (options) => {
            await compare(simulatedMarket(options))
          },
        ),
        runs(2),
      )
    },
    PATIENCE_MS,
  )
})
