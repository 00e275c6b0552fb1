import type { WeeklyDecision } from '../../../core/market/schedules.ts'
import { daysSinceEpoch, formatTradeDate } from '../../../core/market/trade-date.ts'
import { heldOn } from '../../../core/rotation/dated.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import { targetOutput } from '../target-output.ts'
import { counterpartOf } from './baskets.ts'
import type { StrategyRule } from './mapping-configuration.ts'
import type { Emit, RankedExcess } from './mapping-stores.ts'
import type { Pair } from './pair-tables.ts'
import { type PairFigures, type Scored, scoreOversold, scoreStrong } from './scores.ts'
import { excessKey, type MappingRun } from './settle-session.ts'

export type PairState = 'held' | 'passed' | 'short' | 'missing'

/** A pair with what is known of both of its sides; undefined: no series, or none of late. */
interface Sides {
  readonly pair: Pair
  readonly chinese: RankedExcess | undefined
  readonly us: RankedExcess | undefined
}

/** Ranks the pairs for the week to come and says what to hold [S0, 2.2; domain.md C4]. */
export function decideWeek(decision: WeeklyDecision, run: MappingRun, emit: Emit): void {
  const table = heldOn(run.configuration.tables, decision.tradeDate)?.table
  if (table === undefined) return
  for (const rule of run.configuration.rules) {
    const sides = table.pairs.map((pair): Sides => {
      const figuresOf = (name: string): RankedExcess | undefined => freshFigures(name, rule, decision, run)
      return { pair, chinese: figuresOf(pair.industry), us: figuresOf(counterpartOf(pair)) }
    })
    // Nothing is known of anything yet, or any more.
    if (sides.every(({ chinese, us }) => chinese === undefined || us === undefined)) continue
    const score = rule.strategy === 'mapping-oversold' ? scoreOversold : scoreStrong
    const scores = score(sides.map(figuresOf), run.configuration.holdings)
    sides.forEach((each, at) => {
      emit(pairSignal(rule, each, scores[at]!, decision))
    })
    emitTarget(rule, sides, scores, decision, run, emit)
  }
}

function freshFigures(
  name: string,
  { lag }: StrategyRule,
  { tradeDate }: WeeklyDecision,
  { configuration, state }: MappingRun,
): RankedExcess | undefined {
  const figures = state.excess.get(excessKey(lag, name))
  if (figures === undefined) return undefined
  const age = daysSinceEpoch(tradeDate) - daysSinceEpoch(figures.tradeDate)
  return age > configuration.staleAfterDays ? undefined : figures
}

const figuresOf = ({ pair, chinese, us }: Sides): PairFigures => ({
  number: pair.number,
  qUs: us?.percentile ?? null,
  qCn: chinese?.percentile ?? null,
  excessUs: us?.excess ?? null,
  tradable: chinese !== undefined,
})

/** Signal of one pair of one strategy in one week. */
function pairSignal(
  { signal }: StrategyRule,
  { pair, chinese, us }: Sides,
  { score, rank, held }: Scored,
  { tradeDate, decidedAt, effective }: WeeklyDecision,
): Parameters<Emit>[0] {
  const isMissing = chinese === undefined || us === undefined
  const state: PairState = isMissing ? 'missing' : score === null ? 'short' : held ? 'held' : 'passed'
  return signalOutput('mapping', {
    signal,
    subject: pair.industry,
    tradeDate,
    eventTime: decidedAt,
    value: score,
    state,
    rank,
    components: {
      pair: pair.number,
      qUs: us?.percentile ?? null,
      qCn: chinese?.percentile ?? null,
      excessUs: us?.excess ?? null,
      excessCn: chinese?.excess ?? null,
      usDate: us?.tradeDate ?? null,
      cnDate: chinese?.tradeDate ?? null,
      effective,
    },
    notes: {
      industry: pair.name,
      counterpart: pair.counterpartName,
      series: pair.counterpart.join(' '),
      ...(isMissing ? { missing: missingOf(pair, chinese, us) } : {}),
    },
  })
}

const missingOf = (pair: Pair, chinese: RankedExcess | undefined, us: RankedExcess | undefined): string =>
  [chinese === undefined ? [pair.industry] : [], us === undefined ? pair.counterpart : []].flat().join(' ')

/** What to hold from the next session on. With fewer pairs scored than are to be held nothing is said. */
function emitTarget(
  { strategy }: StrategyRule,
  sides: readonly Sides[],
  scores: readonly Scored[],
  { tradeDate, decidedAt, effective }: WeeklyDecision,
  { configuration }: MappingRun,
  emit: Emit,
): void {
  if (scores.filter(({ score }) => score !== null).length < configuration.holdings) return
  const held = sides
    .map(({ pair }, at) => ({ pair, ...scores[at]! }))
    .filter((each) => each.held)
    .sort((a, b) => a.rank! - b.rank!)
  emit(
    targetOutput({
      strategy,
      tradeDate,
      eventTime: decidedAt,
      execution: configuration.execution,
      weights: new Map(held.map(({ pair }) => [pair.industry, 1 / held.length])),
      benchmark: heldOn(configuration.benchmarks, tradeDate)?.symbol ?? null,
      costRate: configuration.costRate,
      reason: `from ${formatTradeDate(effective)}: ${held.map(({ pair }) => pair.name).join(' ') || 'nothing lags'}`,
    }),
  )
}
