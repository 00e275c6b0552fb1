import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { sessionClose } from '../../../core/market/trade-date.ts'
import { heldOn } from '../../../core/rotation/dated.ts'
import { type RotationStep, takeCloses } from '../../../core/rotation/rotation-window.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import { type Quote, quoteOn, returnOf } from '../quote.ts'
import { takeReturns } from './crowding-window.ts'
import { emitDivergence } from './divergence-rows.ts'
import { MARKET, MICROCAP_PAIRS, type MicrocapPair, RISK, STRATEGY_PAIRS } from './microcap-configuration.ts'
import { CROWDINGS, type Emit, type MicrocapState, ROTATIONS } from './microcap-stores.ts'
import { type RiskControl, riskControl } from './risk-control.ts'
import { emitTargets } from './targets.ts'
import { NO_YIELDS, yieldsAt } from './yield-history.ts'

/** A pair at the close of a session on which its microcap index has a bar. */
interface PairSession {
  readonly pair: MicrocapPair
  readonly quote: Quote
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
}

/** All that is said of a session, at its close. */
export function closeSession(tradeDate: TradeDate, state: MicrocapState, emit: Emit): void {
  const eventTime = sessionClose(tradeDate)
  for (const pair of MICROCAP_PAIRS) {
    const quote = quoteOn(state.quotes, pair.micro, tradeDate)
    if (quote === undefined) continue
    const session = { pair, quote, tradeDate, eventTime }
    emitRotation(session, state, emit)
    const risk = emitRisk(session, state, emit)
    emitDivergence(
      { signal: 'divergence_daily', subject: pair.subject, tradeDate, eventTime },
      { monitor: `${pair.subject}/daily`, close: quote.close },
      state,
      emit,
    )
    if (heldOn(STRATEGY_PAIRS, tradeDate)?.subject === pair.subject)
      emitTargets({ pair, tradeDate, eventTime, risk }, state, emit)
  }
}

function emitRotation(
  { pair, quote, tradeDate, eventTime }: PairSession,
  state: MicrocapState,
  emit: Emit,
): void {
  const mao = quoteOn(state.quotes, pair.mao, tradeDate)
  if (mao === undefined) return
  const memory = state.rotations.changeable(pair.subject, ROTATIONS)
  const step = takeCloses(memory, [quote.close, mao.close])
  emit(
    signalOutput('microcap', {
      signal: 'microcap_rotation',
      subject: pair.subject,
      tradeDate,
      eventTime,
      value: step.relative,
      state: heldName(step),
      components: {
        average: step.figures?.average ?? null,
        ratio: step.figures === null ? null : step.figures.relative / step.figures.average,
        microSlope: memory.firstSlope.value,
        maoSlope: memory.secondSlope.value,
      },
      notes: {
        micro: pair.micro,
        mao: pair.mao,
        ...(step.decision === null ? {} : { rule: step.decision.rule }),
      },
    }),
  )
}

const heldName = ({ decision }: RotationStep): 'microcap' | 'mao' | null =>
  decision === null || decision.side === null ? null : decision.side === 'first' ? 'microcap' : 'mao'

function emitRisk(
  { pair, quote, tradeDate, eventTime }: PairSession,
  state: MicrocapState,
  emit: Emit,
): RiskControl {
  const market = heldOn(MARKET, tradeDate)
  const marketQuote = market === undefined ? undefined : quoteOn(state.quotes, market.symbol, tradeDate)
  const step = takeReturns(
    state.crowdings.changeable(pair.subject, CROWDINGS),
    returnOf(quote),
    returnOf(marketQuote),
  )
  const yields = yieldsAt(state.yields.get('yields') ?? NO_YIELDS, tradeDate, RISK.freshDays)
  const risk = riskControl(yields, step.pair, RISK)
  emit(
    signalOutput('microcap', {
      signal: 'microcap_risk',
      subject: pair.subject,
      tradeDate,
      eventTime,
      value: risk.state === 'riskOff' ? 1 : risk.state === 'riskOn' ? 0 : null,
      state: risk.state,
      components: {
        yieldYoy: risk.yieldYoy,
        crowdingYoy: risk.crowdingYoy,
        crowding: step.crowding,
        yield: yields?.now ?? null,
      },
      notes: {
        ...(risk.triggers.length === 0 ? {} : { triggers: risk.triggers.join(',') }),
        ...(market === undefined ? {} : { market: market.symbol }),
      },
    }),
  )
  return risk
}
