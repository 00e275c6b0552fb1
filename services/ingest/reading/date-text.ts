import { parseTradeDate } from '../../../core/market/trade-date.ts'
import { BLANK, MALFORMED } from './decimal.ts'

const DASH = 45
const ZERO = 48
const NINE = 57
/** A date that a table library printed as a moment: its midnight is no time of day. */
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})[T ]00:00:00(\.0+)?(Z|\+00:00|\+08:00)?$/

/** Reads yyyymmdd or yyyy-mm-dd as the integer yyyymmdd, not yet checked against any calendar. */
export function readDate(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length === 0) return BLANK
  if (length !== 8 && !(length === 10 && bytes[start + 4] === DASH && bytes[start + 7] === DASH)) {
    return readUnusualDate(bytes, start, end)
  }
  let date = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    if (byte >= ZERO && byte <= NINE) date = date * 10 + (byte - ZERO)
    else if (byte !== DASH || length === 8) return readUnusualDate(bytes, start, end)
  }
  return date
}

function readUnusualDate(bytes: Uint8Array, start: number, end: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    .toString('latin1')
    .trim()
  return parseTradeDate(MIDNIGHT.exec(text)?.[1] ?? text) ?? MALFORMED
}
