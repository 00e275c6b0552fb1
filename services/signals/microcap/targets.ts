import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { targetOutput, weightsText } from '../target-output.ts'
import { COST_RATE, type MicrocapPair } from './microcap-configuration.ts'
import type { Emit, MicrocapState } from './microcap-stores.ts'
import type { RiskControl } from './risk-control.ts'

/** What the strategies decide on, at a close. */
interface Decision {
  readonly pair: MicrocapPair
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
  readonly risk: RiskControl
}

/**
 * Targets of `microcap-timing` (microcaps, or cash while risk is off) and `microcap-rotation` (microcaps or the Mao
 * index, or cash while risk is off), where they change. Both begin when rotation and volatility crowding are known.
 */
export function emitTargets(decision: Decision, state: MicrocapState, emit: Emit): void {
  const { pair, risk } = decision
  const side = state.rotations.get(pair.subject)?.side ?? null
  const hasBegun = state.wanted.get('microcap-timing') !== undefined
  if (side === null || (!hasBegun && risk.crowdingYoy === null)) return
  const held = side === 'first' ? pair.micro : pair.mao
  const isOff = risk.state === 'riskOff'
  emitChange('microcap-timing', isOff ? null : pair.micro, decision, state, emit)
  emitChange('microcap-rotation', isOff ? null : held, decision, state, emit)
}

function emitChange(
  strategy: string,
  held: InstrumentSymbol | null,
  { pair, tradeDate, eventTime, risk }: Decision,
  state: MicrocapState,
  emit: Emit,
): void {
  const weights = new Map(held === null ? [] : [[held, 1]])
  const text = weightsText(weights)
  if (state.wanted.get(strategy)?.weights === text) return
  state.wanted.set(strategy, { weights: text })
  emit(
    targetOutput({
      strategy,
      tradeDate,
      eventTime,
      execution: 'nextClose',
      weights,
      benchmark: pair.micro,
      costRate: COST_RATE,
      reason: held === null ? `risk off: ${risk.triggers.join(', ')}` : `${held}; risk: ${risk.state}`,
    }),
  )
}
