import { describe, expect, it } from 'vitest'
import type { Fault } from './fault.ts'
import { shrink } from './shrink.ts'

const kill = (nth: number): Fault => ({
  kind: 'kill',
  role: 'signals',
  operation: 'commit',
  nth,
  when: 'after',
  downMs: 4_000,
})
const SCHEDULE = [1, 2, 3, 4, 5, 6, 7].map(kill)
const numbers = (faults: readonly Fault[]): readonly number[] =>
  faults.map((fault) => (fault as { nth: number }).nth)

describe('shrinking a schedule', () => {
  it('leaves the one fault that matters', async () => {
    const found = await shrink(SCHEDULE, async (faults) => numbers(faults).includes(5))
    expect(numbers(found)).toEqual([5])
  })

  it('leaves none where none is needed', async () => {
    expect(await shrink(SCHEDULE, async () => true)).toEqual([])
  })

  it('leaves two that only fail together, wherever they stand', async () => {
    for (const pair of [
      [1, 7],
      [3, 4],
      [2, 6],
    ] as const) {
      const found = await shrink(SCHEDULE, async (faults) =>
        pair.every((nth) => numbers(faults).includes(nth)),
      )
      expect(numbers(found)).toEqual(pair)
    }
  })

  it('makes faults as small as they may be', async () => {
    const found = await shrink([kill(1)], async (faults) =>
      faults.some((fault) => (fault as { downMs: number }).downMs >= 900),
    )
    expect(found).toEqual([{ ...kill(1), downMs: 1_000 }])
  })

  it('gives up after so many tries, with what it has', async () => {
    let tries = 0
    const found = await shrink(
      SCHEDULE,
      async (faults) => {
        tries += 1
        return numbers(faults).includes(5)
      },
      3,
    )
    expect(tries).toBeLessThanOrEqual(3)
    expect(numbers(found)).toContain(5)
  })
})
