import type { TableFormat } from './table-format.ts'

/** Minute files of the same library have a time column. */
const MINUTES = ['time', '时间', 'day'] as const

/** AKShare `stock_zh_a_hist` (Eastmoney): volume in lots, amount in CNY, columns in open-close-high-low order. */
export const akshareHist: TableFormat = {
  name: 'akshare-hist',
  columns: {
    code: ['股票代码', '代码', 'code', 'symbol', 'stock_code'],
    date: ['日期', 'date', 'trade_date'],
    open: ['开盘', 'open'],
    close: ['收盘', 'close'],
    high: ['最高', 'high'],
    low: ['最低', 'low'],
    volume: ['成交量', 'volume'],
    amount: ['成交额', 'amount', 'turnover_value'],
  },
  required: ['date', 'open', 'close', 'high', 'low', 'volume', 'amount'],
  marks: ['振幅', '换手率'],
  foreign: MINUTES,
  symbolInFileName: true,
  sharesPerUnit: 100,
  fenDigits: 2,
  steps: { volume: 100, amount: 100 },
  rank: 50,
}

/** The same with the column names that English-speaking users give it. */
export const akshareHistEnglish: TableFormat = {
  ...akshareHist,
  name: 'akshare-hist-en',
  marks: ['amplitude'],
}

/** AKShare `stock_zh_a_daily` (Sina): volume in shares, amount in CNY; the symbol is in the file's name. */
export const akshareDaily: TableFormat = {
  name: 'akshare-daily',
  columns: akshareHist.columns,
  required: ['date', 'open', 'close', 'high', 'low', 'volume', 'amount'],
  marks: ['outstanding_share', 'turnover'],
  foreign: MINUTES,
  symbolInFileName: true,
  sharesPerUnit: 1,
  fenDigits: 2,
  steps: { volume: 1, amount: 100 },
  rank: 45,
}
