import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { heldOn } from '../../../core/rotation/dated.ts'
import type { OpenSession } from '../../../runtime/processor/processor.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import { targetOutput } from '../target-output.ts'
import { COST_RATE, FEWEST_ACTIVE, MARKET_HOLDINGS, POSITION_STATES } from './macro-configuration.ts'
import { INDICATOR_SETS, type MacroIndicator, type MacroSide } from './macro-indicators.ts'
import type { Emit, MacroState } from './macro-stores.ts'
import { type Strength, strengthOf, timingPosition } from './timing-position.ts'

const DAY = 86_400_000

/** Whether a session is the first of its month; the first that the calendar knows is not. */
export const opensMonth = ({ tradeDate, previousSession }: OpenSession): boolean =>
  previousSession !== null && Math.floor(tradeDate / 100) !== Math.floor(previousSession / 100)

/** Signal and target of `macro_timing`, before the first session of a month, from what has been released. */
export function emitTiming({ tradeDate, eventTime }: OpenSession, state: MacroState, emit: Emit): void {
  const votes = votesAt(tradeDate, eventTime, state)
  const strength = (side: MacroSide): Strength =>
    strengthOf(
      votes.filter(({ indicator }) => indicator.side === side).map(({ bullish }) => bullish),
      FEWEST_ACTIVE,
    )
  const growth = strength('growth')
  const liquidity = strength('liquidity')
  const position = timingPosition(growth.share, liquidity.share)
  emit(
    signalOutput('macro', {
      signal: 'macro_timing',
      subject: 'CN',
      tradeDate,
      eventTime,
      value: position,
      state: stateOf(position),
      components: {
        growth: growth.share,
        liquidity: liquidity.share,
        growthActive: growth.active,
        liquidityActive: liquidity.active,
        ...Object.fromEntries(votes.map(({ indicator, bullish }) => [indicator.name, bullish])),
      },
    }),
  )
  const market = heldOn(MARKET_HOLDINGS, tradeDate)
  if (position === null || market === undefined) return
  emit(
    targetOutput({
      strategy: 'macro-timing',
      tradeDate,
      eventTime,
      execution: 'nextClose',
      weights: new Map([[market.symbol, position]]),
      benchmark: market.symbol,
      costRate: COST_RATE,
      reason: `growth ${percent(growth.share)}, liquidity ${percent(liquidity.share)}`,
    }),
  )
}

interface Vote {
  readonly indicator: MacroIndicator
  /** Null while the indicator is not active. */
  readonly bullish: number | null
}

function votesAt(tradeDate: TradeDate, now: EventTime, state: MacroState): Vote[] {
  const { indicators } = heldOn(INDICATOR_SETS, tradeDate) ?? { indicators: [] }
  return indicators.map((indicator) => {
    const memory = state.indicators.get(indicator.name)
    const isActive = memory !== undefined && now - memory.releasedAt <= indicator.activeDays * DAY
    return { indicator, bullish: isActive ? memory.bullish : null }
  })
}

function stateOf(position: number | null): string {
  if (position === null) return 'noData'
  if (position >= POSITION_STATES.high) return 'high'
  return position <= POSITION_STATES.low ? 'low' : 'middle'
}

const percent = (share: number | null): string => (share === null ? 'unknown' : `${Math.round(100 * share)}%`)
