import { describe, expect, it } from 'vitest'
import type { Price } from '../../core/market/price.ts'
import {
  A,
  afterwards,
  at,
  B,
  barDay,
  C,
  MONDAY,
  price,
  sealedAt,
  snapshot,
  TUESDAY,
  tickDay,
} from './market-day.ts'

/** Monday: A seals at 11.00, B breaks, C is quiet. */
const HISTORY = [
  barDay(MONDAY, [
    [A, 10, 11, 10, 11, 10],
    [B, 10, 11, 10, 10, 10],
    [C, 10, 10, 10, 10, 10],
  ]),
]
const QUIET = [
  snapshot(A, TUESDAY, '15:00:01', 11, { prevClose: price(11) }),
  snapshot(B, TUESDAY, '15:00:01', 10),
]

describe('limit prices of the feed', () => {
  const day = (limits: { readonly limitUp: Price | null; readonly limitDown: Price | null }) =>
    tickDay(TUESDAY, [
      ...QUIET,
      snapshot(C, TUESDAY, '9:31:00', 11, { ...limits, ...sealedAt(11) }),
      snapshot(C, TUESDAY, '15:00:02', 11, { ...limits, ...sealedAt(11), volume: 2_000 }),
    ])

  it('that are missing are computed', () =>
    afterwards([...HISTORY, day({ limitUp: null, limitDown: null })], async (said) => {
      expect(await said.board(TUESDAY, 2, C)).toMatchObject({
        up: 'sealed',
        limitUp: price(11),
        limitPercent: 10,
      })
      expect(await said.minute(TUESDAY, 2)).toMatchObject({ limitUps: 1, limitDowns: 0 })
    }))

  it.each([
    ['0', price(0), price(0)],
    ['99999.99', price(99_999.99), price(0)],
    ['100000', price(100_000), price(0.01)],
  ])(
    'that say %s say that there is none: no limit-up in any minute nor at the close (G8)',
    (_, limitUp, limitDown) =>
      afterwards([...HISTORY, day({ limitUp, limitDown })], async (said) => {
        expect(await said.changes(C)).toEqual([])
        for (const minute of [2, 239, 240]) {
          expect(await said.board(TUESDAY, minute, C)).toBeUndefined()
          expect(await said.minute(TUESDAY, minute)).toMatchObject({ limitUps: 0, touched: 0 })
        }
        expect(
          (await said.of('limitState')).filter(
            ({ symbol, tradeDate }) => symbol === C && tradeDate === TUESDAY,
          ),
        ).toEqual([])
        const stage = (await said.of('stage')).findLast(({ scope, final }) => scope === 'all' && final)
        expect(stage).toMatchObject({ limitUps: 0, touched: 0 })
      }),
  )

  it('that come later than the first snapshot hold from then on', () =>
    afterwards(
      [
        ...HISTORY,
        tickDay(TUESDAY, [
          ...QUIET,
          snapshot(C, TUESDAY, '9:31:00', 10, { limitUp: price(0), limitDown: price(0) }),
          snapshot(C, TUESDAY, '9:40:00', 11, {
            limitUp: price(11),
            limitDown: price(9),
            volume: 2_000,
            ...sealedAt(11),
          }),
          snapshot(C, TUESDAY, '15:00:02', 11, { limitUp: price(11), limitDown: price(9), volume: 3_000 }),
        ]),
      ],
      async (said) => {
        expect(await said.board(TUESDAY, 12, C)).toMatchObject({ up: 'sealed', exclusion: null })
        expect(await said.changes(C)).toEqual([
          ['touchedUp', at(TUESDAY, '9:40')],
          ['sealedUp', at(TUESDAY, '9:40')],
        ])
      },
    ))
})

describe('an ex-dividend day', () => {
  it('has limits and returns of the exchange’s reference price, not of the close before; the streak goes on', () => {
    // A closed at 11.00 and goes ex by 1.00: the reference is 10.00, its limit-up 11.00, and 10.50 is a rise.
    const day = tickDay(TUESDAY, [
      QUIET[1]!,
      snapshot(A, TUESDAY, '9:31:00', 10.5),
      snapshot(A, TUESDAY, '10:00:00', 11, {
        open: price(10.5),
        low: price(10.5),
        volume: 2_000,
        ...sealedAt(11),
      }),
      snapshot(A, TUESDAY, '15:00:02', 11, {
        open: price(10.5),
        low: price(10.5),
        volume: 3_000,
        ...sealedAt(11),
      }),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      expect(await said.minute(TUESDAY, 2)).toMatchObject({
        advancers: 1,
        decliners: 0,
        base: 1,
        promoted: 0,
      })
      expect((await said.minute(TUESDAY, 2)).limitUpPremium).toBeCloseTo(0.05, 12)
      expect(await said.board(TUESDAY, 31, A)).toMatchObject({
        up: 'sealed',
        streak: 2,
        prevClose: price(10),
        limitUp: price(11),
        closeReturn: 1_000_000_000,
      })
      expect(await said.minute(TUESDAY, 240)).toMatchObject({ base: 1, promoted: 1, height: 2 })
    })
  })
})

