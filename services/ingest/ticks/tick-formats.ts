import type { TickStatus } from '../../../schemas/generated/events.ts'

/** Where the date of a row stands: in the time column before a T, in a column of its own, or in the file's name. */
export type DatePlace = 'inTime' | 'column' | 'fileName'

interface TickFormatBase {
  readonly name: string
  /** The exact header, which recognises the format. */
  readonly header: readonly string[]
  readonly date: DatePlace
  readonly symbol: string
  readonly time: string
  /** Where `date` is `column`. */
  readonly dateColumn?: string
  /** How finely amounts are printed, in fen. */
  readonly amountStep: number
}

/** Snapshots of the order book 行情快照: price in CNY, volume in shares, amount in CNY, cumulative for the day. */
export interface SnapshotFormat extends TickFormatBase {
  readonly kind: 'snapshot'
  readonly prices: Readonly<Record<'prevClose' | 'open' | 'high' | 'low' | 'last', string>>
  readonly limits?: { readonly up: string; readonly down: string }
  readonly volume: string
  readonly amount: string
  readonly status: string
  readonly statuses: Readonly<Record<string, TickStatus>>
  readonly bidPrices: readonly string[]
  readonly bidVolumes: readonly string[]
  readonly askPrices: readonly string[]
  readonly askVolumes: readonly string[]
}

/** Trade by trade 逐笔成交: price in CNY, quantity in shares. */
export interface TradeFormat extends TickFormatBase {
  readonly kind: 'trade'
  readonly price: string
  readonly quantity: string
  /** CNY; where it is blank it is price times quantity. */
  readonly amount: string
  /** Rows with this text in this column are cancellations of orders (Shenzhen prints them between trades). */
  readonly cancel?: { readonly column: string; readonly text: string }
}

export type TickFormat = SnapshotFormat | TradeFormat

const levels = (name: string, from: number): string[] =>
  Array.from({ length: 5 }, (_, level) => `${name}${from + level}`)

/** Status codes of Shanghai's snapshots (InstrumentStatus). START is the time before the auction. */
const SHANGHAI_STATUSES = {
  START: 'unknown',
  OCALL: 'auction',
  TRADE: 'trading',
  BREAK: 'unknown',
  CCALL: 'auction',
  CLOSE: 'closed',
  ENDTR: 'closed',
  HALT: 'halted',
  SUSP: 'halted',
  VOLA: 'volatilityHalt',
} as const satisfies Record<string, TickStatus>

/**
 * Trading phases of the second format, as the phases of the file show: 1 opening auction, 2 until 09:30,
 * 3 continuous, 4 lunch, 5 closing auction, 6 closed (its first row is the official close). 8 and 9 are the
 * vendor's halts.
 */
const PHASE_STATUSES = {
  0: 'unknown',
  1: 'auction',
  2: 'unknown',
  3: 'trading',
  4: 'unknown',
  5: 'auction',
  6: 'closed',
  7: 'closed',
  8: 'halted',
  9: 'volatilityHalt',
} as const satisfies Record<string, TickStatus>

const split = (header: string): string[] => header.split(',')

const interleaved = (side: string): string[] =>
  Array.from({ length: 5 }, (_, level) => [`${side}Price${level + 1}`, `${side}Volume${level + 1}`]).flat()

