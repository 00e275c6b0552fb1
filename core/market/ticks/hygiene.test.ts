import { describe, expect, it } from 'vitest'
import { type EventTime, shanghaiTime, type TradeDate } from '../trade-date.ts'
import { inspect } from './hygiene.ts'
import { HYGIENE_MARKS } from './hygiene-mark.ts'
import { MAIN_DAY, run, type SnapshotCase, snapshotAt, yuan } from './testing/snapshots.ts'
import { NOTHING_SEEN, TICK_MEMORY_FIELDS } from './tick-memory.ts'

/** A stock that traded 500 shares between 9.95 and 10.05 until 10:00. */
const MORNING: SnapshotCase = { open: 10, high: 10.05, low: 9.95, last: 10.02, volume: 500, amount: 5005 }

describe('what is dropped', () => {
  it('a snapshot of another day, by its time or by its trade date', () => {
    const yesterday = shanghaiTime(2023_01_31 as TradeDate, 10, 0)
    expect(run([snapshotAt('', { eventTime: yesterday })]).marks).toEqual(['staleDay'])
    expect(run([snapshotAt('10:00:00', { tradeDate: 2023_01_31 as TradeDate })]).marks).toEqual(['staleDay'])
    expect(run([snapshotAt('', { eventTime: shanghaiTime(2023_02_02 as TradeDate, 0, 0) })]).marks).toEqual([
      'staleDay',
    ])
  })

  it("yesterday's figures under today's time: an open before the opening auction", () => {
    const { marks, memory } = run([snapshotAt('09:16:00', { ...MORNING, prevClose: 9.5 })])
    expect(marks).toEqual(['staleDay'])
    expect(memory).toBeUndefined()
  })

  it('what is stamped before 09:15', () => {
    expect(run([snapshotAt('09:14:59.999')]).marks).toEqual(['preOpen'])
    expect(run([snapshotAt('09:15:00')]).marks).toEqual([])
  })

  it('an exact duplicate, not one of equal time with another content', () => {
    const first = snapshotAt('10:00:00', MORNING)
    const more = snapshotAt('10:00:00', { ...MORNING, volume: 600, amount: 6007 })
    const book = snapshotAt('10:00:00', {
      ...MORNING,
      volume: 600,
      amount: 6007,
      book: [9.99, 200, 10.01, 100],
    })
    const { marks, ticks } = run([first, first, more, more, book, book])
    expect(marks).toEqual(['duplicate', 'duplicate', 'duplicate'])
    expect(ticks.map(({ volume, bidVolume }) => [volume, bidVolume])).toEqual([
      [500, 100],
      [600, 100],
      [600, 200],
    ])
  })

  it('hands the memory back as it was', () => {
    const { memory } = run([snapshotAt('10:00:00', MORNING)])
    expect(inspect(snapshotAt('09:00:00'), memory, MAIN_DAY).memory).toBe(memory)
    expect(inspect(snapshotAt('10:00:03', { ...MORNING, last: 10.021 }), memory, MAIN_DAY).memory).toBe(
      memory,
    )
  })
})

describe('before the first trade', () => {
  it.each([null, 0, -1])('a last price of %s is none', (last) => {
    const { ticks } = run([snapshotAt('09:31:00', { last, open: 0, high: 0, low: 0 })])
    expect(ticks[0]).toMatchObject({
      isTrade: false,
      last: null,
      open: null,
      high: null,
      low: null,
      volume: 0,
    })
  })

  it('a last price without volume is the reference price, not a trade', () => {
    const { ticks } = run([snapshotAt('09:31:00', { last: 10, open: 0, volume: 0 })])
    expect(ticks[0]).toMatchObject({ isTrade: false, last: null, high: null })
  })

  it('an index needs no volume to have a price', () => {
    const { ticks } = run([snapshotAt('09:31:00', { last: 3284.9213 })], { ...MAIN_DAY, board: 'INDEX' })
    expect(ticks[0]).toMatchObject({ isTrade: true, last: 32_849_213 })
  })
})

