import fc from 'fast-check'
import type { Line } from '../support/bad-line.ts'
import { HABITS, type Habit, TRADING_HABITS } from '../support/share-day.ts'
import type { MarketPlan } from '../support/tick-market.ts'

/** Runs of a property: few by default, so that the folder takes about a minute; more on request. */
export const RUNS = Number(process.env.PULSE_PROPERTY_RUNS ?? 0)

/** Fixed, so that everybody tests the same markets; another by PULSE_PROPERTY_SEED. */
const SEED = Number(process.env.PULSE_PROPERTY_SEED ?? 20220425)

export const runs = (few: number) => ({
  numRuns: RUNS > 0 ? RUNS : few,
  seed: SEED,
  endOnFailure: true,
})

const anyHabit: fc.Arbitrary<Habit> = fc.oneof(
  { arbitrary: fc.constantFrom(...TRADING_HABITS), weight: 5 },
  { arbitrary: fc.constantFrom(...HABITS), weight: 1 },
)

export const anyLine: fc.Arbitrary<Line> = fc.record({
  duplicates: fc.constantFrom(0, 0.05),
  late: fc.constantFrom(0, 0.02, 0.1),
  lateSeconds: fc.constantFrom(30, 200, 1_500),
  reordered: fc.boolean(),
})

/** A gap in the data is what a session is in which fewer than half of the shares trade: not here. */
const keepsTrading = (habits: readonly Habit[]): boolean =>
  habits.filter((habit) => TRADING_HABITS.includes(habit)).length * 3 >= habits.length * 2

export const anyMarket = (
  options: { readonly most?: number; readonly sessions?: number; readonly line?: fc.Arbitrary<Line> } = {},
) =>
  fc.record({
    seed: fc.nat(1_000_000),
    habits: fc.array(anyHabit, { minLength: 5, maxLength: options.most ?? 14 }).filter(keepsTrading),
    tickSessions: options.sessions === undefined ? fc.constantFrom(1, 2) : fc.constant(options.sessions),
    line: options.line ?? anyLine,
  }) satisfies fc.Arbitrary<MarketPlan>

/** Long enough for many runs on a busy machine. */
export const PATIENCE_MS = 300_000 + RUNS * 30_000
