import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { type EventTime, sessionClose, type TradeDate } from '../../../core/market/trade-date.ts'
import { takeCloses } from '../../../core/rotation/rotation-window.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import { quoteOn } from '../quote.ts'
import { targetOutput, weightsText } from '../target-output.ts'
import { COST_RATE, STYLE_PAIRS, STYLE_SESSIONS, type StylePair } from './macro-configuration.ts'
import { type Emit, type MacroState, STYLES } from './macro-stores.ts'

/** Signals `style_rotation` and the target of `style-rotation`, at the close of a session. */
export function closeStyles(tradeDate: TradeDate, state: MacroState, emit: Emit): void {
  const eventTime = sessionClose(tradeDate)
  const count = (state.closed.get('sessions')?.count ?? 0) + 1
  state.closed.set('sessions', { count })
  for (const pair of STYLE_PAIRS) {
    if (tradeDate < pair.from || !takeStyle(pair, tradeDate, eventTime, state, emit)) continue
    state.closed.set(pair.subject, { count })
  }
  emitTarget(tradeDate, eventTime, count, state, emit)
}

/** False where one of both has no bar of the session. */
function takeStyle(
  pair: StylePair,
  tradeDate: TradeDate,
  eventTime: EventTime,
  state: MacroState,
  emit: Emit,
): boolean {
  const first = quoteOn(state.quotes, pair.first, tradeDate)
  const second = quoteOn(state.quotes, pair.second, tradeDate)
  if (first === undefined || second === undefined) return false
  const memory = state.styles.changeable(pair.subject, STYLES)
  const { relative, decision, figures } = takeCloses(memory, [first.close, second.close])
  emit(
    signalOutput('macro', {
      signal: 'style_rotation',
      subject: pair.subject,
      tradeDate,
      eventTime,
      value: relative,
      state:
        decision === null || decision.side === null ? null : pair.states[decision.side === 'first' ? 0 : 1],
      components: {
        average: figures?.average ?? null,
        ratio: figures === null ? null : figures.relative / figures.average,
        firstSlope: memory.firstSlope.value,
        secondSlope: memory.secondSlope.value,
      },
      notes: {
        first: pair.first,
        second: pair.second,
        ...(decision === null ? {} : { rule: decision.rule }),
      },
    }),
  )
  return true
}

/** Equal parts of the stronger index of every pair that has fresh bars, where that changes. */
function emitTarget(
  tradeDate: TradeDate,
  eventTime: EventTime,
  count: number,
  state: MacroState,
  emit: Emit,
): void {
  const sleeves = STYLE_PAIRS.flatMap(
    (pair): { readonly held: InstrumentSymbol; readonly state: string }[] => {
      const side = state.styles.get(pair.subject)?.side ?? null
      const seen = state.closed.get(pair.subject)?.count
      if (pair.until !== null && tradeDate > pair.until) return []
      if (side === null || seen === undefined || count - seen >= STYLE_SESSIONS.freshSessions) return []
      const place = side === 'first' ? 0 : 1
      return [{ held: place === 0 ? pair.first : pair.second, state: pair.states[place] }]
    },
  )
  if (sleeves.length === 0) return
  const weights = new Map(sleeves.map(({ held }) => [held, 1 / sleeves.length]))
  const text = weightsText(weights)
  if (state.wanted.get('style-rotation')?.weights === text) return
  state.wanted.set('style-rotation', { weights: text })
  emit(
    targetOutput({
      strategy: 'style-rotation',
      tradeDate,
      eventTime,
      execution: 'nextClose',
      weights,
      benchmark: STYLE_PAIRS[0]!.first,
      costRate: COST_RATE,
      reason: sleeves.map((sleeve) => sleeve.state).join(', '),
    }),
  )
}
