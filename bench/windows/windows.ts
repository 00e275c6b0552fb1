import { ok } from 'node:assert/strict'
import type { Bench } from '../bench.ts'
import { formatSpread, interleaved, spreadOf, timesAsLong } from '../measure.ts'
import { bareEma, bareExactSum, bareMax, driftingDeviation, driftingSum, type Loop } from './bare-loops.ts'
import { ourDeviation, ourEma, ourMax, ourSum } from './our-loops.ts'
import { closes, eventsFor } from './series.ts'
import { CONTESTS, naiveStep, rankStep, type Step } from './sides.ts'

const LENGTHS = [10, 100, 1_000, 10_000] as const
const REPEATS = 3
const EVENTS = 100_000
const BARE_LENGTH = 243

/** Rolling windows against other ways to the same figures; each event is pushed and its result read. */
export const windows: Bench = {
  name: 'windows',
  title:
    'rolling windows by length, vs naive recomputation, two packages and bare loops over the same closes',
  async run() {
    const series = closes()
    return [
      `${EVENTS.toLocaleString('en-US')} closes of bundled bars; processor time, garbage collection included`,
      ...(await byLength(series)),
      ...(await againstOthers(series)),
      ...(await againstLoops(series)),
    ]
  },
}

const KINDS: Readonly<Record<string, (length: number) => Step>> = {
  ...Object.fromEntries(CONTESTS.map(({ name, ours }) => [name, ours])),
  'percentile rank': rankStep,
}

/** Nanoseconds an event, all kinds in one process, so that none has the compiler to itself. */
async function byLength(series: Float64Array): Promise<string[]> {
  const values = series.subarray(0, EVENTS)
  const lines: string[] = []
  for (const [name, create] of Object.entries(KINDS)) {
    const sides = Object.fromEntries(LENGTHS.map((length) => [length, () => total(create(length), values)]))
    const seconds = await interleaved(sides, REPEATS, 'processor')
    const figures = LENGTHS.map((length) => {
      const { median } = spreadOf(seconds[length]!)
      return `${Math.round((median * 1e9) / EVENTS)} (${length.toLocaleString('en-US')})`
    })
    lines.push(`${name}: ns an event by length: ${figures.join(', ')}`)
  }
  return lines
}

async function againstOthers(series: Float64Array): Promise<string[]> {
  const lines: string[] = []
  for (const { name, ours, naive, peers } of CONTESTS)
    for (const length of LENGTHS) {
      const values = series.subarray(0, eventsFor(length))
      const others: Record<string, (length: number) => Step> = { ...peers }
      if (naive !== undefined) others.naive = (each) => naiveStep(naive, each)
      if (Object.keys(others).length === 0) continue
      for (const [other, create] of Object.entries(others))
        assertEqual(`${name} over ${length}, ${other}`, ours(length), create(length), values)
      const seconds = await interleaved(
        {
          ours: () => total(ours(length), values),
          ...Object.fromEntries(
            Object.entries(others).map(([other, create]) => [other, () => total(create(length), values)]),
          ),
        } as Record<string, () => number>,
        REPEATS,
        'processor',
      )
      const figures = Object.keys(others).map(
        (other) => `${other} ${formatSpread(timesAsLong(seconds[other]!, seconds.ours!), 1)}`,
      )
      lines.push(
        `${name} over ${length.toLocaleString('en-US')}: times as long as ours: ${figures.join(', ')}`,
      )
    }
  return lines
}

async function againstLoops(series: Float64Array): Promise<string[]> {
  const values = series.subarray(0, EVENTS)
  const rows: readonly (readonly [string, Loop, Loop])[] = [
    ['sum vs a bare loop with the same exact arithmetic', ourSum, bareExactSum],
    ['greatest value vs a bare queue', ourMax, bareMax],
    ['exponential average vs a bare loop', ourEma, bareEma],
    ['price of exactness: sum vs a drifting loop', ourSum, driftingSum],
    ['price of exactness: standard deviation vs a drifting loop', ourDeviation, driftingDeviation],
  ]
  const lines: string[] = []
  for (const [name, loop, other] of rows) {
    const ours = (): number => loop(values, BARE_LENGTH)
    const bare = (): number => other(values, BARE_LENGTH)
    const [said, expected] = [ours(), bare()]
    ok(Math.abs(said - expected) <= 1e-6 * Math.abs(expected), `${name}: ${said}, expected ${expected}`)
    const seconds = await interleaved({ ours, bare }, REPEATS, 'processor')
    const nanoseconds = (of: readonly number[]): string => ((spreadOf(of).median * 1e9) / EVENTS).toFixed(1)
    lines.push(
      `${name}: ${formatSpread(timesAsLong(seconds.ours, seconds.bare))} times as long, ` +
        `${nanoseconds(seconds.ours)} vs ${nanoseconds(seconds.bare)} ns an event`,
    )
  }
  return lines
}

function total(step: Step, values: Float64Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at += 1) {
    const value = step(values[at]!)
    if (value !== null) sum += value
  }
  return sum
}

/** To 1e-6: others drift, and begin exponential averages with other values. */
function assertEqual(what: string, ours: Step, other: Step, values: Float64Array): void {
  for (let at = 0; at < values.length; at += 1) {
    const [said, expected] = [ours(values[at]!), other(values[at]!)]
    if (said === null || expected === null)
      ok(said === expected, `${what}, event ${at}: ${said}, ${expected}`)
    else
      ok(
        Math.abs(said - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
        `${what}, event ${at}: ${said}, expected ${expected}`,
      )
  }
}
