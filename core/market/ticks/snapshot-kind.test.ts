import { describe, expect, it } from 'vitest'
import { type EventTime, shanghaiTime, type TradeDate } from '../trade-date.ts'
import { MORNING, run, snapshotAt, yuan } from './testing/snapshots.ts'

describe('auctions', () => {
  it('G34: an indicative price at the limit in the opening auction is no trade, even where a feed prints it', () => {
    const call = { limitUp: 11, limitDown: 9, last: 11, high: 11, open: null, volume: 80_000 }
    const { ticks, marks, memory } = run([
      snapshotAt('09:15:00', { ...call, book: [11, 80_000, 11, 80_000] }),
      snapshotAt('09:24:57', { ...call, book: [11, 90_000, 11, 90_000] }),
      snapshotAt('09:25:00', { ...call, status: 'auction', book: [11, 90_000, 11, 90_000] }),
      snapshotAt('09:25:03', {
        limitUp: 11,
        limitDown: 9,
        last: 10.8,
        volume: 70_000,
        book: [10.79, 5, 10.8, 5],
      }),
    ])
    expect(marks).toEqual([])
    for (const tick of ticks.slice(0, 3)) {
      expect(tick).toMatchObject({
        isTrade: false,
        last: null,
        high: null,
        volume: 0,
        noBook: true,
        bidPrice: 0,
      })
    }
    expect(ticks[3]).toMatchObject({
      isTrade: true,
      last: yuan(10.8),
      open: yuan(10.8),
      high: yuan(10.8),
      volume: 70_000,
      noBook: false,
    })
    expect(memory?.high).toBe(yuan(10.8))
  })

  it('in the closing auction the last trade stays, and what was traded before it is still reported', () => {
    const { ticks, memory } = run([
      snapshotAt('14:56:57', MORNING),
      snapshotAt('14:57:00', { ...MORNING, last: 10.04, volume: 600, amount: 6009, book: [0, 0, 0, 0] }),
      snapshotAt('14:58:00', {
        ...MORNING,
        last: 11,
        high: 11,
        volume: 600,
        amount: 6009,
        book: [11, 9, 11, 9],
      }),
      snapshotAt('15:00:00', {
        ...MORNING,
        last: 11,
        status: 'auction',
        volume: 600,
        amount: 6009,
        book: [11, 9, 11, 9],
      }),
      snapshotAt('15:00:02', { ...MORNING, last: 10.03, volume: 900, amount: 9018, status: 'closed' }),
    ])
    expect(ticks.map(({ isTrade, last, high, volume }) => [isTrade, last, high, volume])).toEqual([
      [true, yuan(10.02), yuan(10.05), 500],
      [false, yuan(10.02), yuan(10.05), 600],
      [false, yuan(10.02), yuan(10.05), 600],
      [false, yuan(10.02), yuan(10.05), 600],
      [true, yuan(10.03), yuan(10.05), 900],
    ])
    expect(memory).toMatchObject({ closed: true, last: yuan(10.03) })
  })

  it('a snapshot of 15:00:00 that still shows the auction does not close the day', () => {
    expect(run([snapshotAt('15:00:00', { ...MORNING, book: [10, 9, 10, 9] })]).memory?.closed).toBe(false)
    expect(run([snapshotAt('14:59:59', MORNING)]).memory?.closed).toBe(false)
    expect(run([snapshotAt('15:00:00', MORNING)]).memory?.closed).toBe(true)
  })

  it('before 2018-08-20 Shanghai traded continuously until the close', () => {
    const day = { tradeDate: 2018_08_17 as TradeDate, board: 'SH_MAIN' } as const
    const eventTime = (shanghaiTime(day.tradeDate, 14, 58) + 0) as EventTime
    const { ticks } = run([snapshotAt('', { ...MORNING, ...day, eventTime })], day)
    expect(ticks[0]).toMatchObject({ phase: 'continuousPm', isTrade: true })
  })
})

describe('the breaks', () => {
  it('a price reported just after the morning is a trade only where volume grew', () => {
    const { ticks } = run([
      snapshotAt('11:29:57', MORNING),
      snapshotAt('11:30:03', { ...MORNING, last: 10.01, volume: 600, amount: 6006 }),
      snapshotAt('11:31:03', {
        ...MORNING,
        last: 10.01,
        volume: 600,
        amount: 6006,
        book: [9.99, 100, 10.01, 90],
      }),
    ])
    expect(ticks.map(({ phase, isTrade }) => [phase, isTrade])).toEqual([
      ['continuousAm', true],
      ['lunch', true],
      ['lunch', false],
    ])
  })

  it.each(['halted', 'volatilityHalt'] as const)(
    'a price that stands during a halt (%s) is no trade',
    (status) => {
      const { ticks, memory } = run([
        snapshotAt('10:00:00', MORNING),
        snapshotAt('10:00:03', { ...MORNING, status, book: [0, 0, 0, 0] }),
        snapshotAt('10:30:00', { ...MORNING, status: 'trading' }),
      ])
      expect(ticks.map(({ isTrade, halted, noBook }) => [isTrade, halted, noBook])).toEqual([
        [true, false, false],
        [false, true, true],
        [true, false, false],
      ])
      expect(memory?.last).toBe(yuan(10.02))
    },
  )
})

describe('the book', () => {
  it('a sealed limit-up: an empty ask side is 0', () => {
    const { ticks } = run([
      snapshotAt('10:00:00', { ...MORNING, last: 11, high: 11, book: [11, 5000, 0, 0] }),
    ])
    expect(ticks[0]).toMatchObject({
      bidPrice: yuan(11),
      bidVolume: 5000,
      askPrice: 0,
      askVolume: 0,
      noBook: false,
    })
  })

  it('no levels printed, or both sides empty: no book', () => {
    expect(run([snapshotAt('10:00:00', { ...MORNING, depth: 0 })]).ticks[0]?.noBook).toBe(true)
    expect(run([snapshotAt('10:00:00', { ...MORNING, book: [0, 0, 0, 0] })]).ticks[0]?.noBook).toBe(true)
  })

  it('a level without shares is an empty one', () => {
    const { ticks } = run([snapshotAt('10:00:00', { ...MORNING, book: [10, 100, 10.02, 0] })])
    expect(ticks[0]).toMatchObject({ bidPrice: yuan(10), askPrice: 0, askVolume: 0, noBook: false })
  })
})
