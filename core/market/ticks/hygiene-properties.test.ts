import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionMinute } from '../sessions.ts'
import type { EventTime } from '../trade-date.ts'
import { dayBar } from './day-bar.ts'
import { inspect } from './hygiene.ts'
import { addToMinute, type MinuteMemory, minuteBars } from './minute-bars.ts'
import type { Snapshot } from './snapshot.ts'
import { run, type SnapshotCase, STAR_DAY, snapshotAt } from './testing/snapshots.ts'
import type { TickMemory } from './tick-memory.ts'

const cent = fc.integer({ min: 900, max: 1100 }).map((value) => value / 100)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 8 })

/** Snapshots as bad as vendors send them, from 09:10 to 15:35, in any order. */
const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record<{ second: number; values: SnapshotCase }>({
    second: fc.integer({ min: 9 * 3600 + 600, max: 15 * 3600 + 2100 }),
    values: fc.record<SnapshotCase>(
      {
        status: fc.constantFrom('unknown', 'auction', 'trading', 'halted', 'volatilityHalt', 'closed'),
        prevClose: maybe(fc.constantFrom(10, 10, 10, 0, 9.8)),
        open: maybe(cent),
        high: maybe(cent),
        low: maybe(cent),
        last: maybe(
          fc.oneof(
            { weight: 20, arbitrary: cent },
            { weight: 1, arbitrary: fc.constantFrom(0, -1, 10.003, 12) },
          ),
        ),
        volume: fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
          { weight: 1, arbitrary: fc.constant(0) },
        ),
        amount: maybe(fc.integer({ min: 0, max: 1_100_000 })),
        limitUp: maybe(fc.constantFrom(11, 100_000)),
        limitDown: maybe(fc.constantFrom(9, 0)),
        late: fc.boolean(),
        book: fc.tuple(cent, fc.nat(500), cent, fc.nat(500)),
      },
      { requiredKeys: ['volume'] },
    ),
  })
  .map(({ second, values }) => {
    const midnight = snapshotAt('00:00:00').eventTime
    return snapshotAt('', { ...values, eventTime: (midnight + second * 1000) as EventTime })
  })

const inOrder = (snapshots: Snapshot[]) => snapshots.toSorted((one, other) => one.eventTime - other.eventTime)

const anyOrder = fc.array(anySnapshot, { maxLength: 60 })
const sorted = anyOrder.map(inOrder)

/** A feed without defects: counters that grow, prices on the grid, amount = volume x price. */
const goodDay: fc.Arbitrary<Snapshot[]> = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 600 }),
      price: cent,
      shares: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 500 })),
    }),
    { maxLength: 120 },
  )
  .map((steps) => {
    const midnight = snapshotAt('00:00:00').eventTime
    let second = 9 * 3600 + 25 * 60
    let [volume, amount, open, high, low, last] = [0, 0, 0, 0, 99, 0]
    return steps.map(({ step, price, shares }) => {
      second = second < 34_200 && second + step >= 34_200 ? 34_200 : second + step
      if (second >= 41_400 && second < 46_800) second = 46_800
      if (second >= 53_820) second = Math.max(second, 54_000)
      if (shares > 0) {
        ;[volume, amount, last] = [volume + shares, amount + shares * price, price]
        open = open === 0 ? price : open
        high = Math.max(high, price)
        low = Math.min(low, price)
      }
      const traded = volume > 0 ? { open, high, low, last, volume, amount } : {}
      return snapshotAt('', { ...traded, eventTime: (midnight + second * 1000) as EventTime })
    })
  })

const deepFrozen = (memory: TickMemory | undefined) => (memory === undefined ? memory : Object.freeze(memory))

