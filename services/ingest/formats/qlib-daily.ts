import type { TableFormat } from './table-format.ts'

/**
 * Qlib source CSV: one file per symbol (`SH600000.csv`) or a symbol column; prices multiplied and volume
 * divided by `factor`. The original price is adjusted / factor, rounded to the tick; a suspended day is NaN.
 */
export const qlibDaily: TableFormat = {
  name: 'qlib',
  columns: {
    code: ['symbol', 'instrument', 'code'],
    date: ['date', 'datetime', 'trade_date'],
    open: ['open', '$open'],
    close: ['close', '$close'],
    high: ['high', '$high'],
    low: ['low', '$low'],
    volume: ['volume', '$volume'],
    factor: ['factor', '$factor'],
  },
  required: ['date', 'open', 'close', 'high', 'low', 'volume', 'factor'],
  symbolInFileName: true,
  sharesPerUnit: 1,
  fenDigits: 2,
  steps: { volume: 100, amount: 100 },
  rank: 70,
  adjustedByFactor: true,
}
