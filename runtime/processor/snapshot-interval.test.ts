import { describe, expect, it } from 'vitest'
import { snapshotEventsFor } from './snapshot-interval.ts'

const entries = (...sizes: number[]): (Uint8Array | null)[] => sizes.map((size) => new Uint8Array(size))

describe('interval of snapshots', () => {
  it('is short for small snapshots, long for large ones, and bounded', () => {
    expect(snapshotEventsFor(entries(100))).toBe(25_000)
    expect(snapshotEventsFor(entries(300_000, 100_000))).toBe(50_000)
    expect(snapshotEventsFor(entries(50_000_000))).toBe(250_000)
  })

  it('takes deletions for nothing', () => {
    expect(snapshotEventsFor([...entries(400_000), null])).toBe(50_000)
  })
})
