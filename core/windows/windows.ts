/** Everything public of `core/windows`; see README.md. */
export { ArgMax, type ArgMaxSpec, argMax } from './arg-max.ts'
export { ArgMin, type ArgMinSpec, argMin } from './arg-min.ts'
export { Correlation, type CorrelationSpec, correlation } from './correlation.ts'
export { Covariance, type CovarianceSpec, covariance } from './covariance.ts'
export {
  createWindow,
  restoreWindow,
  WINDOW_CLASSES,
  type WindowKind,
  type WindowOf,
  type WindowSpec,
} from './create-window.ts'
export {
  type CrossSection,
  crossSectionalRank,
  crossSectionalTopK,
  crossSectionalZScore,
} from './cross-section.ts'
export { DecayLinear, type DecayLinearSpec, decayLinear } from './decay-linear.ts'
export { defineWindows, WindowSet, type WindowSetDefinition, type WindowSpecs } from './define-windows.ts'
export { Delay, type DelayOptions, type DelaySpec, delay } from './delay.ts'
export { Delta, type DeltaSpec, delta } from './delta.ts'
export { Dema, type DemaOptions, type DemaSpec, dema, Tema, type TemaSpec, tema } from './dema.ts'
export { Drawdown, type DrawdownSpec, drawdown } from './drawdown.ts'
export { Ema, type EmaOptions, type EmaSpec, ema } from './ema.ts'
export type { Seed } from './exponential-smoothing.ts'
export { lookBackOf, seriesOf } from './look-back.ts'
export { Macd, type MacdOptions, type MacdSpec, macd } from './macd.ts'
export { Max, type MaxSpec, max } from './max.ts'
export { MaxDrawdown, type MaxDrawdownSpec, maxDrawdown } from './max-drawdown.ts'
export { Mean, type MeanSpec, mean } from './mean.ts'
export { Min, type MinSpec, min } from './min.ts'
export {
  PercentileRank,
  type PercentileRankOptions,
  type PercentileRankSpec,
  percentileRank,
} from './percentile-rank.ts'
export { Product, type ProductSpec, product } from './product.ts'
export { median, Quantile, type QuantileOptions, type QuantileSpec, quantile } from './quantile.ts'
export type { RankRule } from './rank-rule.ts'
export { RollingDrawdown, type RollingDrawdownSpec, rollingDrawdown } from './rolling-drawdown.ts'
export { Skewness, type SkewnessSpec, skewness } from './skewness.ts'
export { Slope, type SlopeSpec, slope } from './slope.ts'
export type { SpreadOptions } from './spread-window.ts'
export { StandardDeviation, type StandardDeviationSpec, standardDeviation } from './standard-deviation.ts'
export { Streak, type StreakSpec, streak } from './streak.ts'
export { Sum, type SumSpec, sum } from './sum.ts'
export { TopK, type TopKOptions, type TopKSpec, topK } from './top-k.ts'
export { Variance, type VarianceSpec, variance } from './variance.ts'
export type { CountSpan, PairWindow, RollingWindow, SeriesWindow, Span, TimeSpan } from './window.ts'
export { ZScore, type ZScoreSpec, zScore } from './z-score.ts'
