import { describe, expect, it } from 'vitest'
import { dayBar } from './day-bar.ts'
import { run, type SnapshotCase, snapshotAt, yuan } from './testing/snapshots.ts'

const TRADED: SnapshotCase = { open: 10, high: 10.05, low: 9.95, last: 10.02, volume: 500, amount: 5005 }
const bar = (...snapshots: ReturnType<typeof snapshotAt>[]) => dayBar(run(snapshots).memory!)

describe('day bar', () => {
  it('the session so far, complete once the closing snapshot was seen', () => {
    const open = snapshotAt('14:59:00', { ...TRADED, limitUp: 11, limitDown: 9 })
    const expected = {
      open: yuan(10),
      high: yuan(10.05),
      low: yuan(9.95),
      close: yuan(10.02),
      prevClose: yuan(10),
      volume: 500,
      amount: 500_500,
      afterHoursVolume: null,
      afterHoursAmount: null,
      limitUp: yuan(11),
      limitDown: yuan(9),
      noLimit: false,
      complete: false,
    }
    expect(bar(snapshotAt('10:00:00', TRADED), open)).toEqual({ ...expected, close: yuan(10.02) })
    expect(bar(snapshotAt('10:00:00', TRADED), open, snapshotAt('15:00:02', TRADED))).toEqual({
      ...expected,
      complete: true,
    })
  })

  it('a symbol halted for the rest of the day is complete', () => {
    expect(
      bar(snapshotAt('10:00:00', TRADED), snapshotAt('10:30:00', { ...TRADED, status: 'halted' })),
    ).toMatchObject({
      close: yuan(10.02),
      complete: true,
    })
  })

  it('nothing traded: no bar, halted (A8) or not', () => {
    expect(
      bar(snapshotAt('09:30:00', { status: 'halted', last: 10 }), snapshotAt('15:00:02', { last: 10 })),
    ).toBeNull()
    expect(bar(snapshotAt('09:20:00', { last: 11, open: 0 }))).toBeNull()
  })
})
