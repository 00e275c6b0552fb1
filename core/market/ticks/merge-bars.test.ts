import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fen } from '../price.ts'
import { sessionMinuteEnd } from '../sessions.ts'
import { shanghaiMillisecondOfDay, type TradeDate } from '../trade-date.ts'
import { type MinutesPerBar, mergeBars } from './merge-bars.ts'
import type { MinuteBar } from './minute-bars.ts'
import { yuan } from './testing/snapshots.ts'

const bar = (minute: number, price = 10, volume = 1): MinuteBar => ({
  minute,
  open: yuan(price),
  high: yuan(price + 0.02),
  low: yuan(price - 0.02),
  close: yuan(price + 0.01),
  volume,
  amount: (volume * 1000) as Fen,
})

const clock = (minute: number) => {
  const minutes = shanghaiMillisecondOfDay(sessionMinuteEnd(2023_02_01 as TradeDate, minute)) / 60_000
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

const everyMinute = Array.from({ length: 241 }, (_, minute) => bar(minute))

describe('longer bars', () => {
  it.each<[MinutesPerBar, number, string[]]>([
    [60, 4, ['10:30', '11:30', '14:00', '15:00']],
    [15, 16, ['9:45', '10:00', '10:15', '10:30', '10:45', '11:00', '11:15', '11:30', '13:15']],
    [5, 48, ['9:35', '9:40', '9:45']],
  ])('%d minutes: %d bars, the opening auction in the first', (length, count, ends) => {
    const merged = mergeBars(everyMinute, length)
    expect(merged).toHaveLength(count)
    expect(merged.slice(0, ends.length).map(({ minute }) => clock(minute))).toEqual(ends)
    expect(merged.map(({ volume }) => volume)).toEqual([length + 1, ...Array(count - 1).fill(length)])
  })

  it('open of the first, close of the last, extremes and sums of all; gaps have no bar', () => {
    expect(mergeBars([bar(0, 10), bar(3, 9.9, 5), bar(5, 10.1, 7), bar(121, 11)], 5)).toEqual([
      {
        minute: 5,
        open: yuan(10),
        high: yuan(10.12),
        low: yuan(9.88),
        close: yuan(10.11),
        volume: 13,
        amount: 13_000,
      },
      { ...bar(121, 11), minute: 125 },
    ])
  })

  it('an amount that one minute lacks is not known for the group', () => {
    expect(mergeBars([bar(1), { ...bar(2), amount: null }, bar(3)], 5)[0]?.amount).toBeNull()
  })

  it('5 -> 15 -> 60 gives what 1 -> 60 gives', () => {
    const some = fc
      .subarray(everyMinute)
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map(({ minute }) =>
            fc.integer({ min: 900, max: 1100 }).map((price) => bar(minute, price / 100)),
          ),
        ),
      )
    fc.assert(
      fc.property(some, (chosen) => {
        expect(mergeBars(mergeBars(mergeBars(chosen, 5), 15), 60)).toEqual(mergeBars(chosen, 60))
      }),
      { numRuns: 30 },
    )
  })
})
