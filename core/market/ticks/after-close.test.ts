import { describe, expect, it } from 'vitest'
import { dayBar } from './day-bar.ts'
import { MAIN_DAY, run, type SnapshotCase, STAR_DAY, snapshotAt, yuan } from './testing/snapshots.ts'

const CLOSE: SnapshotCase = { open: 10, high: 10.05, low: 9.95, last: 10, volume: 5000, amount: 50_000 }
const closing = snapshotAt('15:00:02', { ...CLOSE, status: 'closed' })

describe('trading after hours (G35)', () => {
  const { ticks, marks, memory } = run(
    [
      closing,
      snapshotAt('15:05:03', { ...CLOSE, volume: 5100, amount: 51_000 }),
      snapshotAt('15:29:57', { ...CLOSE, volume: 5600, amount: 56_000 }),
      snapshotAt('15:30:03', { ...CLOSE, volume: 5700, amount: 57_000 }),
    ],
    STAR_DAY,
  )

  it('is kept apart: session volume, amount, high, low and close stay, and no tick is a trade', () => {
    expect(marks).toEqual([])
    for (const tick of ticks.slice(1)) {
      expect(tick).toMatchObject({
        isTrade: false,
        noBook: true,
        last: yuan(10),
        high: yuan(10.05),
        low: yuan(9.95),
        volume: 5000,
        amount: 5_000_000,
      })
    }
    expect(dayBar(memory!)).toMatchObject({
      close: yuan(10),
      volume: 5000,
      amount: 5_000_000,
      afterHoursVolume: 700,
      afterHoursAmount: 700_000,
      complete: true,
    })
  })

  it('is null where no snapshot of that phase came, 0 where nothing was traded', () => {
    expect(run([closing], STAR_DAY).memory).toMatchObject({ afterHoursVolume: null, afterHoursAmount: null })
    expect(run([closing, snapshotAt('15:10:00', CLOSE)], STAR_DAY).memory).toMatchObject({
      afterHoursVolume: 0,
      afterHoursAmount: 0,
    })
  })

  it('another price than the close, or no closing snapshot before it, is a ghost', () => {
    const after = snapshotAt('15:10:00', { ...CLOSE, volume: 5100, amount: 51_000 })
    expect(run([closing, { ...after, last: yuan(10.01) }], STAR_DAY).marks).toEqual(['ghost'])
    expect(run([snapshotAt('14:59:00', CLOSE), after], STAR_DAY).marks).toEqual(['ghost'])
  })

  it('keeps counting through a reset of the vendor in the session', () => {
    const { memory } = run(
      [
        snapshotAt('10:00:00', { ...CLOSE, volume: 4000, amount: 40_000 }),
        snapshotAt('10:00:03', { ...CLOSE, volume: 0, amount: 0 }),
        snapshotAt('15:00:02', { ...CLOSE, volume: 1000, amount: 10_000 }),
        snapshotAt('15:10:00', { ...CLOSE, volume: 1300, amount: 13_000 }),
      ],
      STAR_DAY,
    )
    expect(memory).toMatchObject({ volume: 5000, afterHoursVolume: 300, afterHoursAmount: 300_000 })
  })

  it('a late one counts as well, a repeated one does not count twice', () => {
    const first = snapshotAt('15:10:00', { ...CLOSE, volume: 5100, amount: 51_000 })
    const newer = snapshotAt('15:20:00', { ...CLOSE, volume: 5300, amount: 53_000, late: true })
    const older = snapshotAt('15:15:00', { ...CLOSE, volume: 5200, amount: 52_000, late: true })
    const { marks, memory } = run([closing, first, first, newer, older], STAR_DAY)
    expect(marks).toEqual(['duplicate', 'lateApplied', 'lateOlder'])
    expect(memory).toMatchObject({ afterHoursVolume: 300, afterHoursAmount: 300_000 })
  })
})

describe('ghosts', () => {
  it.each(['15:01:00', '15:04:59', '15:05:03', '15:40:00'])(
    '%s counts for nothing on a board without after hours',
    (time) => {
      const ghost = snapshotAt(time, { ...CLOSE, last: 12, high: 12, volume: 9000, amount: 100_000 })
      const alone = run([closing])
      const { marks, memory, ticks } = run([closing, ghost])
      expect(marks).toEqual(['ghost'])
      expect(memory).toEqual(alone.memory)
      expect(ticks[1]).toMatchObject({ isTrade: false, last: yuan(10), high: yuan(10.05), volume: 5000 })
    },
  )

  it('between the close and 15:05, and after 15:31, also where there is trading after hours', () => {
    expect(run([closing, snapshotAt('15:02:00', CLOSE)], STAR_DAY).marks).toEqual(['ghost'])
    expect(run([closing, snapshotAt('15:31:00', CLOSE)], STAR_DAY).marks).toEqual(['ghost'])
  })

  it('a late closing snapshot is still applied after a ghost', () => {
    const { memory, marks } = run([
      snapshotAt('14:56:00', CLOSE),
      snapshotAt('15:01:03', CLOSE),
      { ...closing, late: true },
    ])
    expect(marks).toEqual(['ghost', 'lateApplied'])
    expect(memory?.closed).toBe(true)
  })

  it('a ghost as the first snapshot leaves a memory of the day without a trade', () => {
    const { memory } = run([snapshotAt('15:10:00', CLOSE)])
    expect(memory).toMatchObject({ tradeDate: MAIN_DAY.tradeDate, last: null, volume: 0 })
    expect(dayBar(memory!)).toBeNull()
  })
})