/** Formats of tick files, each by its own header and units. */
export const TICK_FORMATS: readonly TickFormat[] = [
  {
    name: 'snapshots-datetime',
    kind: 'snapshot',
    header: [
      ...split('SecurityID,DateTime,PreClosePx,OpenPx,HighPx,LowPx,LastPx'),
      ...split('TotalVolumeTrade,TotalValueTrade,InstrumentStatus'),
      ...levels('BidPrice', 0),
      ...levels('BidOrderQty', 0),
      ...levels('OfferPrice', 0),
      ...levels('OfferOrderQty', 0),
      ...split('NumTrades,TotalBidQty,TotalOfferQty,WeightedAvgBidPx,WeightedAvgOfferPx'),
    ],
    date: 'inTime',
    symbol: 'SecurityID',
    time: 'DateTime',
    prices: { prevClose: 'PreClosePx', open: 'OpenPx', high: 'HighPx', low: 'LowPx', last: 'LastPx' },
    volume: 'TotalVolumeTrade',
    amount: 'TotalValueTrade',
    amountStep: 100,
    status: 'InstrumentStatus',
    statuses: SHANGHAI_STATUSES,
    bidPrices: levels('BidPrice', 0),
    bidVolumes: levels('BidOrderQty', 0),
    askPrices: levels('OfferPrice', 0),
    askVolumes: levels('OfferOrderQty', 0),
  },
  {
    name: 'snapshots-mddate',
    kind: 'snapshot',
    header: [
      ...split('MDDate,MDTime,SecurityID,PreClosePx,TotalVolumeTrade,TotalValueTrade'),
      ...split('LastPx,OpenPx,HighPx,LowPx,TotalBidQty,TotalOfferQty'),
      ...levels('BuyPrice', 1),
      ...levels('BuyOrderQty', 1),
      ...levels('SellPrice', 1),
      ...levels('SellOrderQty', 1),
      ...split('TradingPhaseCode,MaxPx,MinPx'),
    ],
    date: 'column',
    dateColumn: 'MDDate',
    symbol: 'SecurityID',
    time: 'MDTime',
    prices: { prevClose: 'PreClosePx', open: 'OpenPx', high: 'HighPx', low: 'LowPx', last: 'LastPx' },
    limits: { up: 'MaxPx', down: 'MinPx' },
    volume: 'TotalVolumeTrade',
    amount: 'TotalValueTrade',
    amountStep: 100,
    status: 'TradingPhaseCode',
    statuses: PHASE_STATUSES,
    bidPrices: levels('BuyPrice', 1),
    bidVolumes: levels('BuyOrderQty', 1),
    askPrices: levels('SellPrice', 1),
    askVolumes: levels('SellOrderQty', 1),
  },
  {
    name: 'snapshots-updatetime',
    kind: 'snapshot',
    header: [
      ...split('UpdateTime,SecurityID,PreCloPrice,OpenPrice,HighPrice,LowPrice,LastPrice,InstruStatus'),
      ...split('TradNumber,TradVolume,Turnover,TotalBidVol,TotalAskVol'),
      ...interleaved('Ask'),
      ...interleaved('Bid'),
    ],
    date: 'fileName',
    symbol: 'SecurityID',
    time: 'UpdateTime',
    prices: {
      prevClose: 'PreCloPrice',
      open: 'OpenPrice',
      high: 'HighPrice',
      low: 'LowPrice',
      last: 'LastPrice',
    },
    volume: 'TradVolume',
    amount: 'Turnover',
    amountStep: 100,
    status: 'InstruStatus',
    statuses: SHANGHAI_STATUSES,
    bidPrices: levels('BidPrice', 1),
    bidVolumes: levels('BidVolume', 1),
    askPrices: levels('AskPrice', 1),
    askVolumes: levels('AskVolume', 1),
  },
  {
    name: 'trades-market',
    kind: 'trade',
    header: split('SecurityID,Market,TradeTime,TradePrice,TradeQty,TradeAmount,BuyNum,SellNum'),
    date: 'inTime',
    symbol: 'SecurityID',
    time: 'TradeTime',
    price: 'TradePrice',
    quantity: 'TradeQty',
    amount: 'TradeAmount',
    amountStep: 1,
  },
  {
    name: 'trades-exectype',
    kind: 'trade',
    header: [
      ...split('BidApplSeqNum,OfferApplSeqNum,SecurityID,TradePrice,TradeQty,ExecType'),
      ...split('TradeTime,TradeMoney,TradeBSFlag,Market'),
    ],
    date: 'inTime',
    symbol: 'SecurityID',
    time: 'TradeTime',
    price: 'TradePrice',
    quantity: 'TradeQty',
    amount: 'TradeMoney',
    amountStep: 1,
    cancel: { column: 'ExecType', text: '4' },
  },
  {
    name: 'trades-tradtime',
    kind: 'trade',
    header: [
      ...split('TradeIndex,TradeChan,SecurityID,TradTime,TradPrice,TradVolume,TradeMoney'),
      ...split('TradeBuyNo,TradeSellNo,TradeBSFlag,BizIndex'),
    ],
    date: 'fileName',
    symbol: 'SecurityID',
    time: 'TradTime',
    price: 'TradPrice',
    quantity: 'TradVolume',
    amount: 'TradeMoney',
    amountStep: 1,
  },
  {
    name: 'trades-mddate',
    kind: 'trade',
    header: [
      ...split('MDDate,MDTime,TradingPhaseCode,TradeIndex,TradeBuyNo,TradeSellNo,TradeType'),
      ...split('TradeBSFlag,TradePrice,TradeQty,TradeMoney,ChannelNo,ApplSeqNum,SecurityID'),
    ],
    date: 'column',
    dateColumn: 'MDDate',
    symbol: 'SecurityID',
    time: 'MDTime',
    price: 'TradePrice',
    quantity: 'TradeQty',
    amount: 'TradeMoney',
    amountStep: 1,
  },
]

/** The tick format that a header belongs to. */
export function tickFormatOfHeader(header: readonly string[]): TickFormat | undefined {
  return TICK_FORMATS.find(
    (format) =>
      format.header.length === header.length && format.header.every((name, at) => name === header[at]),
  )
}

/** A tick format by its name. */
export function tickFormat(name: string): TickFormat | undefined {
  return TICK_FORMATS.find((format) => format.name === name)
}
