import { describe, expect, it } from 'vitest'
import type { EventTime } from '../trade-date.ts'
import { MORNING, run, snapshotAt, yuan } from './testing/snapshots.ts'

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

  it('late and of the newest moment: newer only if its volume is larger, so a late copy changes nothing', () => {
    const first = snapshotAt('10:00:00', MORNING)
    const second = { ...first, bidVolumes: [77] }
    const copy = run([first, second, { ...first, late: true }])
    expect(copy.marks).toEqual(['lateOlder'])
    expect(copy.ticks[2]).toMatchObject({ onlyExtremes: true })
    const larger = run([first, second, { ...first, volume: first.volume + 100, late: true }])
    expect(larger.marks).toEqual(['lateApplied'])
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
