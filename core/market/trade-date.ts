/** A session's Shanghai calendar date as the integer yyyymmdd, e.g. 20220425. */
export type TradeDate = number & { readonly brand: 'TradeDate' }

/** Milliseconds since the Unix epoch, exchange time; never taken from this machine's clock. */
export type EventTime = number & { readonly brand: 'EventTime' }

const DAY = 86_400_000
/** Asia/Shanghai is UTC+8 without daylight saving in every year that this project covers. */
const SHANGHAI_OFFSET = 8 * 3_600_000
const CLOSE_HOUR = 15

const DATE_TEXT = /^(\d{4})(?:(\d{2})(\d{2})|([-/])(\d{1,2})\4(\d{1,2}))$/

/** `20220425`, `2022-04-25` or `2022/4/25`; undefined for anything else and for dates that do not exist. */
export function parseTradeDate(text: string): TradeDate | undefined {
  const match = DATE_TEXT.exec(text)
  if (match === null) return undefined
  const [, year, month, day, , shortMonth, shortDay] = match
  const date = Number(year) * 10_000 + Number(month ?? shortMonth) * 100 + Number(day ?? shortDay)
  return isTradeDate(date) ? date : undefined
}

/** Whether an integer is yyyymmdd of a real date. */
export function isTradeDate(value: number): value is TradeDate {
  if (!Number.isInteger(value) || value < 1000_01_01 || value > 9999_12_31) return false
  return tradeDateFromDays(daysSinceEpoch(value as TradeDate)) === value
}

/** ISO text, `2022-04-25`. */
export function formatTradeDate(date: TradeDate): string {
  const text = String(date)
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar, by integer arithmetic. */
export function daysSinceEpoch(date: TradeDate): number {
  const day = date % 100
  const month = Math.floor(date / 100) % 100
  // Years run from March, so that the leap day is the last day of its year.
  const year = Math.floor(date / 10_000) - (month <= 2 ? 1 : 0)
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  return year * 365 + leapDays + dayOfYear - DAYS_FROM_MARCH_0000_TO_EPOCH
}

const DAYS_FROM_MARCH_0000_TO_EPOCH = 719_468
const DAYS_PER_400_YEARS = 146_097

/** Inverse of `daysSinceEpoch`. */
export function tradeDateFromDays(days: number): TradeDate {
  const shifted = days + DAYS_FROM_MARCH_0000_TO_EPOCH
  const era = Math.floor(shifted / DAYS_PER_400_YEARS)
  const dayOfEra = shifted - era * DAYS_PER_400_YEARS
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year * 10_000 + month * 100 + day) as TradeDate
}

/** Calendar days later (or earlier, if negative). */
export function addDays(date: TradeDate, days: number): TradeDate {
  return tradeDateFromDays(daysSinceEpoch(date) + days)
}

/** ISO day of the week: Monday is 1, Sunday is 7. */
export function dayOfWeek(date: TradeDate): number {
  return ((((daysSinceEpoch(date) + 3) % 7) + 7) % 7) + 1
}

/** Calendar year of a date. */
export function yearOf(date: TradeDate): number {
  return Math.floor(date / 10_000)
}

/** The moment when a Shanghai clock shows this time of this day. */
export function shanghaiTime(date: TradeDate, hour: number, minute: number, second = 0): EventTime {
  const secondOfDay = hour * 3600 + minute * 60 + second
  return (daysSinceEpoch(date) * DAY + secondOfDay * 1000 - SHANGHAI_OFFSET) as EventTime
}

/** 15:00:00 Shanghai: the event time of a session's daily bar. */
export function sessionClose(date: TradeDate): EventTime {
  return shanghaiTime(date, CLOSE_HOUR, 0)
}

/** The calendar date in Shanghai at a moment. */
export function shanghaiDate(time: EventTime): TradeDate {
  return tradeDateFromDays(Math.floor((time + SHANGHAI_OFFSET) / DAY))
}

/** Milliseconds since midnight in Shanghai. */
export function shanghaiMillisecondOfDay(time: EventTime): number {
  const shifted = time + SHANGHAI_OFFSET
  return shifted - Math.floor(shifted / DAY) * DAY
}
