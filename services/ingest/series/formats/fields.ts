import { monthEnd } from '../../../../core/market/release-time.ts'
import { parseTradeDate, type TradeDate } from '../../../../core/market/trade-date.ts'
import { RowError } from './series-format.ts'

/** What tables print where there is no figure. */
const NOTHING: ReadonlySet<string> = new Set(['', 'nan', 'NaN', 'null', 'None', '-', '--', '.'])

/** A figure, or null where there is none. @throws RowError */
export function figure(text: string | undefined, column: string): number | null {
  const plain = (text ?? '').trim()
  if (NOTHING.has(plain)) return null
  const value = Number(plain)
  if (Number.isFinite(value)) return value
  throw new RowError(`${column} is "${plain}", which is no number; correct or remove the row`)
}

/** A figure that must be there. @throws RowError */
export function requiredFigure(text: string | undefined, column: string): number {
  const value = figure(text, column)
  if (value === null) throw new RowError(`${column} is missing; fill it in or remove the row`)
  return value
}

/** yyyymmdd, yyyy-mm-dd or yyyy/m/d, also with a midnight behind it. @throws RowError */
export function day(text: string | undefined): TradeDate {
  const plain = (text ?? '').trim().replace(/[T ]00:00(:00(\.0+)?)?(Z|[+]00:00)?$/, '')
  const date = parseTradeDate(plain)
  if (date === undefined) throw new RowError(`"${plain}" is no date; write yyyymmdd or yyyy-mm-dd`)
  return date
}

const MONTH = /^(\d{4})(?:年(\d{1,2})月份?|[-/]?(\d{2}))$/
const CHINESE_DAY = /^(\d{4})年(\d{1,2})月(\d{1,2})日$/

/** The last day of a month: 2025年09月份, 202509 or 2025-09. @throws RowError */
export function month(text: string | undefined): TradeDate {
  const plain = (text ?? '').trim()
  const match = MONTH.exec(plain)
  const number = Number(match?.[2] ?? match?.[3])
  if (match === null || !(number >= 1 && number <= 12))
    throw new RowError(`"${plain}" is no month; write yyyymm`)
  return monthEnd(Number(match[1]), number)
}

/** 2025年05月07日. @throws RowError */
export function chineseDay(text: string | undefined): TradeDate {
  const plain = (text ?? '').trim()
  const match = CHINESE_DAY.exec(plain)
  return day(match === null ? plain : `${match[1]}/${match[2]}/${match[3]}`)
}

/** A day or a month, the latter as its last day. @throws RowError */
export function period(text: string | undefined): TradeDate {
  return MONTH.test((text ?? '').trim()) ? month(text) : day(text)
}
