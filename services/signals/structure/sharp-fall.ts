import { type Leg, zigZagLegs } from '../../../core/statistics/zig-zag.ts'
import { skewness as skewnessOf } from '../../../core/windows/windows.ts'
import { storedWindow } from '../../../runtime/windows/window-store.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { ASYMMETRY } from './structure-rules.ts'
import { structureSignal } from './structure-signal.ts'
import type { Emit, StructureState } from './structure-stores.ts'

/** 60% of the window, domain.md D7. */
const MINIMUM = Math.ceil(ASYMMETRY.sessions * 0.6)

export const SKEWNESS = storedWindow(skewnessOf({ length: ASYMMETRY.sessions, minimum: MINIMUM }))

/**
 * `sharp_fall_slow_rise` 急跌慢涨 (domain.md C18): how much faster an index falls than it rises, over the legs of a zig-zag of
 * the last year, and the skewness of its daily returns.
 */
export function sayAsymmetry(bar: SeriesBar, state: StructureState, emit: Emit): void {
  const { symbol, tradeDate, close } = bar
  if (!ASYMMETRY.symbols.includes(symbol) || close <= 0) return
  const before = state.asymmetry.get(symbol)
  if (before !== undefined && tradeDate <= before.tradeDate) return
  const closes = [...(before?.closes ?? []), close].slice(-(ASYMMETRY.sessions + 1))
  const skewness = state.skewness.changeable(symbol, SKEWNESS)
  if (before !== undefined) skewness.push(close / before.closes.at(-1)! - 1)
  state.asymmetry.set(symbol, { tradeDate, closes })
  if (closes.length <= MINIMUM) return
  const legs = zigZagLegs(closes, ASYMMETRY.reversal)
  const falls = legs.filter(({ change }) => change < 0)
  const rises = legs.filter(({ change }) => change > 0)
  const ratio = falls.length === 0 || rises.length === 0 ? null : meanSpeed(falls) / meanSpeed(rises)
  emit(
    structureSignal('sharp_fall_slow_rise', symbol, bar, {
      value: ratio,
      state: ratio === null ? null : ratio > 1 ? 'sharpFalls' : 'sharpRises',
      components: {
        falls: falls.length,
        rises: rises.length,
        ...(falls.length === 0 ? {} : { fallSpeed: meanSpeed(falls) }),
        ...(rises.length === 0 ? {} : { riseSpeed: meanSpeed(rises) }),
        ...(skewness.value === null ? {} : { skewness: skewness.value }),
        sessions: closes.length - 1,
      },
    }),
  )
}

/** Mean over the legs of the change per session, without its sign. */
const meanSpeed = (legs: readonly Leg[]): number =>
  legs.reduce((sum, { from, to, change }) => sum + Math.abs(change) / (to - from), 0) / legs.length
