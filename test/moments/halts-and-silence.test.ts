import { describe, expect, it } from 'vitest'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import {
  A,
  afterwards,
  at,
  B,
  barDay,
  C,
  factsOf,
  listed,
  MONDAY,
  price,
  sealedAt,
  snapshot,
  TUESDAY,
  tickDay,
  WEDNESDAY,
} from './market-day.ts'

/** Monday: A and B seal at 11.00, C is quiet. */
const HISTORY = [
  barDay(MONDAY, [
    [A, 10, 11, 10, 11, 10],
    [B, 10, 11, 10, 11, 10],
    [C, 10, 10, 10, 10, 10],
  ]),
]
const AFTER_11 = { prevClose: price(11) }
const B_DAY = ['9:25:03', '15:00:01'].map((time, place) =>
  snapshot(B, TUESDAY, time, 11, { ...AFTER_11, volume: 1_000 + place }),
)
const EMPTY = { bidPrices: [], bidVolumes: [], askPrices: [], askVolumes: [] }

describe('a feed that is silent for 60 s', () => {
  it('is counted as stale, and opens no board', () => {
    const sealed = (time: string, volume: number) =>
      snapshot(A, TUESDAY, time, 12.1, { ...AFTER_11, ...sealedAt(12.1), volume })
    const day = tickDay(TUESDAY, [
      ...B_DAY,
      sealed('9:30:10', 1_000),
      sealed('9:31:55', 1_100),
      sealed('10:05:30', 1_200),
      sealed('15:00:02', 1_300),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      const rows = (await said.of('minutes')).filter(({ scope }) => scope === 'all')
      // B is silent from 09:25:03 to the close; A from 09:31:55, so at 09:33 and after, and after 10:05:30.
      const expected = (minute: number): number => {
        if (minute === 0 || minute > 237) return 0
        const ofA = (minute >= 3 && minute <= 35) || minute >= 37
        return ofA ? 2 : 1
      }
      for (const { minute, stale } of rows)
        expect({ minute, stale }).toEqual({ minute, stale: expected(minute) })
      for (const minute of [5, 100, 239, 240])
        expect(await said.board(TUESDAY, minute, A)).toMatchObject({
          state: 'sealedUp',
          up: 'sealed',
          breakCount: 0,
        })
      expect(await said.changes(A)).toEqual([
        ['touchedUp', at(TUESDAY, '9:30:10')],
        ['sealedUp', at(TUESDAY, '9:30:10')],
      ])
    })
  })
})

describe('a share that is halted at noon', () => {
  it('stays in the cohort with its state, and closes with its last price', () => {
    const halted = { ...AFTER_11, ...EMPTY, status: 'halted', volume: 3_000, high: price(12.1) } as const
    const day = tickDay(TUESDAY, [
      ...B_DAY,
      snapshot(A, TUESDAY, '9:45:00', 12.1, { ...AFTER_11, ...sealedAt(12.1), volume: 3_000 }),
      snapshot(A, TUESDAY, '13:00:01', 12.1, halted),
      snapshot(A, TUESDAY, '15:00:01', 12.1, halted),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      for (const minute of [100, 121, 200, 240]) {
        expect(await said.minute(TUESDAY, minute)).toMatchObject({
          base: 2,
          promoted: 1,
          suspended: 0,
          traded: 2,
        })
        expect(await said.board(TUESDAY, minute, A)).toMatchObject({
          state: 'sealedUp',
          up: 'sealed',
          breakCount: 0,
        })
      }
      const state = (await said.of('limitState')).findLast(({ symbol }) => symbol === A)
      expect(state).toMatchObject({ up: 'sealed', streak: 2, close: price(12.1), previousUp: 'sealed' })
    })
  })
})

