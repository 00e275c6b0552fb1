import technicalIndicators from 'technicalindicators'
import { BollingerBands, EMA, LinearRegression, SMA } from 'trading-signals'
import {
  Ema,
  Max,
  Mean,
  PercentileRank,
  Quantile,
  Slope,
  StandardDeviation,
} from '../../core/windows/windows.ts'

/** Pushes a value and gives the result; null before the window is full. */
export type Step = (value: number) => number | null

// Each side has a closure of its own, so that none is slowed by what the others made of the same code.

/** The same statistic by different means, each over a window of this length. */
export interface Contest {
  readonly name: string
  readonly ours: (length: number) => Step
  /** Looks at all values of the window again at each event. */
  readonly naive?: (window: Float64Array) => number
  /** By the name of the package. */
  readonly peers: Readonly<Record<string, (length: number) => Step>>
}

/** The window in arrival order is not needed by these; the ring as it stands is the quickest to look at. */
export function naiveStep(statistic: (window: Float64Array) => number, length: number): Step {
  const ring = new Float64Array(length)
  let events = 0
  return (value) => {
    ring[events % length] = value
    events += 1
    return events < length ? null : statistic(ring)
  }
}

const meanOf = (values: Float64Array): number => {
  let sum = 0
  for (let at = 0; at < values.length; at += 1) sum += values[at]!
  return sum / values.length
}

const squaresOf = (values: Float64Array): number => {
  const mean = meanOf(values)
  let sum = 0
  for (let at = 0; at < values.length; at += 1) sum += (values[at]! - mean) ** 2
  return sum
}

const nullable = (value: number | undefined): number | null => value ?? null

export const CONTESTS: readonly Contest[] = [
  {
    name: 'mean',
    ours: (length) => {
      const window = new Mean({ length })
      return (value) => {
        window.push(value)
        return window.value
      }
    },
    naive: meanOf,
    peers: {
      'trading-signals': (length) => {
        const average = new SMA(length)
        return (value) => average.update(value, false)
      },
      technicalindicators: (length) => {
        const average = new technicalIndicators.SMA({ period: length, values: [] })
        return (value) => nullable(average.nextValue(value))
      },
    },
  },
  {
    name: 'standard deviation',
    ours: (length) => {
      const window = new StandardDeviation({ length, freedom: 0 })
      return (value) => {
        window.push(value)
        return window.value
      }
    },
    naive: (values) => Math.sqrt(squaresOf(values) / values.length),
    peers: {
      'trading-signals': (length) => {
        const bands = new BollingerBands(length, 1)
        return (value) => {
          const result = bands.update(value, false)
          return result === null ? null : result.upper - result.middle
        }
      },
      technicalindicators: (length) => {
        const deviation = new technicalIndicators.SD({ period: length, values: [] })
        return (value) => nullable(deviation.nextValue(value))
      },
    },
  },
  {
    name: 'slope',
    ours: (length) => {
      const window = new Slope({ length })
      return (value) => {
        window.push(value)
        return window.value
      }
    },
    peers: {
      'trading-signals': (length) => {
        const line = new LinearRegression(length)
        return (value) => line.update(value, false)?.slope ?? null
      },
    },
  },
  {
    name: 'greatest value',
    ours: (length) => {
      const window = new Max({ length })
      return (value) => {
        window.push(value)
        return window.value
      }
    },
    naive: (values) => {
      let greatest = Number.NEGATIVE_INFINITY
      for (let at = 0; at < values.length; at += 1) greatest = Math.max(greatest, values[at]!)
      return greatest
    },
    peers: {
      technicalindicators: (length) => {
        const highest = new technicalIndicators.Highest({ period: length, values: [] })
        return (value) => nullable(highest.nextValue(value))
      },
    },
  },
  {
    name: 'median',
    ours: (length) => {
      const window = new Quantile({ length, share: 0.5 })
      return (value) => {
        window.push(value)
        return window.value
      }
    },
    naive: (values) => {
      const sorted = values.slice().sort()
      const middle = sorted.length >> 1
      return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
    },
    peers: {},
  },
  {
    name: 'exponential average',
    ours: (length) => {
      const window = new Ema({ length })
      return (value) => {
        window.push(value)
        return window.value
      }
    },
    peers: {
      'trading-signals': (length) => {
        const average = new EMA(length)
        let events = 0
        return (value) => {
          const result = average.update(value, false)
          events += 1
          return events < length ? null : result
        }
      },
    },
  },
]

/** Has no naive side that the ring as it stands can show, and no peer. */
export function rankStep(length: number): Step {
  const window = new PercentileRank({ length })
  return (value) => {
    window.push(value)
    return window.value
  }
}
