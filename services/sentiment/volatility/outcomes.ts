import { wilsonInterval } from '../../../core/statistics/wilson-interval.ts'
import { TOUCH_RULES } from './volatility-rules.ts'

/** What happened after a date, up to some sessions later. */
export interface Outcome {
  readonly entry: number
  readonly exit: number
  /** exit / entry - 1. */
  readonly change: number
  /** Deepest fall from a high of the way, both ends included; 0 or negative. */
  readonly maxDrawdown: number
}

/** Sums of outcomes. */
export interface Outcomes {
  readonly n: number
  readonly fell: number
  /** With a drawdown of at least the size of a correction. */
  readonly corrected: number
  readonly sum: number
  readonly drawdowns: number
}

export const NO_OUTCOMES: Outcomes = { n: 0, fell: 0, corrected: 0, sum: 0, drawdowns: 0 }

/** @param way closes from the date to the end of the horizon */
export function outcomeOf(way: readonly number[]): Outcome {
  const entry = way[0]!
  const exit = way.at(-1)!
  let high = entry
  let maxDrawdown = 0
  for (const close of way) {
    high = Math.max(high, close)
    maxDrawdown = Math.min(maxDrawdown, close / high - 1)
  }
  return { entry, exit, change: exit / entry - 1, maxDrawdown }
}

export const withOutcome = (all: Outcomes, { change, maxDrawdown }: Outcome): Outcomes => ({
  n: all.n + 1,
  fell: all.fell + (change < 0 ? 1 : 0),
  corrected: all.corrected + (maxDrawdown <= -TOUCH_RULES.correction ? 1 : 0),
  sum: all.sum + change,
  drawdowns: all.drawdowns + maxDrawdown,
})

/** Means, shares and the 95% interval of the share that fell, under names that begin with `prefix`. */
export function outcomeFigures(all: Outcomes, prefix: string): Record<string, number> {
  const named = (name: string): string =>
    prefix === '' ? name : `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`
  const figures: Record<string, number> = { [named('n')]: all.n }
  const interval = wilsonInterval(all.fell, all.n)
  if (interval === null) return figures
  return {
    ...figures,
    [named('mean')]: all.sum / all.n,
    [named('fellShare')]: all.fell / all.n,
    [named('fellLow')]: interval.low,
    [named('fellHigh')]: interval.high,
    [named('correctedShare')]: all.corrected / all.n,
    [named('meanDrawdown')]: all.drawdowns / all.n,
  }
}
