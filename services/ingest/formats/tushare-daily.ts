import type { TableFormat } from './table-format.ts'

/**
 * Tushare `daily` (doc_id 27): unadjusted, volume in lots, amount in thousand CNY with three or four
 * decimals, `pre_close` adjusted on ex-rights days; suspended days have no row. `ah_*` after hours since
 * 2026-07-06, if asked for. The same fields come as a JSON reply {data: {fields, items}}.
 */
export const tushareDaily: TableFormat = {
  name: 'tushare-daily',
  columns: {
    code: ['ts_code'],
    date: ['trade_date'],
    open: ['open'],
    high: ['high'],
    low: ['low'],
    close: ['close'],
    prevClose: ['pre_close'],
    volume: ['vol'],
    amount: ['amount'],
    afterHoursVolume: ['ah_vol'],
    afterHoursAmount: ['ah_amount'],
  },
  required: ['code', 'date', 'open', 'high', 'low', 'close', 'volume', 'amount'],
  sharesPerUnit: 100,
  fenDigits: 5,
  steps: { volume: 1, amount: 100 },
  rank: 20,
}
