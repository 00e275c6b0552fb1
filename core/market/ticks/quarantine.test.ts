import { describe, expect, it } from 'vitest'
import { MAIN_DAY, MORNING, run, type SnapshotCase, snapshotAt, yuan } from './testing/snapshots.ts'

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