describe('quarantine', () => {
  it('a price off the grid of 0.01, for funds of 0.001', () => {
    const off = snapshotAt('10:00:00', { ...MORNING, last: 10.021 })
    const { marks, reasons, memory } = run([off])
    expect(marks).toEqual(['offGrid'])
    expect(reasons[0]).toBe('last 10.021 is not a multiple of the tick of SH_MAIN')
    expect(memory).toBeUndefined()
    expect(run([off], { ...MAIN_DAY, board: 'FUND' }).marks).toEqual([])
    expect(run([snapshotAt('10:00:00', { ...MORNING, low: 9.945 })]).marks).toEqual(['offGrid'])
  })

  it('a price beyond the limits that the feed prints, also as high or low', () => {
    const limits = { limitUp: 11, limitDown: 9 }
    const at = (values: SnapshotCase) =>
      run([snapshotAt('10:00:00', { ...MORNING, ...limits, ...values })]).marks
    expect(at({ last: 11, high: 11 })).toEqual([])
    expect(at({ last: 11.01, high: 11.01 })).toEqual(['outsideLimits'])
    expect(at({ high: 11.01 })).toEqual(['outsideLimits'])
    expect(at({ last: 9, low: 9 })).toEqual([])
    expect(at({ low: 8.99 })).toEqual(['outsideLimits'])
  })

  it.each([
    [100_000, 0.01],
    [10_000, null],
    [0, 0],
    [-1, -1],
  ])('limits %d and %d are sentinels: no limit (G8)', (limitUp, limitDown) => {
    const free = { ...MORNING, prevClose: 20, last: 23.4, high: 23.4, low: 9.95, amount: 9000 }
    const { ticks, marks } = run([snapshotAt('10:00:00', { ...free, limitUp, limitDown })])
    expect(marks).toEqual([])
    expect(ticks[0]).toMatchObject({ noLimit: true, limitUp: null, limitDown: null })
  })

  it('limits that are not printed are unknown, and remembered once they were', () => {
    const { ticks } = run([
      snapshotAt('09:20:00'),
      snapshotAt('09:20:03', { limitUp: 11, limitDown: 9 }),
      snapshotAt('09:20:06'),
    ])
    expect(ticks.map(({ limitUp, limitDown, noLimit }) => [limitUp, limitDown, noLimit])).toEqual([
      [null, null, false],
      [yuan(11), yuan(9), false],
      [yuan(11), yuan(9), false],
    ])
  })

  it('volume in lots, amount in 万元 or 千元: the average price leaves the range of the day', () => {
    const big = { ...MORNING, volume: 5_000_000, amount: 50_050_000 }
    const followedBy = (values: SnapshotCase) =>
      run([snapshotAt('10:00:00', big), snapshotAt('10:00:03', { ...big, ...values })])
    expect(followedBy({ volume: 5_000_100, amount: 50_051_002 }).marks).toEqual([])
    for (const wrong of [
      { volume: 50_001 },
      { amount: 5_005.1 },
      { amount: 50_051 },
      { volume: 500_010_000 },
    ]) {
      const { marks, memory } = followedBy(wrong)
      expect(marks).toEqual(['unitChange'])
      expect(memory).toMatchObject({ volume: 5_000_000, amount: 5_005_000_000 })
    }
  })

  it('no unit change: amounts rounded to 万元 or lots, high and low that lag, sources without amounts', () => {
    expect(run([snapshotAt('10:00:00', { ...MORNING, volume: 100, amount: 0 })]).marks).toEqual([])
    expect(run([snapshotAt('10:00:00', { ...MORNING, volume: 100, amount: 10_000 })]).marks).toEqual([])
    expect(run([snapshotAt('10:00:00', { ...MORNING, volume: 500, amount: 5026 })]).marks).toEqual([])
    expect(run([snapshotAt('10:00:00', { ...MORNING, amount: null })]).marks).toEqual([])
  })

  it('the next good snapshot carries on', () => {
    const { ticks } = run([
      snapshotAt('10:00:00', MORNING),
      snapshotAt('10:00:03', { ...MORNING, last: 10.025, volume: 900 }),
      snapshotAt('10:00:06', { ...MORNING, volume: 1000, amount: 10_015 }),
    ])
    expect(ticks.map(({ volume }) => volume)).toEqual([500, 1000])
  })
})

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

