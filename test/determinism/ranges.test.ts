import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  BoardMinute,
  IntradayPartial,
  MarketMinute,
  MarketStage,
} from '../../schemas/generated/events.ts'
import { CLEAN_LINE } from '../support/bad-line.ts'
import type { ProcessorRun } from '../support/processor-run.ts'
import { type MarketPlan, tickMarket } from '../support/tick-market.ts'
import { anyMarket, PATIENCE_MS, runs } from './market-arbitrary.ts'
import { runMarket } from './run-market.ts'

const sum = (numbers: readonly (number | null)[]): number =>
  numbers.reduce<number>((all, one) => all + (one ?? 0), 0)

/** The last word on every key, in the order in which keys were first said. */
async function latest<Row extends { readonly revision: number; readonly deleted: boolean }>(
  records: Promise<readonly { readonly value: Row }[]>,
  keyOf: (row: Row) => string,
): Promise<Row[]> {
  const rows = new Map<string, Row>()
  for (const { value } of await records)
    if ((rows.get(keyOf(value))?.revision ?? -1) <= value.revision) rows.set(keyOf(value), value)
  return [...rows.values()].filter(({ deleted }) => !deleted)
}

const minutesOf = (run: ProcessorRun): Promise<MarketMinute[]> =>
  latest(run.records('minutes'), ({ tradeDate, scope, minute }) => `${tradeDate}/${scope}/${minute}`)

function keepsRanges(row: MarketMinute): void {
  for (const value of [row.sealRate, row.promotionRate])
    if (value !== null) expect(value >= 0 && value <= 1).toBe(true)
  const { base, promoted, promotedAtLimit, promotedTouched } = row
  const rising = [0, promoted, promotedAtLimit, promotedTouched, base] as number[]
  expect(rising).toEqual([...rising].sort((a, b) => a - b))
  expect(row.limitUps + row.broken).toBe(row.touched)
  expect(sum(row.tiers.map(({ boards }) => boards))).toBe(row.limitUps)
  expect(sum(row.tiers.map((tier) => tier.base))).toBe(base)
  expect(sum(row.tiers.map((tier) => tier.promoted))).toBe(promoted)
  expect(sum(row.tiers.map(({ touched }) => touched))).toBe(promotedTouched)
  for (const value of Object.values(row))
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
  if (row.scope !== 'all') return
  expect(row.advancers! + row.decliners! + row.unchanged!).toBeLessThanOrEqual(row.traded!)
  const priced = row.advancers! + row.decliners! + row.unchanged!
  expect(row.histogram.length === 0 ? 0 : sum(row.histogram)).toBe(priced)
}

/** Everybody is somewhere: traded, untraded, suspended or missing. */
function countsEverybody({ minute, tallies, expected, seen, suspended }: IntradayPartial): void {
  const boards = tallies.filter(({ kind }) => kind === 'board')
  const total = (field: 'traded' | 'untraded' | 'suspended' | 'missing'): number =>
    sum(boards.map((tally) => tally[field]))
  expect(total('traded') + total('untraded')).toBe(seen)
  expect(total('suspended')).toBe(suspended)
  if (minute !== 0) expect(total('missing')).toBe(expected - seen)
}

function rises(rows: readonly BoardMinute[]): void {
  const newest = new Map<string, BoardMinute>()
  for (const row of [...rows].sort((a, b) => a.tradeDate - b.tradeDate || a.minute - b.minute)) {
    const key = `${row.tradeDate}/${row.symbol}`
    const before = newest.get(key)
    newest.set(key, row)
    if (before === undefined) continue
    expect(row.volume).toBeGreaterThanOrEqual(before.volume)
    expect(row.breakCount).toBeGreaterThanOrEqual(before.breakCount)
    expect(row.maxSealAmount).toBeGreaterThanOrEqual(before.maxSealAmount)
    if (before.touchedUp) expect(row.touchedUp).toBe(true)
    if (before.firstTouchTime !== null) expect(row.firstTouchTime).toBeLessThanOrEqual(before.firstTouchTime)
    if (before.firstSealTime !== null) expect(row.firstSealTime).toBe(before.firstSealTime)
  }
}

/** What is said of a minute and of a day is equal, where both say it. */
function isTheDay(minute: MarketMinute, day: MarketStage): void {
  for (const [field, value] of Object.entries(day))
    if (field in minute && field !== 'revision' && field !== 'eventTime')
      expect({ [field]: minute[field as keyof MarketMinute] }).toEqual({ [field]: value })
}

describe('minutes of any market', () => {
  it(
    'keep what holds for rates, counts and sums (P9), never fall where nothing can fall (P10), and end as the day',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyMarket({ most: 20 }), async (plan: MarketPlan) => {
          await runMarket(tickMarket(plan), async (run) => {
            const minutes = await minutesOf(run)
            for (const row of minutes) keepsRanges(row)
            for (const { value } of await run.records('partials')) countsEverybody(value)
            rises(
              await latest(
                run.records('boards'),
                ({ tradeDate, symbol, minute }) => `${tradeDate}/${symbol}/${minute}`,
              ),
            )
            const touched = minutes.filter(({ scope }) => scope === 'all')
            for (const [at, row] of touched.entries())
              if (row.minute > 0 && !row.final)
                expect(row.touched).toBeGreaterThanOrEqual(touched[at - 1]!.touched)
            const days = await latest(run.records('stage'), ({ scope, tradeDate }) => `${scope}/${tradeDate}`)
            const last = minutes.filter(({ final }) => final)
            expect(last.length).toBeGreaterThanOrEqual(plan.tickSessions)
            for (const minute of last)
              isTheDay(
                minute,
                days.find((day) => day.scope === minute.scope && day.tradeDate === minute.tradeDate)!,
              )
          })
        }),
        runs(3),
      )
    },
    PATIENCE_MS,
  )

  it(
    'add up, bar by bar, to the days of their shares (P9)',
    async () => {
      const line = fc.constant(CLEAN_LINE)
      await fc.assert(
        fc.asyncProperty(anyMarket({ most: 10, line }), async (plan: MarketPlan) => {
          const late = plan.habits.flatMap((habit, at) => (habit === 'from1040' ? [at] : []))
          const market = tickMarket(plan)
          const unseen = new Set(late.map((at) => market.shares[at]!.symbol))
          await runMarket(market, async (run) => {
            const bars = (await run.records('bars1m')).map(({ value }) => value)
            const days = (await run.records('bars1d')).map(({ value }) => value)
            const built = days.filter(({ source }) => source === 'ticks')
            expect(built.length).toBeGreaterThan(0)
            for (const { symbol, tradeDate, volume, amount, open, high, low, close } of built) {
              if (unseen.has(symbol)) continue
              const own = bars
                .filter((bar) => bar.symbol === symbol && bar.tradeDate === tradeDate)
                .sort((a, b) => a.minute - b.minute)
              expect(sum(own.map((bar) => bar.volume))).toBe(volume)
              expect(sum(own.map((bar) => bar.amount))).toBe(amount)
              expect(own[0]!.open).toBe(open)
              expect(own.at(-1)!.close).toBe(close)
              expect(Math.max(...own.map((bar) => bar.high))).toBe(high)
              expect(Math.min(...own.map((bar) => bar.low))).toBe(low)
            }
          })
        }),
        runs(2),
      )
    },
    PATIENCE_MS,
  )
})
