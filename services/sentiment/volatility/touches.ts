import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { NO_OUTCOMES, type Outcome, outcomeFigures, outcomeOf, withOutcome } from './outcomes.ts'
import type { TouchKind } from './ratio.ts'
import { TOUCH_RULES } from './volatility-rules.ts'
import { volatilitySignal } from './volatility-signal.ts'
import type { Emit, VolatilityState } from './volatility-stores.ts'

/** A touch of the threshold whose outcome is not known yet. */
export interface Touch {
  readonly kind: TouchKind
  readonly tradeDate: TradeDate
  /** Sessions to wait. */
  readonly horizon: number
  readonly ratio: number
  readonly average: number | null
  readonly vix: number
}

/** The latest closes of an index, oldest first. */
export interface Closes {
  readonly dates: readonly TradeDate[]
  readonly closes: readonly number[]
}

const SPX = 'spx'
/** The longest horizon, the date itself, and room for a touch that is known later than the index. */
const KEPT = Math.max(...TOUCH_RULES.horizons) + 22

/** Takes a close of the S&P 500, and counts for every horizon what became of the session that many sessions ago. */
export function takeIndexClose(tradeDate: TradeDate, close: number, state: VolatilityState): void {
  const before = state.closes.get(SPX) ?? { dates: [], closes: [] }
  if (tradeDate <= (before.dates.at(-1) ?? 0)) return
  const dates = [...before.dates, tradeDate].slice(-KEPT)
  const closes = [...before.closes, close].slice(-KEPT)
  state.closes.set(SPX, { dates, closes })
  const first = state.ratio.get('US')?.first
  if (first === undefined) return
  for (const horizon of TOUCH_RULES.horizons) {
    const from = dates.length - 1 - horizon
    if (from >= 0 && dates[from]! >= first)
      addOutcome(`base.${horizon}`, outcomeOf(closes.slice(from)), state)
  }
}

/** Remembers a touch, once for each horizon. */
export function openTouch(touch: Omit<Touch, 'horizon'>, state: VolatilityState): void {
  for (const horizon of TOUCH_RULES.horizons)
    state.touches.set(`${touch.tradeDate}.${touch.kind}.${horizon}`, { ...touch, horizon })
}

/** Says of each touch what became of it, once as many sessions as its horizon have passed. */
export function settleTouches(eventTime: EventTime, state: VolatilityState, emit: Emit): void {
  const known = state.closes.get(SPX)
  if (known === undefined || state.touches.size === 0) return
  for (const [key, touch] of state.touches.sorted()) {
    const after = known.dates.findIndex((date) => date > touch.tradeDate)
    const exit = after - 1 + touch.horizon
    if (after < 1 || exit >= known.dates.length) continue
    state.touches.delete(key)
    const outcome = outcomeOf(known.closes.slice(after - 1, exit + 1))
    addOutcome(`${touch.kind}.${touch.horizon}`, outcome, state)
    emit(touchSignal(touch, outcome, known.dates[exit]!, eventTime, state))
  }
}

function touchSignal(
  { kind, tradeDate, horizon, ratio, average, vix }: Touch,
  { entry, exit, change, maxDrawdown }: Outcome,
  until: TradeDate,
  eventTime: EventTime,
  state: VolatilityState,
): Parameters<Emit>[0] {
  return volatilitySignal('vvix_touch', `US.${kind}.${horizon}`, tradeDate, eventTime, {
    value: change,
    state: change < 0 ? 'fell' : 'rose',
    components: {
      ratio,
      ...(average === null ? {} : { average }),
      vix,
      horizon,
      entry,
      exit,
      maxDrawdown,
      until,
      ...outcomeFigures(state.outcomes.get(`${kind}.${horizon}`) ?? NO_OUTCOMES, ''),
      ...outcomeFigures(state.outcomes.get(`base.${horizon}`) ?? NO_OUTCOMES, 'base'),
    },
  })
}

function addOutcome(key: string, outcome: Outcome, state: VolatilityState): void {
  state.outcomes.set(key, withOutcome(state.outcomes.get(key) ?? NO_OUTCOMES, outcome))
}
