import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import { formatTradeDate } from '../../../../core/market/trade-date.ts'
import { regimeOn } from '../../../../core/sentiment/regimes.ts'
import type {
  GroupMinute,
  LadderTier,
  LimitChange,
  MarketStage,
} from '../../../../schemas/generated/events.ts'
import type { GroupRow, HistoryRow, LimitEvent, TierRow } from '../../api/types.ts'
import { orNull, yuanOfFen, yuanOfPrice } from './units.ts'

/** A limit change as the API gives it. */
export function limitEvent(change: LimitChange, name: string | null): LimitEvent {
  const { dataset, epoch, deleted, instrument, tradeDate, eventTime, ...rest } = change
  return {
    ...rest,
    name,
    time: eventTime,
    last: yuanOfPrice(change.last),
    limit: yuanOfPrice(change.limit),
    sealAmount: yuanOfFen(change.sealAmount),
  }
}

/** A group's minute as the API gives it. */
export function groupRow(group: GroupMinute): GroupRow {
  const { dataset, epoch, deleted, tradeDate, eventTime, ...rest } = group
  return {
    ...rest,
    time: sessionMinuteEnd(tradeDate, group.minute),
    sealAmount: yuanOfFen(group.sealAmount),
    amount: orNull(yuanOfFen)(group.amount),
  }
}

/** A tier of the daily ladder. */
export function tierRow({ tier, boards, base, promoted }: LadderTier): TierRow {
  return { tier, boards, base, promoted, touched: null }
}

const NO_BREADTH = {
  traded: null,
  advancers: null,
  decliners: null,
  unchanged: null,
  volume: null,
  amount: null,
  meanReturn: null,
} as const

/** The limit-up part of a session's row; breadth has a topic of its own. */
export function stageRow(stage: MarketStage): HistoryRow {
  const {
    dataset,
    epoch,
    revision,
    deleted,
    scope,
    eventTime,
    tradeDate,
    universe,
    definition,
    excluded,
    ...rest
  } = stage
  return { ...rest, ...NO_BREADTH, date: formatTradeDate(tradeDate), regime: regimeOn(tradeDate) }
}
