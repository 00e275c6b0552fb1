import {
  argMax,
  argMin,
  correlation,
  covariance,
  decayLinear,
  delay,
  delta,
  dema,
  drawdown,
  ema,
  macd,
  max,
  maxDrawdown,
  mean,
  median,
  min,
  percentileRank,
  product,
  quantile,
  rollingDrawdown,
  skewness,
  slope,
  standardDeviation,
  streak,
  sum,
  tema,
  topK,
  variance,
  type WindowSpec,
  zScore,
} from '../windows/windows.ts'

/** A parameter that must be known before the expression runs. */
export interface ConstantParameter {
  readonly name: string
  readonly whole: boolean
  readonly least: number
  readonly most: number
}

const whole = (name: string, least = 1): ConstantParameter => ({ name, whole: true, least, most: 2 ** 20 })
const PLACES = whole('places')
const SHARE: ConstantParameter = { name: 'share', whole: false, least: 0, most: 1 }

/** A function of the last places of one or two series: a window of the kernel. */
export interface RollingFunction {
  readonly kind: 'rolling'
  readonly series: 1 | 2
  readonly constants: readonly ConstantParameter[]
  readonly spec: (constants: readonly number[]) => WindowSpec
  readonly says: string
}

/** A function of the numbers of one moment and instrument; null where one of them is missing. */
export interface ElementFunction {
  readonly kind: 'element'
  readonly numbers: number
  /** NaN and infinities become null. */
  readonly apply: (a: number, b: number) => number
  readonly says: string
}

/** A function of all instruments of one moment. */
export interface CrossFunction {
  readonly kind: 'cross'
  readonly apply: 'csRank' | 'csZScore'
  readonly says: string
}

const rolling = (
  says: string,
  spec: (length: number) => WindowSpec,
  constant: ConstantParameter = PLACES,
): RollingFunction => ({
  kind: 'rolling',
  series: 1,
  constants: [constant],
  spec: ([length]) => spec(length!),
  says,
})
const pair = (says: string, spec: (length: number) => WindowSpec): RollingFunction => ({
  ...rolling(says, spec, whole('places', 2)),
  series: 2,
})
const since = (says: string, spec: () => WindowSpec): RollingFunction => ({
  kind: 'rolling',
  series: 1,
  constants: [],
  spec,
  says,
})
const element = (
  says: string,
  numbers: number,
  apply: (a: number, b: number) => number,
): ElementFunction => ({
  kind: 'element',
  numbers,
  apply,
  says,
})

const lines = (line: 'dif' | 'dea' | 'histogram'): RollingFunction => ({
  kind: 'rolling',
  series: 1,
  constants: [whole('fast'), whole('slow'), whole('signal')],
  spec: ([fast, slow, signal]) => macd({ fast: fast!, slow: slow!, signal: signal!, line }),
  says: `MACD: ${line === 'histogram' ? '2 (dif - dea)' : line}`,
})

/** Every function by name, but those of conditions: `if`, `coalesce`, `isNull`. */
export const FUNCTIONS: Readonly<Record<string, RollingFunction | ElementFunction | CrossFunction>> = {
  sum: rolling('sum of the last places', (length) => sum({ length })),
  mean: rolling('mean', (length) => mean({ length })),
  product: rolling('product', (length) => product({ length })),
  variance: rolling('variance of a sample', (length) => variance({ length }), whole('places', 2)),
  std: rolling(
    'standard deviation of a sample',
    (length) => standardDeviation({ length }),
    whole('places', 2),
  ),
  zscore: rolling(
    'newest value, in standard deviations from the mean',
    (length) => zScore({ length }),
    whole('places', 2),
  ),
  skew: rolling('skewness', (length) => skewness({ length }), whole('places', 3)),
  slope: rolling('least-squares rise per place', (length) => slope({ length }), whole('places', 2)),
  min: rolling('least', (length) => min({ length })),
  max: rolling('greatest', (length) => max({ length })),
  argmin: rolling('place of the least, 0 the oldest', (length) => argMin({ length })),
  argmax: rolling('place of the greatest, 0 the oldest', (length) => argMax({ length })),
  median: rolling('median', (length) => median({ length })),
  rank: rolling('percentile rank of the newest value, 0 to 100, weak rule', (length) =>
    percentileRank({ length }),
  ),
  decay: rolling('mean with weights 1 (oldest) to n (newest)', (length) => decayLinear({ length })),
  ema: rolling('exponential moving average', (length) => ema({ length })),
  dema: rolling('double exponential moving average', (length) => dema({ length })),
  tema: rolling('triple exponential moving average', (length) => tema({ length })),
  delay: rolling('value so many places ago', (places) => delay({ places })),
  delta: rolling('newest value less the one so many places ago', (places) => delta({ places })),
  drop: rolling('newest value from the peak of the last places', (length) => rollingDrawdown({ length })),
  maxdrop: rolling('deepest fall within the last places', (length) => maxDrawdown({ length })),
  drawdown: since('fall from the peak since the beginning', () => drawdown()),
  streak: since('values in a row of the sign of the last one', () => streak()),
  quantile: {
    kind: 'rolling',
    series: 1,
    constants: [SHARE, PLACES],
    spec: ([share, length]) => quantile({ share: share!, length: length! }),
    says: 'quantile, by straight line between two values',
  },
  topk: {
    kind: 'rolling',
    series: 1,
    constants: [whole('k'), PLACES],
    spec: ([k, length]) => topK({ k: k!, length: length! }),
    says: 'the k-th greatest',
  },
  dif: lines('dif'),
  dea: lines('dea'),
  macd: lines('histogram'),
  corr: pair('correlation of two series', (length) => correlation({ length })),
  cov: pair('covariance of two series', (length) => covariance({ length })),
  abs: element('magnitude', 1, Math.abs),
  sign: element('-1, 0 or 1', 1, Math.sign),
  sqrt: element('square root; null below 0', 1, Math.sqrt),
  log: element('natural logarithm; null at and below 0', 1, Math.log),
  exp: element('exponential', 1, Math.exp),
  power: element('a to the power of b', 2, Math.pow),
  least: element('the smaller of two', 2, Math.min),
  greatest: element('the greater of two', 2, Math.max),
  csrank: {
    kind: 'cross',
    apply: 'csRank',
    says: 'percentile rank among all instruments of the moment, 0 to 100, weak rule',
  },
  cszscore: {
    kind: 'cross',
    apply: 'csZScore',
    says: 'standard deviations from the mean of all instruments of the moment',
  },
}
