import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { OutputEvent } from '../../../runtime/processor/processor.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import type { GroupTurnover } from '../../../schemas/generated/events.ts'
import { CROWDING_RULES } from './crowding-rules.ts'

/** The session that is judged. */
export interface SessionDay {
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
  /** Our data hold too little of it: its figures are not used. */
  readonly dataGap: boolean
}

/** The market's sums, if its turnover is known; undefined where too few amounts are, as in sources without them. */
export function knownMarket(
  groups: readonly GroupTurnover[],
  { dataGap }: SessionDay,
): GroupTurnover | undefined {
  const market = groups.find(({ kind }) => kind === 'market')
  if (dataGap || market === undefined || market.amount === 0) return undefined
  return market.amountKnown >= market.members * CROWDING_RULES.knownShare ? market : undefined
}

/** A row of the topic `sentiment.crowding`; components that are null are left out. */
export function crowdingSignal(
  signal: 'turnover_share' | 'turnover_calm',
  subject: string,
  { tradeDate, eventTime }: SessionDay,
  says: {
    readonly value: number | null
    readonly state: string | null
    readonly rank?: number
    readonly components: Readonly<Record<string, number | null>>
  },
): OutputEvent<'crowding'> {
  return signalOutput('crowding', { signal, subject, tradeDate, eventTime, ...says })
}
