import { NO_VOLUME_FLAG, type TableFormat } from './table-format.ts'

const PRICES = { open: ['open'], high: ['high'], low: ['low'], close: ['close'] } as const

/**
 * Full-market daily bars, volume in lots, amount in wan CNY. `ref_prev_close` is printed on the first
 * row of a code and on ex-rights days; blank stands for the close of the row before.
 */
export const plainDaily: TableFormat = {
  name: 'plain-daily',
  columns: {
    code: ['code'],
    date: ['date'],
    ...PRICES,
    prevClose: ['ref_prev_close'],
    volume: ['vol_lot'],
    amount: ['amt_wan'],
  },
  required: ['code', 'date', 'open', 'high', 'low', 'close', 'prevClose', 'volume', 'amount'],
  blankReference: 'closeBefore',
  sharesPerUnit: 100,
  fenDigits: 6,
  steps: { volume: 100, amount: 1_000_000 },
  rank: 30,
}

/** The same without amounts and with a flag that says how a bar was recovered from adjusted prices. */
export const plainDailyFlagged: TableFormat = {
  name: 'plain-daily-flagged',
  columns: {
    code: ['code'],
    date: ['date'],
    ...PRICES,
    prevClose: ['ref_prev_close'],
    volume: ['vol_lot'],
    flag: ['flag'],
  },
  required: ['code', 'date', 'open', 'high', 'low', 'close', 'prevClose', 'volume', 'flag'],
  blankReference: 'closeBefore',
  sharesPerUnit: 100,
  fenDigits: 6,
  steps: { volume: 100, amount: 1_000_000 },
  rank: 80,
  flags: { c: 'closeCorrected', s: 'scaleCorrected', u: 'unverified', z: NO_VOLUME_FLAG },
}

/** Full-market closing snapshot with names, so that ST, N and C are visible; rows without a price did not trade. */
export const closingSnapshot: TableFormat = {
  name: 'closing-snapshot',
  columns: {
    code: ['code'],
    date: ['date'],
    name: ['name'],
    ...PRICES,
    prevClose: ['prev_close'],
    volume: ['vol_lot'],
    amount: ['amt_wan'],
  },
  required: ['code', 'date', 'name', 'open', 'high', 'low', 'close', 'prevClose', 'volume', 'amount'],
  marks: ['turnover_pct', 'total_mv_wan', 'float_mv_wan'],
  sharesPerUnit: 100,
  fenDigits: 6,
  steps: { volume: 100, amount: 1_000_000 },
  rank: 40,
}
