import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Fen, type Price, parseFen, parsePrice } from '../../price.ts'
import { type EventTime, parseTradeDate, shanghaiTime, type TradeDate } from '../../trade-date.ts'
import type { Snapshot, SnapshotStatus } from '../snapshot.ts'

/** Rows of a CSV file, plain or gzip, as objects by the names in its header. */
export function readRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '')
  const names = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
  })
}

/** `09:30:03.000` of a date. */
export function timeOfDay(date: TradeDate, text: string): EventTime {
  const [hour = '', minute = '', second = ''] = text.split(':')
  return (shanghaiTime(date, Number(hour), Number(minute)) + Math.round(Number(second) * 1000)) as EventTime
}

/**
 * Snapshots by code of an `l2snapshot_*` file, in the order of the file: three dialects of exchange data.
 *
 * @param date of the rows, where the file has no column of it
 */
export function readSnapshots(path: string, date: TradeDate): Map<string, Snapshot[]> {
  const byCode = new Map<string, Snapshot[]>()
  for (const row of readRows(path)) {
    const code = row.SecurityID!.slice(0, 6)
    const snapshots = byCode.get(code) ?? []
    snapshots.push(snapshot(row, date))
    byCode.set(code, snapshots)
  }
  return byCode
}

function snapshot(row: Record<string, string>, date: TradeDate): Snapshot {
  const cell = (...names: string[]) => row[names.find((name) => name in row) ?? ''] ?? ''
  const level = (side: readonly string[]) => {
    const [first = '', second = ''] = side
    const from = `${first}0` in row ? 0 : 1
    return [0, 1, 2, 3, 4]
      .map((index) => ({
        price: Number(price(cell(`${first}${index + from}`)) ?? 0),
        volume: Number(cell(`${second}${index + from}`)),
      }))
      .filter(({ price }) => price > 0)
  }
  const bids = level(
    'BuyPrice1' in row
      ? ['BuyPrice', 'BuyOrderQty']
      : 'BidVolume1' in row
        ? ['BidPrice', 'BidVolume']
        : ['BidPrice', 'BidOrderQty'],
  )
  const asks = level(
    'SellPrice1' in row
      ? ['SellPrice', 'SellOrderQty']
      : 'AskVolume1' in row
        ? ['AskPrice', 'AskVolume']
        : ['OfferPrice', 'OfferOrderQty'],
  )
  const [day, clock] =
    'DateTime' in row ? row.DateTime!.split('T') : [row.MDDate, cell('MDTime', 'UpdateTime')]
  const tradeDate = day === undefined ? date : parseTradeDate(day.replaceAll('.', '-'))!
  return {
    tradeDate,
    eventTime: timeOfDay(tradeDate, clock!),
    receivedAt: null,
    sequence: null,
    status: STATUS[cell('InstrumentStatus', 'InstruStatus', 'TradingPhaseCode')] ?? 'unknown',
    prevClose: price(cell('PreClosePx', 'PreCloPrice')),
    open: price(cell('OpenPx', 'OpenPrice')),
    high: price(cell('HighPx', 'HighPrice')),
    low: price(cell('LowPx', 'LowPrice')),
    last: price(cell('LastPx', 'LastPrice')),
    volume: Number(cell('TotalVolumeTrade', 'TradVolume')),
    amount: parseFen(Number(cell('TotalValueTrade', 'Turnover')).toFixed(2), 'yuan') as Fen,
    depth: 5,
    bidPrices: bids.map(({ price }) => price),
    bidVolumes: bids.map(({ volume }) => volume),
    askPrices: asks.map(({ price }) => price),
    askVolumes: asks.map(({ volume }) => volume),
    limitUp: price(cell('MaxPx')),
    limitDown: price(cell('MinPx')),
    late: false,
  }
}

const STATUS: Readonly<Record<string, SnapshotStatus>> = {
  OCALL: 'auction',
  CCALL: 'auction',
  TRADE: 'trading',
  CLOSE: 'closed',
  ENDTR: 'closed',
  // Shenzhen's codes in the file of 2022-06-01.
  '1': 'auction',
  '3': 'trading',
  '5': 'auction',
  '6': 'closed',
}

/** Zero and blank are "none" in these files. */
function price(text: string): Price | null {
  const parsed = text === '' ? undefined : parsePrice(text)
  return parsed === undefined || parsed === 0 ? null : parsed
}
