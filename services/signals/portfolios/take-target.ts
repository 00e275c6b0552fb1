import { type Account, NEW_ACCOUNT, withTarget } from '../../../core/portfolio/account.ts'
import type { Target } from '../../../schemas/generated/events.ts'
import type { PortfolioState } from './portfolio-stores.ts'

/** Weights add up to 1 in decimal fractions, which doubles do not hold exactly. */
const ROUNDING = 1e-9

/** Opens an account with a strategy's first target, and lets each target wait for its moment. */
export function takeTarget(target: Target, state: PortfolioState): void {
  refuseImpossible(target)
  const { strategy, eventTime, execution, weights, costRate, benchmark } = target
  const known = state.accounts.get(strategy)
  const account: Account = withTarget(known?.account ?? NEW_ACCOUNT, {
    decidedAt: eventTime,
    execution,
    weights: weights.map(({ symbol, weight }) => ({ symbol, weight })),
    costRate,
  })
  state.accounts.set(strategy, {
    startedAt: eventTime,
    benchmark: null,
    nav: 1,
    peak: 1,
    ...known,
    account,
    wanted: benchmark,
    wantedAt: eventTime,
  })
}

/** @throws Error for weights that no account can hold: short, on credit, or named twice */
function refuseImpossible({ strategy, weights, costRate }: Target): void {
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  const say = (what: string): never => {
    throw new Error(`target of ${strategy} ${what}; weights are fractions from 0 that add up to 1 at most`)
  }
  if (!weights.every(({ weight }) => weight >= 0)) say('has a weight below 0 or none')
  if (!(sum <= 1 + ROUNDING)) say(`adds up to ${sum}`)
  if (new Set(weights.map(({ symbol }) => symbol)).size < weights.length) say('names a symbol twice')
  if (!(costRate >= 0 && costRate < 0.1)) say(`has the cost rate ${costRate}, not one from 0 to 0.1`)
}