describe('a halt of the whole day that becomes known late', () => {
  const untraded = (time: string, status: 'unknown' | 'halted') =>
    snapshot(A, TUESDAY, time, null, { ...AFTER_11, status })

  it('by a snapshot of 10:40: out of the cohort from then on, ladder and stage said again', () => {
    const day = tickDay(TUESDAY, [...B_DAY, untraded('9:25:03', 'unknown'), untraded('10:40:10', 'halted')])
    return afterwards([...HISTORY, day], async (said) => {
      expect(await said.minute(TUESDAY, 70)).toMatchObject({
        base: 2,
        excluded: 0,
        suspended: 0,
        untraded: 1,
      })
      expect(await said.minute(TUESDAY, 71)).toMatchObject({
        base: 1,
        excluded: 1,
        suspended: 1,
        untraded: 0,
      })
      const tier = (await said.of('ladder')).filter(
        ({ scope, tier: number }) => scope === 'all' && number === 1,
      )
      const ofDay = tier.filter(({ tradeDate }) => tradeDate === TUESDAY)
      expect(ofDay.map(({ base, final }) => [base, final])).toEqual([
        [2, false],
        [1, false],
        [1, true],
      ])
      const revisions = ofDay.map(({ revision }) => revision)
      expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
      const state = (await said.of('limitState')).filter(
        ({ symbol, tradeDate }) => symbol === A && tradeDate === TUESDAY,
      )
      expect(state).toEqual([])
    })
  })

  it('by a snapshot that itself comes late: rows of the minutes since are emitted again, one revision higher', () => {
    const day = tickDay(TUESDAY, [
      ...B_DAY,
      untraded('9:25:03', 'unknown'),
      { tick: untraded('9:40:10', 'halted'), at: at(TUESDAY, '9:46:20') },
    ])
    return afterwards([...HISTORY, day], async (said) => {
      const rows = (await said.of('minutes')).filter(({ scope }) => scope === 'all')
      // 09:40:10 is of row 11; at 09:46:30, when it counts, row 16 is the newest.
      for (const minute of [11, 12, 13, 14, 15, 16]) {
        const said = rows.filter((row) => row.minute === minute).sort((a, b) => a.revision - b.revision)
        expect(said.map(({ revision, base, excluded }) => [revision, base, excluded])).toEqual([
          [0, 2, 0],
          [1, 1, 1],
        ])
      }
      for (const minute of [10, 17]) {
        const said = rows.filter((row) => row.minute === minute)
        expect(said.map(({ revision, base }) => [revision, base])).toEqual([[0, minute === 10 ? 2 : 1]])
      }
    })
  })
})

describe('a limit size whose only share turns out to be halted', () => {
  const D = '301901.SZ'
  const halted = (time: string, status: 'unknown' | 'halted') => snapshot(D, TUESDAY, time, null, { status })

  it('has its rows withdrawn, and leaves no rate for the sessions to come', () => {
    const monday = barDay(MONDAY, [
      [C, 10, 10, 10, 10, 10],
      [D, 10, 12, 10, 12, 10],
    ])
    const tuesday = tickDay(TUESDAY, [
      halted('9:36:00', 'unknown'),
      { tick: halted('9:37:10', 'halted'), at: at(TUESDAY, '9:46:20') },
      snapshot(C, TUESDAY, '15:00:01', 10),
    ])
    const wednesday = tickDay(WEDNESDAY, [
      snapshot(C, WEDNESDAY, '9:31:00', 10),
      snapshot(D, WEDNESDAY, '9:31:00', 14.4, { prevClose: price(12), ...sealedAt(14.4) }),
      snapshot(C, WEDNESDAY, '15:00:01', 10, { volume: 2_000 }),
    ])
    return afterwards(
      [monday, tuesday, wednesday],
      async (said) => {
        const rows = (await said.of('minutes')).filter(({ scope }) => scope === 'limit20')
        // 09:36:00 is of row 7, 09:37:10 of row 8; at 09:46:30, when it counts, row 16 is the newest.
        const withdrawn = rows.filter(({ tradeDate, deleted }) => tradeDate === TUESDAY && deleted)
        expect(withdrawn.map(({ minute }) => minute).sort((a, b) => a - b)).toEqual([
          8, 9, 10, 11, 12, 13, 14, 15, 16,
        ])
        const next = rows.filter(
          ({ tradeDate, minute }) => tradeDate === WEDNESDAY && minute >= 2 && minute <= 30,
        )
        expect(next.length).toBe(29)
        // Row 7 alone was said and not withdrawn.
        for (const { minute, percentileSessions } of next)
          expect({ minute, percentileSessions }).toEqual({ minute, percentileSessions: minute === 7 ? 1 : 0 })
      },
      factsOf(listed(C, D)),
    )
  })
})

