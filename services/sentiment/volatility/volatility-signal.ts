import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { OutputEvent } from '../../../runtime/processor/processor.ts'

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
  const { value, state, components, revision = 0 } = says
  return {
    topic: 'volatility',
    key: `${signal}/${subject}/${tradeDate}`,
    eventTime,
    value: {
      revision,
      deleted: false,
      signal,
      subject,
      tradeDate,
      eventTime,
      value,
      state,
      rank: null,
      components,
      notes: {},
    },
  }
}
