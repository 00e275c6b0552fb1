import { chineseCalendar } from '../../../core/market/chinese-calendar.ts'
import { formatTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import { type Check, type Finding, note, ok } from '../finding.ts'

const DAYS_BEFORE = 14

/** How far the bundled trading calendar reaches. */
export const calendarCheck: Check = async () => calendarFindings(chineseCalendar.last, Date.now())

export function calendarFindings(last: TradeDate, now: number): readonly Finding[] {
  const ends = formatTradeDate(last)
  return (Date.parse(ends) - now) / 86_400_000 > DAYS_BEFORE
    ? ok(`trading calendar reaches ${ends}`)
    : note(
        `trading calendar ends ${ends}`,
        'The exchange publishes the next year in December: see CONTRIBUTING.md, Calendar.',
      )
}
