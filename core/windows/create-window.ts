import { WindowError } from '../errors.ts'
import { ArgMax } from './arg-max.ts'
import { ArgMin } from './arg-min.ts'
import { Correlation } from './correlation.ts'
import { Covariance } from './covariance.ts'
import { DecayLinear } from './decay-linear.ts'
import { Delay } from './delay.ts'
import { Delta } from './delta.ts'
import { Dema, Tema } from './dema.ts'
import { Drawdown } from './drawdown.ts'
import { Ema } from './ema.ts'
import { Macd } from './macd.ts'
import { Max } from './max.ts'
import { MaxDrawdown } from './max-drawdown.ts'
import { Mean } from './mean.ts'
import { Min } from './min.ts'
import { PercentileRank } from './percentile-rank.ts'
import { Product } from './product.ts'
import { Quantile } from './quantile.ts'
import { RollingDrawdown } from './rolling-drawdown.ts'
import { Skewness } from './skewness.ts'
import { Slope } from './slope.ts'
import { StandardDeviation } from './standard-deviation.ts'
import { Streak } from './streak.ts'
import { Sum } from './sum.ts'
import { TopK } from './top-k.ts'
import { Variance } from './variance.ts'
import { ZScore } from './z-score.ts'

/** The class of each kind of window. */
export const WINDOW_CLASSES = {
  argMax: ArgMax,
  argMin: ArgMin,
  correlation: Correlation,
  covariance: Covariance,
  decayLinear: DecayLinear,
  delay: Delay,
  delta: Delta,
  dema: Dema,
  drawdown: Drawdown,
  ema: Ema,
  macd: Macd,
  max: Max,
  maxDrawdown: MaxDrawdown,
  mean: Mean,
  min: Min,
  percentileRank: PercentileRank,
  product: Product,
  quantile: Quantile,
  rollingDrawdown: RollingDrawdown,
  skewness: Skewness,
  slope: Slope,
  standardDeviation: StandardDeviation,
  streak: Streak,
  sum: Sum,
  tema: Tema,
  topK: TopK,
  variance: Variance,
  zScore: ZScore,
} as const

export type WindowKind = keyof typeof WINDOW_CLASSES
type Options<Kind extends WindowKind> = NonNullable<ConstructorParameters<(typeof WINDOW_CLASSES)[Kind]>[0]>

/** A window as plain data: its kind and its options, as they may stand in a configuration. */
export type WindowSpec<Kind extends WindowKind = WindowKind> = {
  readonly [Each in Kind]: { readonly kind: Each } & ([Options<Each>] extends [never]
    ? unknown
    : Options<Each>)
}[Kind]

/** The window that a spec makes. */
export type WindowOf<Spec extends { readonly kind: WindowKind }> = InstanceType<
  (typeof WINDOW_CLASSES)[Spec['kind']]
>

/** @throws WindowError `invalidSpec` */
export function createWindow<Spec extends WindowSpec>(spec: Spec): WindowOf<Spec> {
  if (!Object.hasOwn(WINDOW_CLASSES, spec.kind))
    throw new WindowError(
      'invalidSpec',
      `There is no window ${JSON.stringify(spec.kind)}; there are ${Object.keys(WINDOW_CLASSES).join(', ')}.`,
    )
  const { kind, ...options } = spec
  const Class = WINDOW_CLASSES[kind] as new (options: object) => unknown
  return new Class(options) as WindowOf<Spec>
}

/** A window that goes on from a snapshot. @throws WindowError */
export function restoreWindow<Spec extends WindowSpec>(spec: Spec, bytes: Uint8Array): WindowOf<Spec> {
  const window = createWindow(spec)
  window.restore(bytes)
  return window
}