describe('auctions', () => {
  it('at 09:25 may open a share sealed: in the row of 09:25, with that time', () => {
    const above = { prevClose: price(11), ...sealedAt(12.1) }
    const day = tickDay(TUESDAY, [
      QUIET[1]!,
      snapshot(A, TUESDAY, '9:25:00', 12.1, above),
      snapshot(A, TUESDAY, '15:00:02', 12.1, { ...above, volume: 2_000 }),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      expect(await said.minute(TUESDAY, 0)).toMatchObject({
        base: 1,
        promoted: 1,
        limitUps: 1,
        oneWord: 1,
        height: 2,
      })
      expect(await said.board(TUESDAY, 0, A)).toMatchObject({
        state: 'sealedUp',
        firstSealTime: at(TUESDAY, '9:25'),
        eventTime: at(TUESDAY, '9:25'),
      })
    })
  })

  it('show prices at which nothing is traded: never touched (G34)', () => {
    const indicative = {
      bidPrices: [price(11)],
      bidVolumes: [900],
      askPrices: [price(11)],
      askVolumes: [900],
    }
    const day = tickDay(TUESDAY, [
      ...QUIET,
      ...['9:16', '9:20', '9:24:57'].map((time) => snapshot(C, TUESDAY, time, null, indicative)),
      snapshot(C, TUESDAY, '9:25:00', null, indicative),
      snapshot(C, TUESDAY, '9:25:03', 10.6),
      snapshot(C, TUESDAY, '15:00:02', 10.6, { volume: 2_000 }),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      expect(await said.changes(C)).toEqual([])
      expect(await said.minute(TUESDAY, 0)).toMatchObject({ touched: 0, limitUps: 0 })
    })
  })

  /** 14:57 to 15:00: the book shows the auction, the day so far stays. */
  const call = (symbol: string, last: number, high: number) =>
    snapshot(symbol, TUESDAY, '14:58:30', last, {
      high: price(high),
      volume: 5_000,
      bidPrices: [price(10.2)],
      bidVolumes: [900],
      askPrices: [price(10.2)],
      askVolumes: [900],
    })

  it('at the close break a seal: it is held until 15:00 and broken by the closing trade alone', () => {
    const day = tickDay(TUESDAY, [
      ...QUIET,
      snapshot(C, TUESDAY, '14:00:00', 11, { volume: 5_000, ...sealedAt(11) }),
      call(C, 11, 11),
      snapshot(C, TUESDAY, '15:00:02', 10.98, { high: price(11), volume: 9_000 }),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      expect(await said.minute(TUESDAY, 239)).toMatchObject({ limitUps: 1, broken: 0 })
      expect(await said.minute(TUESDAY, 240)).toMatchObject({ limitUps: 0, broken: 1, final: true })
      expect((await said.changes(C)).at(-1)).toEqual(['openedUp', at(TUESDAY, '15:00:02')])
      const state = (await said.of('limitState')).findLast(({ symbol }) => symbol === C)
      expect(state).toMatchObject({ up: 'broken', streak: 0, breakCount: 1 })
    })
  })

  it('at the close make a seal, whatever book the closing snapshot shows', () => {
    const day = tickDay(TUESDAY, [
      ...QUIET,
      snapshot(C, TUESDAY, '14:00:00', 10.9, { volume: 5_000 }),
      call(C, 10.9, 10.9),
      snapshot(C, TUESDAY, '15:00:02', 11, {
        volume: 9_000,
        bidPrices: [price(10.99)],
        askPrices: [price(11)],
      }),
    ])
    return afterwards([...HISTORY, day], async (said) => {
      expect(await said.minute(TUESDAY, 239)).toMatchObject({ limitUps: 0, touched: 0 })
      expect(await said.minute(TUESDAY, 240)).toMatchObject({ limitUps: 1, touched: 1 })
      const state = (await said.of('limitState')).findLast(({ symbol }) => symbol === C)
      expect(state).toMatchObject({ up: 'sealed', streak: 1, firstSealTime: at(TUESDAY, '15:00:02') })
    })
  })
})
