import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../../core/market/trade-date.ts'
import { type Clock, paced, type Speed } from './paced.ts'
import type { Sweep } from './source-tick.ts'

const sweeps = (...untils: readonly number[]): Sweep[] =>
  untils.map((until) => ({ until: until as EventTime, ticks: [] }))

/** Clock times at which sweeps come, when the consumer takes `work` for each. */
async function arrivals(untils: readonly number[], speed: Speed, work = 0): Promise<number[]> {
  let time = 500
  const clock: Clock = {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds
    },
  }
  const times: number[] = []
  for await (const _ of paced(sweeps(...untils), speed, clock)) {
    times.push(time - 500)
    time += work
  }
  return times
}

describe('paced', () => {
  it('lets event time run at a multiple of the clock from the first sweep on', async () => {
    const untils = [1_000_000, 1_003_000, 1_006_000, 1_066_000]
    expect(await arrivals(untils, 1)).toEqual([0, 3000, 6000, 66_000])
    expect(await arrivals(untils, 60)).toEqual([0, 50, 100, 1100])
    expect(await arrivals(untils, 'max')).toEqual([0, 0, 0, 0])
  })

  it('does not wait for a consumer that has fallen behind, nor hurry it when it has caught up', async () => {
    expect(await arrivals([0, 3000, 6000, 60_000], 1, 4000)).toEqual([0, 4000, 8000, 60_000])
  })
})
