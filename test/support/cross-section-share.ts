import { sessionClose, type TradeDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import type { CrossSection, GroupTurnover, SmallCompany } from '../../schemas/generated/events.ts'
import { event } from './series-run.ts'

/** A task's share of a session, as cross-section would publish it. */
export const share = (
  tradeDate: number,
  content: Partial<Pick<CrossSection, 'task' | 'groups' | 'smallest'>>,
): AnyInputEvent<'crossSection'> =>
  event('crossSection', String(content.task ?? 0), {
    dataset: 'main',
    epoch: 1,
    task: 0,
    tradeDate: tradeDate as TradeDate,
    eventTime: sessionClose(tradeDate as TradeDate),
    groups: [],
    smallest: [],
    ...content,
  })

/** A group of ten members whose amounts (fen) are all known. */
export const group = (
  kind: string,
  name: string,
  amount: number,
  more: Partial<GroupTurnover> = {},
): GroupTurnover => ({
  kind,
  name,
  members: 10,
  advancers: 5,
  amount,
  amountKnown: 10,
  totalCap: 0,
  capKnown: 0,
  cappedAmount: 0,
  cappedCap: 0,
  ...more,
})

export const small = (
  instrument: string,
  cap: number,
  closeReturn: number | null,
  amount: number | null = null,
): SmallCompany => ({ instrument, cap, closeReturn, amount })
