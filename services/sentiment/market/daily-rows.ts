import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { LadderTier } from '../../../schemas/generated/events.ts'
import type { Figures } from './market-day.ts'
import type { Emit } from './market-stores.ts'

/** What a row of stage or ladder says about itself. */
export interface RowFrame {
  readonly scope: string
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
  readonly revision: number
  /** Of the closed session. */
  readonly final: boolean
  /** Withdraws the row. */
  readonly deleted?: boolean
}

export function emitStage(
  figures: Omit<Figures, 'stage'> & { readonly stage: string | null },
  dataGap: boolean,
  frame: RowFrame,
  emit: Emit,
): void {
  const { scope, tradeDate, eventTime } = frame
  emit({
    topic: 'stage',
    key: `${scope}/${tradeDate}`,
    eventTime,
    value: { ...figures, deleted: false, ...frame, dataGap },
  })
}

export function emitTier(
  { tier, boards, base, promoted, rate }: Pick<LadderTier, 'tier' | 'boards' | 'base' | 'promoted' | 'rate'>,
  frame: RowFrame,
  emit: Emit,
): void {
  const { scope, tradeDate, eventTime } = frame
  emit({
    topic: 'ladder',
    key: `${scope}/${tradeDate}/${tier}`,
    eventTime,
    value: { deleted: false, ...frame, tier, boards, base, promoted, rate },
  })
}
