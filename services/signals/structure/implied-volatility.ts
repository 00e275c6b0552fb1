import { daysSinceEpoch, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Observation } from '../../../schemas/generated/events.ts'
import { measureSince } from './measure.ts'
import { type Anchor, anchoredSubject, VOLATILITY_COMPARISON } from './structure-rules.ts'
import { structureSignal } from './structure-signal.ts'
import type { Emit, StructureState } from './structure-stores.ts'

const { anchors, abroad, home, rises, stays } = VOLATILITY_COMPARISON

/**
 * `iv_compare`: points by which implied volatility 隐含波动率 rose more abroad than at home since an anchor (domain.md C18). A row comes with
 * each value from abroad, which New York knows after Shanghai has closed: at home the latest values until then are taken.
 * `decoupled`: abroad up by 5 points or more while home moved by 2 at most; `together`: home moved as well; `calm`: neither.
 */
export function compareVolatility(observation: Observation, state: StructureState, emit: Emit): void {
  const { series, period, value } = observation
  if (series !== abroad && !(home as readonly string[]).includes(series)) return
  for (const anchor of anchors) {
    const since = measureSince(anchor, series, period, value, state)
    if (since === undefined) continue
    state.observed.set(since.subject, { period, value })
    if (series === abroad) sayComparison(anchor, observation, value - since.base, state, emit)
  }
}

function sayComparison(
  anchor: Anchor,
  { period, value, eventTime }: Observation,
  change: number,
  state: StructureState,
  emit: Emit,
): void {
  const components: Record<string, number> = { abroad: value, abroadChange: change }
  const atHome = home.flatMap((series) => {
    const moved = homeChange(series, anchor, period, state)
    if (moved === undefined) return []
    const name = `home${series.slice(series.lastIndexOf('.') + 1)}`
    components[name] = moved.value
    components[`${name}Change`] = moved.change
    return [moved.change]
  })
  const largest = atHome.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
  emit(
    structureSignal(
      'iv_compare',
      anchoredSubject('US-CN', anchor),
      { tradeDate: period, eventTime },
      {
        value: atHome.length === 0 ? null : change - meanOf(atHome),
        state: atHome.length === 0 ? null : stateOf(change, largest),
        components,
        notes: { anchor: anchor.what },
      },
    ),
  )
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function stateOf(change: number, largest: number): 'decoupled' | 'together' | 'calm' {
  if (change < rises) return 'calm'
  return largest <= stays ? 'decoupled' : 'together'
}

/** Values at home that are older than a week are not set beside today's. */
const STALE_DAYS = 7

function homeChange(
  series: string,
  anchor: Anchor,
  period: TradeDate,
  state: StructureState,
): { readonly value: number; readonly change: number } | undefined {
  const subject = anchoredSubject(series, anchor)
  const latest = state.observed.get(subject)
  const base = state.measured.get(subject)?.base
  if (latest === undefined || base === undefined) return undefined
  if (daysSinceEpoch(period) - daysSinceEpoch(latest.period) > STALE_DAYS) return undefined
  return { value: latest.value, change: latest.value - base }
}
