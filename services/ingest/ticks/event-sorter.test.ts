import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventSorter, type SortedEvent } from './event-sorter.ts'

async function sorted(
  times: readonly number[],
  memoryBytes: number,
): Promise<{ readonly time: number; readonly text: string }[]> {
  const sorter = new EventSorter({ memoryBytes })
  try {
    for (const [index, time] of times.entries()) {
      sorter.append(time, Buffer.from(`${index}`.padEnd(1 + (index % 40), '.')))
      await sorter.relieve()
    }
    const events: SortedEvent[] = []
    for await (const batch of sorter.sorted()) events.push(...batch)
    return events.map(({ time, bytes }) => ({ time, text: Buffer.from(bytes).toString() }))
  } finally {
    await sorter.close()
  }
}

const stable = (times: readonly number[]) =>
  times
    .map((time, index) => ({ time, index, text: `${index}`.padEnd(1 + (index % 40), '.') }))
    .sort((a, b) => a.time - b.time || a.index - b.index)
    .map(({ time, text }) => ({ time, text }))

describe('EventSorter', () => {
  it('is a stable sort, whether events fit into memory or go through the disk in many runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }),
        fc.constantFrom(1, 60, 500, 1e9),
        async (times, memoryBytes) => {
          expect(await sorted(times, memoryBytes)).toEqual(stable(times))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('merges runs that are larger than what is read at a time', async () => {
    const times = Array.from({ length: 60_000 }, (_, index) => (index * 7919) % 10_007)
    expect(await sorted(times, 600_000)).toEqual(stable(times))
  })
})
