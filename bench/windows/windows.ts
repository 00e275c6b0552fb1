import { ok } from 'node:assert/strict'
import type { Bench } from '../bench.ts'
import { formatSpread, interleaved, spreadOf, timesAsLong } from '../measure.ts'
import { inTurn } from './in-turn.ts'
import { LOOPS } from './loops.ts'
import { closes, eventsFor } from './series.ts'
import { CONTESTS, naiveStep, rankStep, type Step } from './sides.ts'

const LENGTHS = [10, 100, 1_000, 10_000] as const
const REPEATS = 3
const ROUNDS = 7
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
      const seconds = await inTurn(name, length, ['ours', ...Object.keys(others)], ROUNDS)
      const figures = Object.keys(others).map(
        (other) =>
          `${other} ${formatSpread(timesAsLong(seconds[other]!, seconds.ours!), 1)} at ${spreadOf(seconds[other]!).median.toFixed(1)} ns`,
      )
      lines.push(
        `${name} over ${length.toLocaleString('en-US')}: times as long as ours (${spreadOf(seconds.ours!).median.toFixed(1)} ns): ${figures.join(', ')}`,
      )
    }
  return lines
}

async function againstLoops(series: Float64Array): Promise<string[]> {
  const values = series.subarray(0, EVENTS)
  const lines: string[] = []
  for (const [name, { ours, other }] of Object.entries(LOOPS)) {
    const [said, expected] = [ours(values, BARE_LENGTH), other(values, BARE_LENGTH)]
    ok(Math.abs(said - expected) <= 1e-6 * Math.abs(expected), `${name}: ${said}, expected ${expected}`)
    const taken = await inTurn(name, BARE_LENGTH, ['ours', 'other'], ROUNDS)
    const [mine, others] = [taken.ours!, taken.other!]
    const nanoseconds = (of: readonly number[]): string => spreadOf(of).median.toFixed(1)
    lines.push(
      `${name}: ${formatSpread(timesAsLong(mine, others))} times as long, ` +
        `${nanoseconds(mine)} vs ${nanoseconds(others)} ns an event`,
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
