import { formatPrice, type Price } from '../../core/market/price.ts'
import {
  type EventTime,
  formatTradeDate,
  shanghaiDate,
  shanghaiMillisecondOfDay,
  type TradeDate,
} from '../../core/market/trade-date.ts'
import type { Unit } from './record-field.ts'

/** Returns are integers in 1e-10. */
const RETURN_PER_PERCENT = 1e8
const FEN_PER_YUAN = 100
/** Longer texts (nested records, reasons) would push everything else off the screen. */
const LONGEST = 48

/**
 * A value as a person reads it: prices and amounts in yuan, dates and times of Shanghai, returns and shares in percent.
 * What is unknown is a dash.
 */
export function humanText(value: unknown, unit: Unit): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return listText(value, unit)
  if (typeof value === 'number') return NUMBERS[unit](value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Buffer.isBuffer(value)) return shortened(value.toString('utf8'))
  return shortened(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** `2022-04-27 14:56:03`, with milliseconds where there are any. */
export function humanTime(time: EventTime): string {
  const ofDay = new Date(shanghaiMillisecondOfDay(time)).toISOString().slice(11, 23)
  return `${formatTradeDate(shanghaiDate(time))} ${ofDay.replace('.000', '')}`
}

const NUMBERS: Readonly<Record<Unit, (value: number) => string>> = {
  plain: (value) => value.toLocaleString('en-US'),
  price: (value) => (value < 0 ? `-${formatPrice(-value as Price)}` : formatPrice(value as Price)),
  money: (value) =>
    (value / FEN_PER_YUAN).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  date: (value) => formatTradeDate(value as TradeDate),
  time: (value) => humanTime(value as EventTime),
  return: (value) => `${(value / RETURN_PER_PERCENT).toFixed(2)}%`,
  ratio: (value) => `${(value * 100).toFixed(2)}%`,
  number: (value) => value.toFixed(1),
  figure: (value) => value.toLocaleString('en-US', { maximumSignificantDigits: 8 }),
  bytes: String,
}

function listText(values: readonly unknown[], unit: Unit): string {
  const texts = values.map((value) => humanText(value, unit))
  if (texts.length <= 2) return texts.join(' ')
  return shortened(`${texts[0]} +${texts.length - 1}`)
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`
}