describe('a day without its closing snapshot', () => {
  it('is missing at 15:00, in the row of the minute as in the row of the day', () => {
    const day = tickDay(TUESDAY, [
      ...B_DAY,
      snapshot(A, TUESDAY, '14:56:00', 12.1, { ...AFTER_11, ...sealedAt(12.1), volume: 3_000 }),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      expect(await said.minute(TUESDAY, 239)).toMatchObject({ base: 2, promoted: 1, limitUps: 1, traded: 2 })
      const last = await said.minute(TUESDAY, 240)
      expect(last).toMatchObject({
        base: 1,
        promoted: 0,
        limitUps: 0,
        traded: 1,
        cohortMissing: 1,
        quality: 'partial',
      })
      expect(last.hygiene.incompleteDay).toBe(1)
      const stage = (await said.of('stage')).findLast(({ scope, final }) => scope === 'all' && final)!
      const { base, promoted, limitUps, excluded, promotionRate } = last
      expect(stage).toMatchObject({ base, promoted, limitUps, excluded, promotionRate })
      const breadth = (await said.of('breadth')).findLast(({ scope }) => scope === 'all')
      expect(breadth).toMatchObject({ traded: last.traded, volume: last.volume, absent: 2 })
    })
  })
})

describe('a share whose code changes overnight', () => {
  const OLD = '430017.BJ'
  const NEW = '920017.BJ'
  const CHANGE = 2025_10_09 as TradeDate
  const before = chineseCalendar.previous(CHANGE)
  const earlier = chineseCalendar.previous(before)

  it('goes on with its streak and its place in the cohort (Beijing, 2025-10-09; G33)', () => {
    // 10.00 x 1.3 = 13.00, x 1.3 = 16.90, x 1.3 = 21.97.
    const sealed = (time: string, volume: number) =>
      snapshot(NEW, CHANGE, time, 21.97, { prevClose: price(16.9), ...sealedAt(21.97), volume })
    const day = tickDay(CHANGE, [
      sealed('9:25:03', 1_000),
      sealed('15:00:02', 2_000),
      snapshot(C, CHANGE, '15:00:01', 10),
    ])
    return afterwards(
      [
        barDay(chineseCalendar.previous(earlier), [
          [OLD, 10, 10, 10, 10, 10],
          [C, 10, 10, 10, 10, 10],
        ]),
        barDay(earlier, [
          [OLD, 10, 13, 10, 13, 10],
          [C, 10, 10, 10, 10, 10],
        ]),
        barDay(before, [
          [OLD, 13, 16.9, 13, 16.9, 13],
          [C, 10, 10, 10, 10, 10],
        ]),
        day,
      ],
      async (said) => {
        expect(await said.board(CHANGE, 1, NEW)).toMatchObject({
          instrument: NEW,
          up: 'sealed',
          streak: 3,
          streakIsLowerBound: false,
          previousUp: 'sealed',
          previousStreak: 2,
          boardsInWindow: 3,
          windowDays: 3,
        })
        const rows = (await said.of('minutes')).filter(
          ({ scope, minute }) => scope === 'limit30' && minute === 240,
        )
        expect(rows).toMatchObject([{ base: 1, promoted: 1, height: 3, excluded: 0 }])
        const states = (await said.of('limitState')).filter(({ instrument }) => instrument === NEW)
        expect(states.map(({ symbol, streak }) => [symbol, streak])).toEqual([
          [OLD, 1],
          [OLD, 2],
          [NEW, 3],
        ])
      },
      factsOf(listed(NEW, C)),
    )
  })
})
