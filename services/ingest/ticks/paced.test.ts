import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../../core/market/trade-date.ts'
import { madeUpTick } from '../testing/made-up-ticks.ts'
import { type Clock, paced, type Speed } from './paced.ts'
import type { Sweep } from './source-tick.ts'
import { splitSweeps } from './split-sweeps.ts'

const sweeps = (...untils: readonly number[]): Sweep[] =>
  untils.map((until) => ({ until: until as EventTime, ticks: [] }))

const ticksAt = (...times: readonly number[]) =>
  times.map((time) => madeUpTick('600000.SH', 20220104, 0, { eventTime: time as EventTime }))

/** Event time and clock time of every sweep, when the consumer takes `work` for each. */
async function arrivals(untils: readonly number[], speed: Speed, work = 0): Promise<[number, number][]> {
  let time = 500
  const clock: Clock = {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds
    },
  }
  const times: [number, number][] = []
  for await (const { until } of paced(sweeps(...untils), speed, { clock })) {
    times.push([until, time - 500])
    time += work
  }
  return times
}

describe('paced', () => {
  const untils = [1_000_000, 1_003_000, 1_006_000, 1_066_000]

  it('lets event time run at a multiple of the clock from the first sweep on', async () => {
    const at60 = await arrivals(untils, 60)
    for (const [until, time] of at60) expect(time).toBeCloseTo((until - 1_000_000) / 60, 6)
    expect(at60.map(([until]) => until)).toEqual([
      1_000_000,
      ...Array.from({ length: 22 }, (_, at) => 1_003_000 + at * 3000),
    ])
    expect(await arrivals(untils, 'max')).toEqual(untils.map((until) => [until, 0]))
  })

  it('lets time go on at least every 200 ms of the clock', async () => {
    for (const speed of [0.5, 1, 4]) {
      const times = (await arrivals(untils, speed)).map(([, time]) => time)
      for (const [at, time] of times.entries())
        expect(time - (times[at - 1] ?? 0)).toBeLessThanOrEqual(200.001)
    }
  })

  it('does not wait for a consumer that has fallen behind, nor hurry it when it has caught up', async () => {
    const times = (await arrivals([0, 3000, 6000, 9000], 20, 160)).map(([, time]) => time)
    expect(times).toEqual([0, 160, 320, 480])
    expect((await arrivals([0, 3000, 60_000], 20, 160)).at(-1)![1]).toBeGreaterThanOrEqual(3000)
  })

  it('ends at once when it is told to, while it waits', async () => {
    const ends = new AbortController()
    setTimeout(() => ends.abort(), 50)
    const begun = performance.now()
    const seen: number[] = []
    for await (const { until } of paced(sweeps(0, 1), 1e-6, { signal: ends.signal })) seen.push(until)
    expect(seen).toEqual([0])
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

describe('splitSweeps', () => {
  const anySweeps = fc
    .array(fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 6 }), { minLength: 1, maxLength: 5 })
    .map((times) =>
      times.map((some, at) => {
        const until = (at + 1) * 3000
        return { until: until as EventTime, ticks: ticksAt(...some.map((time) => Math.min(time, until))) }
      }),
    )

  /** Ticks with whether a punctuation before covers them. */
  const lateness = (all: readonly Sweep[]): [number, boolean][] => {
    let covered = 0
    return all.flatMap(({ until, ticks }) => {
      const before = covered
      covered = until
      return ticks.map(({ eventTime }): [number, boolean] => [eventTime, eventTime <= before])
    })
  }

  it('keeps the ticks, their order, what is late, and the ends of the sweeps', async () => {
    await fc.assert(
      fc.asyncProperty(anySweeps, fc.integer({ min: 1, max: 4000 }), async (whole, step) => {
        const split: Sweep[] = []
        for await (const sweep of splitSweeps(whole, step)) split.push(sweep)
        expect(lateness(split)).toEqual(lateness(whole))
        const untils = split.map(({ until }) => until)
        expect(untils).toEqual([...new Set(untils)].sort((a, b) => a - b))
        expect(untils).toEqual(expect.arrayContaining(whole.map(({ until }) => until)))
      }),
    )
  })

  it('cuts a quiet minute into steps', async () => {
    const split: number[] = []
    for await (const { until } of splitSweeps(sweeps(0, 60_000), 20_000)) split.push(until)
    expect(split).toEqual([0, 20_000, 40_000, 60_000])
  })
})
