import { describe, expect, it } from 'vitest'
import { addToMinute, MINUTE_MEMORY_FIELDS, type MinuteMemory, minuteBar, minuteBars } from './minute-bars.ts'
import { run, type SnapshotCase, snapshotAt, yuan } from './testing/snapshots.ts'

/** `[time, day volume, last, day high, day low]`, amounts at 10 yuan a share. */
type Row = readonly [time: string, volume: number, last?: number, high?: number, low?: number]

const snapshot = ([time, volume, last, high = last, low = last]: Row, more: SnapshotCase = {}) =>
  snapshotAt(time, {
    open: last ?? null,
    last: last ?? null,
    high: high ?? null,
    low: low ?? null,
    volume,
    amount: volume * 10,
    ...more,
  })

const bars = (...rows: Row[]) =>
  minuteBars(run(rows.map((row) => snapshot(row))).ticks).map(
    ({ minute, open, high, low, close, volume, amount }) => [
      minute,
      ...[open, high, low, close].map((price) => price / 10_000),
      volume,
      amount! / 1000,
    ],
  )

const memoryOf = (...rows: Row[]): MinuteMemory =>
  run(rows.map((row) => snapshot(row))).ticks.reduce<MinuteMemory | undefined>(addToMinute, undefined)!

describe('minute bars', () => {
  it('open, high, low, close and growth of the day within a minute', () => {
    expect(
      bars(
        ['09:25:00', 100, 10],
        ['09:30:03', 150, 10.02, 10.02, 10],
        ['09:30:30', 180, 9.98, 10.02, 9.98],
        ['09:30:57', 200, 10.01, 10.02, 9.98],
        ['09:31:00', 260, 10.03, 10.03, 9.98],
      ),
    ).toEqual([
      [0, 10, 10, 10, 10, 100, 100],
      [1, 10.02, 10.02, 9.98, 10.01, 100, 100],
      [2, 10.03, 10.03, 10.03, 10.03, 60, 60],
    ])
  })

  it('an extreme between two snapshots shows as a move of the day high or low', () => {
    expect(
      bars(
        ['09:25:00', 100, 10],
        ['09:31:00', 150, 10, 10.2, 9.9],
        ['09:31:30', 170, 10.1, 10.2, 9.9],
        ['09:32:30', 190, 10.1, 10.3, 9.9],
      ),
    ).toEqual([
      [0, 10, 10, 10, 10, 100, 100],
      [2, 10, 10.2, 9.9, 10.1, 70, 70],
      [3, 10.1, 10.3, 10.1, 10.1, 20, 20],
    ])
  })

  it('minutes without a trade have no bar; a new book alone is no trade', () => {
    const quiet = snapshot(['10:01:00', 200, 10.01, 10.01, 10], { book: [10, 7, 10.01, 7] })
    const { ticks } = run([
      snapshot(['09:25:00', 100, 10]),
      snapshot(['10:00:00', 200, 10.01, 10.01, 10]),
      quiet,
    ])
    expect(minuteBars(ticks).map(({ minute }) => minute)).toEqual([0, 31])
    const memory = ticks.slice(0, 2).reduce<MinuteMemory | undefined>(addToMinute, undefined)
    expect(addToMinute(memory, ticks[2]!)).toBe(memory)
  })

  it('the opening auction is row 0, also when its snapshot comes at 09:26', () => {
    expect(bars(['09:20:00', 0], ['09:26:09', 100, 10], ['09:30:00', 100, 10])).toEqual([
      [0, 10, 10, 10, 10, 100, 100],
    ])
  })

  it('a first trade at 10:40 of a symbol seen since the call is of that minute', () => {
    expect(bars(['09:20:00', 0], ['09:31:00', 0], ['10:40:00', 100, 10.1, 10.2, 10])).toEqual([
      [71, 10.1, 10.2, 10, 10.1, 100, 100],
    ])
  })

  it('a symbol first seen at 10:40 books what was before to the opening remainder', () => {
    const memory = memoryOf(['10:40:00', 5000, 10.1, 10.5, 9.8], ['10:40:03', 5100, 10.2, 10.5, 9.8])
    expect(memory).toMatchObject({ openingVolume: 5000, openingAmount: 5_000_000, dayVolume: 5100 })
    expect(minuteBar(memory)).toEqual({
      minute: 71,
      open: yuan(10.2),
      high: yuan(10.2),
      low: yuan(10.2),
      close: yuan(10.2),
      volume: 100,
      amount: 100_000,
    })
    expect(minuteBar(memoryOf(['10:40:00', 5000, 10.1]))).toBeNull()
  })

  it('the last trades of the morning, reported at 11:30, are in row 120; row 121 begins at 13:00', () => {
    expect(
      bars(
        ['09:25:00', 100, 10],
        ['11:29:57', 200, 10],
        ['11:30:03', 250, 10],
        ['11:31:03', 250, 10],
        ['13:00:00', 300, 10],
      ),
    ).toEqual([
      [0, 10, 10, 10, 10, 100, 100],
      [120, 10, 10, 10, 10, 150, 150],
      [121, 10, 10, 10, 10, 50, 50],
    ])
  })

  it('what a feed reports between 11:31 and 13:00 is booked with the first snapshot of the afternoon', () => {
    expect(bars(['09:25:00', 100, 10], ['11:40:00', 150, 10], ['13:00:03', 160, 10])).toEqual([
      [0, 10, 10, 10, 10, 100, 100],
      [121, 10, 10, 10, 10, 60, 60],
    ])
  })

  it('trades before the closing auction, reported in it, are at the last price; the close is in row 240', () => {
    expect(
      bars(
        ['09:25:00', 100, 10],
        ['14:56:57', 200, 10.01, 10.01, 10],
        ['14:57:00', 230, 10.02, 10.02, 10],
        ['14:58:00', 230, 10.02, 10.02, 10],
        ['15:00:02', 300, 10.05, 10.05, 10],
        ['15:01:00', 300, 10.05, 10.05, 10],
      ),
    ).toEqual([
      [0, 10, 10, 10, 10, 100, 100],
      [237, 10.01, 10.01, 10.01, 10.01, 100, 100],
      [238, 10.01, 10.02, 10.01, 10.01, 30, 30],
      [240, 10.05, 10.05, 10.05, 10.05, 70, 70],
    ])
  })

  it('a source without amounts has bars without amounts', () => {
    const { ticks } = run([
      snapshot(['09:25:00', 100, 10], { amount: null }),
      snapshot(['09:30:03', 150, 10], { amount: null }),
    ])
    expect(minuteBars(ticks).map(({ volume, amount }) => [volume, amount])).toEqual([
      [100, null],
      [50, null],
    ])
  })

  it('after a vendor reset a minute counts what was traded, never less than nothing (G36)', () => {
    expect(
      bars(
        ['09:25:00', 500, 10],
        ['09:31:00', 0, 10],
        ['09:32:00', 120, 10],
        ['09:33:00', 110, 10],
        ['09:34:00', 150, 10],
      ),
    ).toEqual([
      [0, 10, 10, 10, 10, 500, 500],
      [3, 10, 10, 10, 10, 120, 120],
      [5, 10, 10, 10, 10, 30, 30],
    ])
  })

  it('a late older snapshot widens the bar of its own minute only, and later bars do not inherit it', () => {
    const older = (time: string) => snapshot([time, 120, 10, 10.4, 10], { late: true })
    const inMinute = run([
      snapshot(['09:25:00', 100, 10]),
      snapshot(['09:30:30', 150, 10]),
      older('09:30:20'),
    ])
    expect(minuteBars(inMinute.ticks).map(({ high, volume }) => [high, volume])).toEqual([
      [yuan(10), 100],
      [yuan(10.4), 50],
    ])
    const before = run([
      snapshot(['09:25:00', 100, 10]),
      snapshot(['09:30:30', 150, 10]),
      snapshot(['09:31:30', 160, 10]),
      older('09:30:20'),
      snapshot(['09:31:40', 170, 10, 10.4, 10]),
    ])
    expect(minuteBars(before.ticks).map(({ high }) => high)).toEqual([yuan(10), yuan(10), yuan(10)])
  })

  it('the memory has an Avro type for each of its fields', () => {
    expect(Object.keys(MINUTE_MEMORY_FIELDS)).toEqual(Object.keys(memoryOf(['09:25:00', 100, 10])))
  })
})
