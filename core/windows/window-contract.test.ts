import { describe, expect, it } from 'vitest'
import { createWindow, WINDOW_CLASSES, type WindowKind, type WindowSpec } from './create-window.ts'
import { EXACT_DEFINITIONS } from './testing/exact-definitions.ts'
import { HARD_INPUTS, POSITIVE_INPUTS, RANKED_INPUTS } from './testing/inputs.ts'
import { PLAIN_DEFINITIONS } from './testing/plain-definitions.ts'
import { type ContractedWindow, testWindowContract } from './testing/window-contract.ts'
import type { RollingWindow } from './window.ts'

type Registered = Omit<ContractedWindow, 'title' | 'create' | 'createTimed'> & { readonly options?: object }

/** A kind of window as the contract wants it; `options` stand beside the span. */
function register(kind: WindowKind, { options = {}, ...rest }: Registered): ContractedWindow {
  const create = (span: object): RollingWindow => createWindow({ kind, ...span, ...options } as WindowSpec)
  const title = [kind, ...Object.entries(options).map(([name, value]) => `${name} ${value}`)].join(', ')
  return { title, create, createTimed: create, ...rest }
}

const exact = (
  kind: keyof typeof EXACT_DEFINITIONS,
  more: Partial<Registered> & { readonly freedom?: 0 } = {},
): ContractedWindow =>
  register(kind, {
    series: 1,
    inputs: HARD_INPUTS,
    expected: (places) => EXACT_DEFINITIONS[kind](places, more.freedom),
    ...(more.freedom === 0 ? { options: { freedom: 0 } } : {}),
    ...more,
  })

const ordered = (
  kind: WindowKind,
  expected: ContractedWindow['expected'],
  more: Partial<Registered> = {},
): ContractedWindow => register(kind, { series: 1, inputs: HARD_INPUTS, expected, ...more })

/** Delay lines know places and no minimum: the contract's length is how far they look back. */
const delayLine = (kind: 'delay' | 'delta'): ContractedWindow => ({
  title: kind,
  series: 1,
  inputs: HARD_INPUTS,
  create: ({ length }) => createWindow({ kind, places: length }),
  held: (length) => length + 1,
  ignoresMinimum: true,
  expected: PLAIN_DEFINITIONS[kind],
})

const nearestForIntegers = true
const WINDOWS: readonly (readonly [WindowKind, ContractedWindow])[] = [
  ['sum', exact('sum', { nearestForIntegers })],
  ['mean', exact('mean', { nearestForIntegers })],
  ['product', exact('product', { nearestForIntegers })],
  ['variance', exact('variance', { nearestForIntegers })],
  ['variance', exact('variance', { freedom: 0 })],
  ['standardDeviation', exact('standardDeviation')],
  ['standardDeviation', exact('standardDeviation', { freedom: 0 })],
  ['covariance', exact('covariance', { series: 2, nearestForIntegers })],
  ['correlation', exact('correlation', { series: 2 })],
  ['zScore', exact('zScore')],
  ['slope', exact('slope', { nearestForIntegers })],
  ['decayLinear', exact('decayLinear', { nearestForIntegers })],
  ['skewness', exact('skewness')],
  ['min', ordered('min', PLAIN_DEFINITIONS.min)],
  ['max', ordered('max', PLAIN_DEFINITIONS.max)],
  ['argMin', ordered('argMin', PLAIN_DEFINITIONS.argMin)],
  ['argMax', ordered('argMax', PLAIN_DEFINITIONS.argMax)],
  ...[0, 0.1, 0.5, 0.9, 1].map(
    (share) =>
      [
        'quantile',
        ordered('quantile', (places) => PLAIN_DEFINITIONS.quantile(places, share), { options: { share } }),
      ] as const,
  ),
  ...(['weak', 'strict', 'excel'] as const).map(
    (rule) =>
      [
        'percentileRank',
        ordered('percentileRank', (places) => PLAIN_DEFINITIONS.percentileRank(places, rule), {
          options: { rule },
          inputs: RANKED_INPUTS,
        }),
      ] as const,
  ),
  ['topK', ordered('topK', (places) => PLAIN_DEFINITIONS.topK(places, 1), { options: { k: 1 } })],
  [
    'rollingDrawdown',
    ordered('rollingDrawdown', PLAIN_DEFINITIONS.rollingDrawdown, { inputs: POSITIVE_INPUTS }),
  ],
  ['maxDrawdown', ordered('maxDrawdown', PLAIN_DEFINITIONS.maxDrawdown, { inputs: POSITIVE_INPUTS })],
  ['delay', delayLine('delay')],
  ['delta', delayLine('delta')],
]

/** Functions of everything since the restart have a contract of their own. */
const RECURSIVE: readonly WindowKind[] = ['dema', 'drawdown', 'ema', 'macd', 'streak', 'tema']

describe('contract of windows', () => {
  for (const [, window] of WINDOWS) testWindowContract(window)

  it('is kept by every kind', () => {
    const registered = new Set([...WINDOWS.map(([kind]) => kind), ...RECURSIVE])
    expect([...registered].sort()).toEqual(Object.keys(WINDOW_CLASSES).sort())
  })
})