describe('whatever a feed sends', () => {
  it('volume, amount and high never fall, low never rises, and every number is finite', () => {
    fc.assert(
      fc.property(anyOrder, (snapshots) => {
        let memory: TickMemory | undefined
        for (const snapshot of snapshots) {
          const before = memory
          const inspection = inspect(snapshot, deepFrozen(before), STAR_DAY)
          memory = inspection.memory
          if (memory === undefined || before === undefined) continue
          expect(memory.volume).toBeGreaterThanOrEqual(before.volume)
          expect(memory.amount ?? 0).toBeGreaterThanOrEqual(before.amount ?? 0)
          expect(memory.high ?? 0).toBeGreaterThanOrEqual(before.high ?? 0)
          expect(memory.low ?? -1).toBeLessThanOrEqual(before.low ?? Number.POSITIVE_INFINITY)
          expect(memory.eventTime).toBeGreaterThanOrEqual(before.eventTime)
          for (const value of Object.values(memory)) {
            if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true)
          }
        }
      }),
    )
  })

  it('an accepted tick holds low <= last <= high, and a trade is inside the limits and on the grid', () => {
    fc.assert(
      fc.property(sorted, (snapshots) => {
        for (const tick of run(snapshots, STAR_DAY).ticks) {
          if (tick.last !== null) {
            expect(tick.high).toBeGreaterThanOrEqual(tick.last)
            expect(tick.low).toBeLessThanOrEqual(tick.last)
          }
          if (!tick.isTrade) continue
          expect(tick.last! % 100).toBe(0)
          if (tick.limitUp !== null) expect(tick.last).toBeLessThanOrEqual(tick.limitUp)
          if (tick.limitDown !== null) expect(tick.last).toBeGreaterThanOrEqual(tick.limitDown)
          expect(sessionMinute(tick.eventTime) !== null || tick.phase === 'lunch').toBe(true)
        }
      }),
    )
  })

  it('the same snapshot twice in a row changes nothing', () => {
    fc.assert(
      fc.property(sorted, (snapshots) => {
        const once = run(snapshots, STAR_DAY)
        const twice = run(
          snapshots.flatMap((snapshot) => [snapshot, snapshot]),
          STAR_DAY,
        )
        expect(twice.memory).toEqual(once.memory)
      }),
    )
  })

  it('the result depends on snapshot and memory alone: asked again, it is the same', () => {
    fc.assert(
      fc.property(sorted, anySnapshot, (snapshots, next) => {
        const memory = deepFrozen(run(snapshots, STAR_DAY).memory)
        const copy = memory === undefined ? memory : { ...memory }
        expect(inspect(next, memory, STAR_DAY)).toEqual(inspect({ ...next }, copy, STAR_DAY))
      }),
    )
  })

  it('minute bars and the opening remainder add up to the day', () => {
    fc.assert(
      fc.property(sorted, (snapshots) => {
        const { ticks } = run(snapshots, STAR_DAY)
        let state: MinuteMemory | undefined
        for (const tick of ticks) state = addToMinute(state, tick)
        const bars = minuteBars(ticks)
        const summed = bars.reduce((sum, { volume }) => sum + volume, state?.openingVolume ?? 0)
        expect(summed).toBe(state?.dayVolume ?? 0)
        for (const bar of bars) {
          expect(bar.volume).toBeGreaterThanOrEqual(0)
          expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close))
          expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close))
        }
        expect(bars.map(({ minute }) => minute)).toEqual(
          [...new Set(bars.map(({ minute }) => minute))].toSorted((one, other) => one - other),
        )
      }),
    )
  })
})

describe('a feed without defects', () => {
  it('passes unmarked, and every tick says what its snapshot said', () => {
    fc.assert(
      fc.property(goodDay, (snapshots) => {
        const { marks, ticks } = run(snapshots)
        expect(marks.filter((mark) => mark !== 'duplicate')).toEqual([])
        for (const tick of ticks) {
          const { last, open, high, low, volume, amount } = snapshots.findLast(
            ({ eventTime }) => eventTime === tick.eventTime,
          )!
          if (snapshots.filter(({ eventTime }) => eventTime === tick.eventTime).length > 1) continue
          expect(tick).toMatchObject({ last, open, high, low, volume, amount })
        }
      }),
    )
  })

  it('whatever of it comes late, the day bar is the same', () => {
    fc.assert(
      fc.property(
        goodDay,
        fc.array(fc.tuple(fc.nat(119), fc.integer({ min: 1, max: 20 }))),
        (snapshots, delays) => {
          const arriving = snapshots.map((snapshot, index) => ({ snapshot, at: index }))
          for (const [index, delay] of delays) {
            const one = arriving[index]
            if (one !== undefined)
              arriving[index] = { snapshot: { ...one.snapshot, late: true }, at: index + delay }
          }
          const late = arriving.toSorted((one, other) => one.at - other.at).map(({ snapshot }) => snapshot)
          const { memory } = run(late)
          const inTime = run(snapshots).memory
          expect(memory && dayBar(memory)).toEqual(inTime && dayBar(inTime))
        },
      ),
    )
  })

  it('its bars equal a naive recount: last of each group of changes, extremes of day moves', () => {
    fc.assert(
      fc.property(goodDay, (snapshots) => {
        const naive = new Map<
          number,
          { open: number; close: number; high: number; low: number; volume: number }
        >()
        const start = snapshots[0]
        let before = { volume: 0, last: null as number | null }
        for (const { eventTime, volume, last } of snapshots) {
          const minute = sessionMinute(eventTime)
          if (minute === null) continue
          const first = snapshots.find((other) => other.volume > 0) === start && before.last === null
          if (last !== null && volume > before.volume && !(first && minute !== 0)) {
            const bar = naive.get(minute) ?? { open: last, close: last, high: last, low: last, volume: 0 }
            naive.set(minute, {
              open: bar.open,
              close: last,
              high: Math.max(bar.high, last),
              low: Math.min(bar.low, last),
              volume: bar.volume + volume - before.volume,
            })
          }
          before = { volume, last }
        }
        const bars = minuteBars(run(snapshots).ticks)
        expect(
          bars.map(({ minute, open, close, high, low, volume }) => [
            minute,
            { open, close, high, low, volume },
          ]),
        ).toEqual([...naive].toSorted(([one], [other]) => one - other))
      }),
    )
  })
})
