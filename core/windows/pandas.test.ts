import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createWindow, type WindowSpec } from './create-window.ts'
import { seriesOf } from './look-back.ts'
import type { PairWindow, SeriesWindow } from './window.ts'

type Results = Readonly<Record<string, readonly (number | null)[]>>

interface Fixture {
  readonly step: number
  readonly days: readonly number[]
  readonly opens: readonly number[]
  readonly cases: readonly {
    readonly closes: readonly (number | null)[]
    readonly windows: readonly {
      readonly length: number
      readonly minimum: number
      readonly expected: Results
    }[]
    readonly macd: Results | null
    readonly inTime: Results
  }[]
}

/** Written by tools/fixtures/rolling_windows.py. */
const FIXTURE = JSON.parse(
  gunzipSync(readFileSync(new URL('./fixtures/pandas.json.gz', import.meta.url))).toString('utf8'),
) as Fixture

/** pandas slides sums and is the less exact side, most of all where it slides sums of cubes. */
const TOLERANCE = 1e-9
const SKEWNESS_TOLERANCE = 1e-6

const SPECS: Readonly<
  Record<string, (span: { readonly length: number; readonly minimum: number }) => WindowSpec>
> = {
  sum: (span) => ({ kind: 'sum', ...span }),
  mean: (span) => ({ kind: 'mean', ...span }),
  variance: (span) => ({ kind: 'variance', ...span }),
  standardDeviation: (span) => ({ kind: 'standardDeviation', ...span }),
  covariance: (span) => ({ kind: 'covariance', ...span }),
  correlation: (span) => ({ kind: 'correlation', ...span }),
  skewness: (span) => ({ kind: 'skewness', ...span }),
  min: (span) => ({ kind: 'min', ...span }),
  max: (span) => ({ kind: 'max', ...span }),
  median: (span) => ({ kind: 'quantile', share: 0.5, ...span }),
  lowerDecile: (span) => ({ kind: 'quantile', share: 0.1, ...span }),
  rank: (span) => ({ kind: 'percentileRank', rule: 'rank', ...span }),
  weakRank: (span) => ({ kind: 'percentileRank', ...span }),
  zScore: (span) => ({ kind: 'zScore', ...span }),
  slope: (span) => ({ kind: 'slope', ...span }),
  decayLinear: (span) => ({ kind: 'decayLinear', ...span }),
  maxDrawdown: (span) => ({ kind: 'maxDrawdown', ...span }),
  rollingDrawdown: (span) => ({ kind: 'rollingDrawdown', ...span }),
  product: (span) => ({ kind: 'product', ...span }),
  ema: (span) => ({ kind: 'ema', ...span }),
  adjustedEma: (span) => ({ kind: 'ema', seed: 'adjusted', ...span }),
}

/** pandas gives an average again at a missing value, as we do, but no rank and no z-score. */
function expectClose(actual: number | null, expected: number | null, place: number, tolerance: number): void {
  if (expected === null || actual === null) expect(actual, `place ${place}`).toBe(expected)
  else
    expect(Math.abs(actual - expected), `place ${place}: ${actual}, pandas ${expected}`).toBeLessThanOrEqual(
      tolerance * Math.max(Math.abs(expected), 1e-3),
    )
}

describe.each([
  ['closes of the VIX', FIXTURE.cases[0]!],
  ['closes of the VIX with gaps', FIXTURE.cases[1]!],
])('as pandas: %s', (_, { closes, windows, macd, inTime }) => {
  const compare = (
    spec: WindowSpec,
    expected: readonly (number | null)[],
    scale: (close: number) => number = (close) => close,
  ): void => {
    const window = createWindow(spec)
    const tolerance = spec.kind === 'skewness' ? SKEWNESS_TOLERANCE : TOLERANCE
    let compared = 0
    closes.forEach((close, at) => {
      const value = close === null ? null : scale(close)
      const time = FIXTURE.days[at]!
      if (seriesOf(spec) === 2) (window as unknown as PairWindow).push(value, FIXTURE.opens[at]!)
      else (window as SeriesWindow).push(value, time)
      if (at % FIXTURE.step !== 0) return
      expectClose(window.value, expected[at / FIXTURE.step]!, at, tolerance)
      if (window.value !== null) compared += 1
    })
    expect(compared).toBeGreaterThan(80)
  }

  for (const { length, minimum, expected } of windows)
    for (const [name, values] of Object.entries(expected))
      it(`${name} over ${length}`, () => {
        compare(
          SPECS[name]!({ length, minimum }),
          values,
          name === 'product' ? (close) => close / 16 : undefined,
        )
      })

  for (const [line, values] of Object.entries(macd ?? {}))
    it(`macd ${line}`, () => {
      compare({ kind: 'macd', line: line as 'dif' | 'dea', minimum: 1 }, values)
    })

  for (const [name, values] of Object.entries(inTime))
    it(`${name} over 30 days`, () => {
      compare({ kind: name as 'mean', duration: 30, minimum: 10 }, values)
    })
})