describe('repairs', () => {
  it('a high below or a low above the last price', () => {
    const high = run([snapshotAt('10:00:00', { ...MORNING, last: 10.06 })])
    expect(high.marks).toEqual(['highRepaired'])
    expect(high.ticks[0]?.high).toBe(yuan(10.06))
    const low = run([snapshotAt('10:00:00', { ...MORNING, last: 9.94 })])
    expect(low.marks).toEqual(['lowRepaired'])
    expect(low.ticks[0]?.low).toBe(yuan(9.94))
  })

  it('high and low never go back', () => {
    const { ticks } = run([
      snapshotAt('10:00:00', MORNING),
      snapshotAt('10:00:03', { ...MORNING, high: 10.03, low: 9.99, volume: 600, amount: 6007 }),
    ])
    expect(ticks[1]).toMatchObject({ high: yuan(10.05), low: yuan(9.95) })
  })

  it('an open that comes later than the first trade, as Shanghai prints it, replaces the first price', () => {
    const { ticks } = run([
      snapshotAt('09:25:01', { open: 0, last: 10.02, volume: 500 }),
      snapshotAt('09:25:03', { open: 10.01, high: 10.02, low: 10.01, last: 10.02, volume: 500 }),
      snapshotAt('09:30:00', { open: 0, last: 10.05, volume: 600 }),
    ])
    expect(ticks.map(({ open }) => open)).toEqual([yuan(10.02), yuan(10.01), yuan(10.01)])
  })

  it('an open outside low and high is none', () => {
    const { ticks, marks } = run([
      snapshotAt('10:00:00', MORNING),
      snapshotAt('10:00:03', { ...MORNING, open: 10.06, volume: 600, amount: 6007 }),
    ])
    expect(marks).toEqual(['openIgnored'])
    expect(ticks[1]).toMatchObject({ open: yuan(10), high: yuan(10.05) })
  })

  it('a feed without high and low has the extremes of its open and last prices', () => {
    const bare = { open: 10, high: null, low: null }
    const { ticks, marks } = run([
      snapshotAt('10:00:00', { ...bare, last: 10.02, volume: 500, amount: 5005 }),
      snapshotAt('10:00:03', { ...bare, last: 9.99, volume: 600, amount: 6004 }),
    ])
    expect(marks).toEqual([])
    expect(ticks.map(({ open, high, low }) => [open, high, low])).toEqual([
      [yuan(10), yuan(10.02), yuan(10)],
      [yuan(10), yuan(10.02), yuan(9.99)],
    ])
  })

  it('the first reference price of the day stays', () => {
    const { ticks, marks } = run([
      snapshotAt('09:15:00', { prevClose: 0 }),
      snapshotAt('09:15:03'),
      snapshotAt('10:00:00', { ...MORNING, prevClose: 9.5 }),
    ])
    expect(marks).toEqual(['prevCloseChanged'])
    expect(ticks.map(({ prevClose }) => prevClose)).toEqual([null, yuan(10), yuan(10)])
  })

  it('a crossed book in continuous trading is not used', () => {
    const { ticks, marks } = run([
      snapshotAt('10:00:00', { ...MORNING, book: [10.02, 100, 10.02, 100] }),
      snapshotAt('10:00:03', { ...MORNING, book: [10.03, 100, 10.02, 100] }),
    ])
    expect(marks).toEqual(['crossed', 'crossed'])
    for (const tick of ticks)
      expect(tick).toMatchObject({ isTrade: true, noBook: true, bidPrice: 0, askVolume: 0 })
  })
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

describe('counters that go back', () => {
  const traded = (time: string, volume: number, amount = volume * 10) =>
    snapshotAt(time, { ...MORNING, volume, amount })
  const volumes = (...snapshots: ReturnType<typeof snapshotAt>[]) => {
    const { ticks, marks } = run(snapshots)
    return { volumes: ticks.map(({ volume }) => volume), amounts: ticks.map(({ amount }) => amount), marks }
  }

  it('G36: 500 -> 0 -> 120 on the same day is a reset, and the day goes on from 500', () => {
    const result = volumes(traded('10:00:00', 500), traded('10:00:03', 0), traded('10:00:06', 120))
    expect(result).toEqual({
      volumes: [500, 500, 620],
      amounts: [500_000, 500_000, 620_000],
      marks: ['volumeReset'],
    })
  })

  it('a reset to a tiny figure counts it; two resets add up', () => {
    const result = volumes(
      traded('10:00:00', 500),
      traded('10:00:03', 20),
      traded('10:00:06', 300),
      traded('10:00:09', 10),
      traded('10:00:12', 50),
    )
    expect(result.volumes).toEqual([500, 520, 800, 810, 850])
    expect(result.marks).toEqual(['volumeReset', 'volumeReset'])
  })

  it('a snapshot of zeros among good ones was no reset: the counter stands where it stood before', () => {
    const result = volumes(
      traded('10:00:00', 500),
      traded('10:00:03', 0),
      traded('10:00:06', 540),
      traded('10:00:09', 600),
    )
    expect(result.volumes).toEqual([500, 500, 540, 600])
    expect(result.amounts).toEqual([500_000, 500_000, 540_000, 600_000])
    expect(result.marks).toEqual(['volumeReset', 'volumeRestored'])
  })

  it('a small decrease is a correction: no negative trade, and the day waits for the counter', () => {
    const result = volumes(
      traded('10:00:00', 500),
      traded('10:00:03', 480),
      traded('10:00:06', 490),
      traded('10:00:09', 530),
    )
    expect(result.volumes).toEqual([500, 500, 500, 530])
    expect(result.amounts).toEqual([500_000, 500_000, 500_000, 530_000])
    expect(result.marks).toEqual(['volumeCorrection'])
  })

  it('an amount that goes back alone is a correction too', () => {
    const result = volumes(traded('10:00:00', 500), traded('10:00:03', 510, 4990))
    expect(result).toEqual({ volumes: [500, 510], amounts: [500_000, 500_000], marks: ['volumeCorrection'] })
  })

  it('with another reference price it is not the same day that starts again', () => {
    const { ticks, marks } = run([
      traded('10:00:00', 500),
      snapshotAt('10:00:03', { ...MORNING, prevClose: 9.8, volume: 20, amount: 200 }),
    ])
    expect(ticks[1]?.volume).toBe(500)
    expect(marks).toEqual(['volumeCorrection', 'prevCloseChanged'])
  })
})

describe('time of arrival', () => {
  const received = (milliseconds: number) => {
    const snapshot = snapshotAt('10:00:00', MORNING)
    return run([{ ...snapshot, receivedAt: (snapshot.eventTime + milliseconds) as EventTime }])
  }

  it('more than 2 s before its own time or 30 s after it is clock skew, and changes nothing else', () => {
    expect(received(-2000).marks).toEqual([])
    expect(received(-2001).marks).toEqual(['clockSkew'])
    expect(received(30_000).marks).toEqual([])
    expect(received(30_001).marks).toEqual(['clockSkew'])
    expect(received(30_001).ticks).toEqual(received(0).ticks)
  })

  it('late but newer than everything applied: applied', () => {
    const { ticks, marks } = run([
      snapshotAt('10:00:00', MORNING),
      snapshotAt('10:00:03', { ...MORNING, volume: 600, amount: 6007, late: true }),
    ])
    expect(marks).toEqual(['lateApplied'])
    expect(ticks[1]).toMatchObject({ isTrade: true, volume: 600, onlyExtremes: false })
  })

  it('older than what was applied: only its high and low, as trades may have touched a limit', () => {
    const { ticks, marks, memory } = run([
      snapshotAt('10:00:00', MORNING),
      snapshotAt('09:59:57', { ...MORNING, high: 11, last: 10.99, volume: 400, amount: 4000, late: true }),
    ])
    expect(marks).toEqual(['lateOlder'])
    expect(ticks[1]).toMatchObject({
      onlyExtremes: true,
      isTrade: false,
      last: null,
      high: yuan(11),
      low: yuan(9.95),
      volume: 500,
      noBook: true,
    })
    expect(memory).toMatchObject({ high: yuan(11), last: yuan(10.02), volume: 500 })
    expect(memory?.eventTime).toBe(ticks[0]?.eventTime)
  })

  it('an older snapshot of an auction has no extremes, an impossible one is quarantined', () => {
    const first = snapshotAt('10:00:00', { ...MORNING, limitUp: 11, limitDown: 9 })
    const call = run([first, snapshotAt('09:24:00', { last: 11, open: null, volume: 9000, late: true })])
    expect(call.ticks[1]).toMatchObject({ onlyExtremes: true, high: null, low: null })
    expect(run([first, snapshotAt('09:59:00', { ...MORNING, high: 11.5, late: true })]).marks).toEqual([
      'outsideLimits',
    ])
  })

  it('of equal times the smaller volume is the older', () => {
    const { ticks, marks } = run([
      snapshotAt('10:00:00', MORNING),
      snapshotAt('10:00:00', { ...MORNING, volume: 400, amount: 4004, late: true }),
      snapshotAt('10:00:00', { ...MORNING, volume: 550, amount: 5506, late: true }),
    ])
    expect(marks).toEqual(['lateOlder', 'lateApplied'])
    expect(ticks.at(-1)?.volume).toBe(550)
  })
})

describe('a memory', () => {
  it('of another session counts as none', () => {
    const { memory } = run([snapshotAt('10:00:00', MORNING)])
    const tomorrow = { ...MAIN_DAY, tradeDate: 2023_02_02 as TradeDate }
    const eventTime = shanghaiTime(tomorrow.tradeDate, 9, 31)
    const next = inspect(snapshotAt('', { ...tomorrow, eventTime, prevClose: 10.02 }), memory, tomorrow)
    expect(next).toMatchObject({ kind: 'accepted', marks: [], tick: { volume: 0, prevClose: yuan(10.02) } })
  })

  it('has an Avro type for each of its fields, nullable where the field is', () => {
    expect(Object.keys(TICK_MEMORY_FIELDS)).toEqual(Object.keys(NOTHING_SEEN))
    for (const [field, value] of Object.entries(NOTHING_SEEN)) {
      const type: string = TICK_MEMORY_FIELDS[field as keyof typeof TICK_MEMORY_FIELDS]
      if (value === null) expect(type).toBe('long?')
      else expect(type.replace('int', 'long')).toBe(typeof value === 'number' ? 'long' : 'boolean')
    }
  })

  it('marks are named once', () => {
    expect(new Set(HYGIENE_MARKS).size).toBe(HYGIENE_MARKS.length)
  })
})
