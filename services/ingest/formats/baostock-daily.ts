import type { TableFormat } from './table-format.ts'

/**
 * baostock daily k-data: volume in shares, amount in CNY, `adjustflag` 3 = unadjusted (1 and 2 cannot be
 * taken), `tradestatus` 0 = suspended, `isST`. Only the columns that were asked for are there.
 */
export const baostockDaily: TableFormat = {
  name: 'baostock-daily',
  columns: {
    code: ['code', '证券代码'],
    date: ['date', '交易所行情日期', '日期'],
    open: ['open', '开盘价', '今开盘价格'],
    high: ['high', '最高价'],
    low: ['low', '最低价'],
    close: ['close', '收盘价', '今收盘价'],
    prevClose: ['preclose', '前收盘价', '昨日收盘价'],
    volume: ['volume', '成交量', '成交数量'],
    amount: ['amount', '成交额', '成交金额'],
    adjustFlag: ['adjustflag', '复权状态'],
    tradeStatus: ['tradestatus', '交易状态'],
    isSt: ['isST', '是否ST', '是否ST股'],
  },
  required: ['code', 'date', 'open', 'high', 'low', 'close', 'prevClose', 'volume', 'amount'],
  foreign: ['time'],
  sharesPerUnit: 1,
  fenDigits: 2,
  steps: { volume: 1, amount: 100 },
  rank: 10,
}
