import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import type { MarketMinute } from '../../../../schemas/generated/events.ts'
import type { MinuteRow } from '../../api/types.ts'
import { orNull, yuanOfFen } from './units.ts'

const amount = orNull(yuanOfFen)

/** A market minute as the API gives it. */
export function minuteRow(event: MarketMinute): MinuteRow {
  const { dataset, epoch, deleted, scope, tradeDate, universe, definition, ...rest } = event
  return {
    ...rest,
    time: sessionMinuteEnd(tradeDate, event.minute),
    sealAmount: yuanOfFen(event.sealAmount),
    amount: amount(event.amount),
    histogram: [...event.histogram],
    tiers: event.tiers.map((tier) => ({ ...tier })),
    hygiene: { ...event.hygiene },
  }
}
