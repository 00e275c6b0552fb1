import { akshareDaily, akshareHist, akshareHistEnglish } from './akshare-daily.ts'
import { baostockDaily } from './baostock-daily.ts'
import { closingSnapshot, plainDaily, plainDailyFlagged } from './plain-daily.ts'
import { qlibDaily } from './qlib-daily.ts'
import { type ColumnPlan, planColumns, type TableFormat } from './table-format.ts'
import { tushareDaily } from './tushare-daily.ts'

/** Table formats in the order in which a header is tried against them, the most particular first. */
export const TABLE_FORMATS: readonly TableFormat[] = [
  plainDaily,
  plainDailyFlagged,
  closingSnapshot,
  tushareDaily,
  qlibDaily,
  akshareDaily,
  akshareHistEnglish,
  akshareHist,
  baostockDaily,
]

export interface PlannedTable {
  readonly format: TableFormat
  readonly plan: ColumnPlan
}

/** The table format that a header belongs to. */
export function tableOfHeader(header: readonly string[]): PlannedTable | undefined {
  for (const format of TABLE_FORMATS) {
    const plan = planColumns(format, header)
    if (plan !== undefined) return { format, plan }
  }
  return undefined
}
