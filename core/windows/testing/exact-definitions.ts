import { Rational } from './rational.ts'

/** A place of one series, or of two. */
export type Place = readonly (number | null)[]

/**
 * What a definition says: a number, a root (its square and its sign), or that there is no result.
 */
export type Expected =
  | { readonly value: Rational }
  | { readonly square: Rational; readonly sign: number }
  | null

/** Values of the window, each with its place, exactly. */
interface Content {
  readonly count: Rational
  readonly places: readonly Rational[]
  readonly x: readonly Rational[]
  readonly y: readonly Rational[]
}

const whole = (value: number): Rational => new Rational(BigInt(value))

function contentOf(places: readonly Place[]): Content {
  const present = places.flatMap((place, index) => (place.includes(null) ? [] : [{ place, index }]))
  return {
    count: whole(present.length),
    places: present.map(({ index }) => whole(index)),
    x: present.map(({ place }) => Rational.of(place[0]!)),
    y: present.map(({ place }) => Rational.of(place[1] ?? 0)),
  }
}

const meanOf = (values: readonly Rational[]): Rational => Rational.sum(values).over(whole(values.length))

/** Sum of products of what the values differ from their means by: the second pass of the textbook. */
function crossOf(x: readonly Rational[], y: readonly Rational[]): Rational {
  const [xMean, yMean] = [meanOf(x), meanOf(y)]
  return Rational.sum(x.map((value, index) => value.minus(xMean).times(y[index]!.minus(yMean))))
}

const root = (square: Rational, sign: number): Expected => ({ square, sign })

/** Definitions of the statistics in exact arithmetic, over the places of a window that has enough values. */
export const EXACT_DEFINITIONS = {
  sum: (places: readonly Place[]): Expected => ({ value: Rational.sum(contentOf(places).x) }),

  mean: (places: readonly Place[]): Expected => ({ value: meanOf(contentOf(places).x) }),

  product: (places: readonly Place[]): Expected => ({
    value: contentOf(places).x.reduce((product, value) => product.times(value), whole(1)),
  }),

  variance: (places: readonly Place[], freedom = 1): Expected => {
    const { x } = contentOf(places)
    return x.length <= freedom ? null : { value: crossOf(x, x).over(whole(x.length - freedom)) }
  },

  standardDeviation: (places: readonly Place[], freedom = 1): Expected => {
    const { x } = contentOf(places)
    return x.length <= freedom ? null : root(crossOf(x, x).over(whole(x.length - freedom)), 1)
  },

  covariance: (places: readonly Place[], freedom = 1): Expected => {
    const { x, y } = contentOf(places)
    return x.length <= freedom ? null : { value: crossOf(x, y).over(whole(x.length - freedom)) }
  },

  correlation: (places: readonly Place[]): Expected => {
    const { x, y } = contentOf(places)
    if (x.length < 2) return null
    const spread = crossOf(x, x).times(crossOf(y, y))
    const cross = crossOf(x, y)
    return spread.sign === 0 ? null : root(cross.times(cross).over(spread), cross.sign)
  },

  zScore: (places: readonly Place[], freedom = 1): Expected => {
    const newest = places.at(-1)?.[0] ?? null
    const { x } = contentOf(places)
    if (newest === null || x.length <= freedom) return null
    const variance = crossOf(x, x).over(whole(x.length - freedom))
    const deviation = Rational.of(newest).minus(meanOf(x))
    return variance.sign === 0 ? null : root(deviation.times(deviation).over(variance), deviation.sign)
  },

  slope: (places: readonly Place[]): Expected => {
    const { x, places: at } = contentOf(places)
    return x.length < 2 ? null : { value: crossOf(at, x).over(crossOf(at, at)) }
  },

  decayLinear: (places: readonly Place[]): Expected => {
    const { x, places: at } = contentOf(places)
    const weights = at.map((place) => place.plus(whole(1)))
    const weighted = x.map((value, index) => value.times(weights[index]!))
    return { value: Rational.sum(weighted).over(Rational.sum(weights)) }
  },

  skewness: (places: readonly Place[]): Expected => {
    const { x } = contentOf(places)
    if (x.length < 3) return null
    const mean = meanOf(x)
    const deviations = x.map((value) => value.minus(mean))
    const second = crossOf(x, x).over(whole(x.length))
    if (second.sign === 0) return null
    const third = Rational.sum(deviations.map((each) => each.times(each).times(each))).over(whole(x.length))
    const n = x.length
    const adjustment = new Rational(BigInt(n * (n - 1)), BigInt((n - 2) ** 2))
    const square = third.times(third).over(second.times(second).times(second))
    return root(square.times(adjustment), third.sign)
  },
} as const
