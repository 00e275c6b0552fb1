import { type EventTime, formatTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import { AI_BASKET, COMPOSITE } from './baskets.ts'
import type { Closes } from './closes.ts'
import type { Emit } from './mapping-stores.ts'
import type { MappingRun } from './settle-session.ts'

export type LinkageLevel = 'tight' | 'moderate' | 'weak' | 'inverse'

/** Ours: from where on a correlation of levels is called tight, and moderate. */
const TIGHT = 0.8
const MODERATE = 0.5

/**
 * Rolling correlation of Chinese technology and the US AI basket at a Chinese close [S0, 1; domain.md C3]: of levels,
 * which is what the report's 0.957 can be, and of returns, which is what one market says of the other. The US side is the
 * last close known before the Chinese open; its return spans the US sessions since the one before.
 */
export function closeLinkage(
  tradeDate: TradeDate,
  eventTime: EventTime,
  { configuration: { linkage }, windows, state }: MappingRun,
  emit: Emit,
): void {
  const chinese = state.closes.get(COMPOSITE)
  const us = state.closes.get(AI_BASKET)
  if (chinese === undefined || us === undefined || chinese.dates.at(-1) !== tradeDate) return
  const [cnLevel, usLevel, usDate] = [chinese.closes.at(-1)!, us.closes.at(-1)!, us.dates.at(-1)!]
  const before = state.seen.get('linkage')
  const cnReturn = returnOf(chinese)
  const usReturn = before === undefined || before.usDate === usDate ? null : usLevel / before.usLevel - 1
  state.seen.set('linkage', { usDate, usLevel })
  const push = (name: 'levels' | 'returns', x: number | null, y: number | null): number | null => {
    const window = state.correlations.changeable(name, windows.linkage)
    window.push(x, y)
    return window.value
  }
  const corrLevel = push('levels', cnLevel, usLevel)
  const corrReturn = push('returns', cnReturn, usReturn)
  emit(
    signalOutput('mapping', {
      signal: 'linkage',
      subject: linkage.subject,
      tradeDate,
      eventTime,
      value: corrLevel,
      state: corrLevel === null ? null : linkageLevel(corrLevel),
      components: { corrLevel, corrReturn, cnLevel, usLevel, cnReturn, usReturn, usDate },
      notes: { usDate: formatTradeDate(usDate) },
    }),
  )
}

export function linkageLevel(corrLevel: number): LinkageLevel {
  if (corrLevel < 0) return 'inverse'
  if (corrLevel < MODERATE) return 'weak'
  return corrLevel < TIGHT ? 'moderate' : 'tight'
}

const returnOf = ({ closes }: Closes): number | null =>
  closes.length < 2 ? null : closes.at(-1)! / closes.at(-2)! - 1
