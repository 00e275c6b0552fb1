import { basename } from 'node:path'
import { parseTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import { MALFORMED } from '../reading/decimal.ts'

const ZERO = 48
const COLON = 58
const POINT = 46
const LETTER_T = 84
const DATE_LENGTH = 10

/** Milliseconds of the day in `09:15:02`, `09:15:02.000` or `09:15:02.12`; `MALFORMED` otherwise. */
export function readTimeOfDay(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length < 8 || bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return MALFORMED
  const hour = twoDigits(bytes, start)
  const minute = twoDigits(bytes, start + 3)
  const second = twoDigits(bytes, start + 6)
  if (!(hour < 24 && minute < 60 && second < 60)) return MALFORMED
  let milliseconds = ((hour * 60 + minute) * 60 + second) * 1000
  if (length === 8) return milliseconds
  if (bytes[start + 8] !== POINT || length > 12) return MALFORMED
  for (let at = start + 9, unit = 100; at < end; at += 1, unit /= 10) {
    const digit = bytes[at]! - ZERO
    if (!(digit >= 0 && digit <= 9)) return MALFORMED
    milliseconds += digit * unit
  }
  return milliseconds
}

/** yyyymmdd of `2021.12.01`, `2021-12-01`, `2021/12/01` or `20211201`, unchecked; `MALFORMED` otherwise. */
export function readDottedDate(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length !== 8 && length !== DATE_LENGTH) return MALFORMED
  const gap = length === 8 ? 0 : 1
  const century = twoDigits(bytes, start)
  const year = twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 4 + gap)
  const day = twoDigits(bytes, start + 6 + 2 * gap)
  const date = ((century * 100 + year) * 100 + month) * 100 + day
  return Number.isNaN(date) ? MALFORMED : date
}

/** Where the time of day begins in `2021.12.01T09:15:02.000`; -1 without a date before it. */
export function timeAfterDate(bytes: Uint8Array, start: number, end: number): number {
  const at = start + DATE_LENGTH
  return at < end && (bytes[at] === LETTER_T || bytes[at] === 32) ? at + 1 : -1
}

/** The day in the name of a file whose rows do not print it: `snapshots_20230201_600519.csv.gz`. */
export function dateInFileName(path: string): TradeDate | undefined {
  const text = /(?:^|\D)((?:19|20)\d{6})(?!\d)/.exec(basename(path))?.[1]
  return text === undefined ? undefined : parseTradeDate(text)
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
