import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** A row of a snapshot file as it is printed; prices in fen. */
export interface RawSnapshot {
  readonly code: string
  /** Milliseconds since midnight. */
  readonly moment: number
  readonly prevClose: number
  readonly last: number
  readonly high: number
  readonly low: number
  readonly open: number
  readonly volume: number
  readonly askVolume: number
  readonly bidVolume: number
}

/** Names of columns in the three formats, in the order of the fields. */
const COLUMNS = {
  code: ['SecurityID'],
  time: ['DateTime', 'MDTime', 'UpdateTime'],
  prevClose: ['PreClosePx', 'PreCloPrice'],
  last: ['LastPx', 'LastPrice'],
  high: ['HighPx', 'HighPrice'],
  low: ['LowPx', 'LowPrice'],
  open: ['OpenPx', 'OpenPrice'],
  volume: ['TotalVolumeTrade', 'TradVolume'],
  askVolume: ['OfferOrderQty0', 'SellOrderQty1', 'AskVolume1'],
  bidVolume: ['BidOrderQty0', 'BuyOrderQty1', 'BidVolume1'],
} as const

/** Reads a snapshot file without any of the project's readers. */
export function rawSnapshots(path: string): RawSnapshot[] {
  const [header, ...rows] = gunzipSync(readFileSync(path)).toString('utf8').trim().split(/\r?\n/)
  const names = header!.split(',')
  const place = (field: keyof typeof COLUMNS): number =>
    names.findIndex((name) => (COLUMNS[field] as readonly string[]).includes(name))
  const places = Object.fromEntries(Object.keys(COLUMNS).map((field) => [field, place(field as never)]))
  return rows.map((row) => {
    const cells = row.split(',')
    const cell = (field: keyof typeof COLUMNS): string => cells[places[field]!] ?? ''
    const fen = (field: keyof typeof COLUMNS): number => Math.round(Number(cell(field)) * 100)
    return {
      code: cell('code').slice(0, 6),
      moment: momentOf(cell('time')),
      prevClose: fen('prevClose'),
      last: fen('last'),
      high: fen('high'),
      low: fen('low'),
      open: fen('open'),
      volume: Number(cell('volume')),
      askVolume: Number(cell('askVolume')),
      bidVolume: Number(cell('bidVolume')),
    }
  })
}

function momentOf(time: string): number {
  const [hour, minute, second] = time.slice(-12).split(':').map(Number)
  return Math.round(((hour! * 60 + minute!) * 60 + second!) * 1_000)
}

/** Milliseconds of a time of day. */
export const clock = (hour: number, minute: number): number => (hour * 60 + minute) * 60_000
