import { describe, expect, it } from 'vitest'
import { MORNING, run, snapshotAt, yuan } from './testing/snapshots.ts'

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
