import { describe, expect, it } from 'vitest'
import { MORNING, run, snapshotAt } from './testing/snapshots.ts'

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
