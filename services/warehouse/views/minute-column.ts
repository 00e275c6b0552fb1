import type { ViewColumn } from './public-view.ts'

/** Minutes of the day at which rows 0, 1 and 121 of a session are labelled, less their number (domain reference A6). */
const AUCTION = 9 * 60 + 25
const MORNING = 9 * 60 + 30
const AFTERNOON = 13 * 60 - 120

/** The column that labels a minute: the end of its window, 09:25, 09:31..11:30, 13:01..15:00. */
export const MINUTE_COLUMN: ViewColumn = {
  name: 'minute',
  type: "DateTime64(3, 'Asia/Shanghai')",
  comment:
    'End of the minute: 09:25 for the opening auction, 09:31..11:30, 13:01..15:00; the last of each half session takes one minute more, so that the closing snapshot is in it.',
}

/** SQL expression of that column, for a session's date and the number of the minute. */
export function minuteOf(index: string): string {
  const ofDay = `multiIf(${index} = 0, ${AUCTION}, ${index} <= 120, ${MORNING} + ${index}, ${AFTERNOON} + ${index})`
  return `addMinutes(toDateTime64(trade_date, 3, 'Asia/Shanghai'), ${ofDay})`
}

/** The column as a table's view chooses it. */
export const MINUTE_CHOICE = { ...MINUTE_COLUMN, expression: minuteOf('minute_index') } as const
