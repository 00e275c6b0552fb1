import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { OutputEvent } from '../../../runtime/processor/processor.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'

/** A row of the topic `sentiment.volatility`. */
export function volatilitySignal(
  signal: 'vvix_vix' | 'vix_term' | 'vvix_touch',
  subject: string,
  tradeDate: TradeDate,
  eventTime: EventTime,
  says: {
    readonly value: number | null
    readonly state: string | null
    readonly components: Readonly<Record<string, number>>
    readonly revision?: number
  },
): OutputEvent<'volatility'> {
  return signalOutput('volatility', { signal, subject, tradeDate, eventTime, ...says })
}
