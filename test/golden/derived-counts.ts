import { csvRows } from './csv-rows.ts'
import type { CohortColumn, CountColumn, NaiveDay } from './naive-market.ts'

export type DerivedCounts = Readonly<Record<CountColumn | CohortColumn, number | null>>

const COUNT_COLUMNS: readonly CountColumn[] = [
  'n',
  'up_n',
  'down_n',
  'flat_n',
  'limit_up',
  'broken_up',
  'limit_down',
  'ew_ret_pct',
]
const COHORT_COLUMNS: readonly CohortColumn[] = [
  'max_board',
  'boards2p',
  'prev_zt_n',
  'promo_all',
  'prev_first_n',
  'promo_1to2',
  'promo_2plus',
  'prev_zt_ret_pct',
]
/** Counts that can only be too low where the data begin later than the other source's. */
const RISING: readonly CohortColumn[] = ['max_board', 'boards2p', 'prev_zt_n']

/** Rows of derived/market_limit_stats_daily.csv by session. */
export function readDerivedCounts(path: string): ReadonlyMap<number, DerivedCounts> {
  return new Map(
    csvRows(path).map((row) => {
      const columns = [...COUNT_COLUMNS, ...COHORT_COLUMNS].map((column) => {
        const text = row[column]!
        return [column, text === '' ? null : Number(text)] as const
      })
      return [Number(row.date!.replaceAll('-', '')), Object.fromEntries(columns) as DerivedCounts]
    }),
  )
}

/**
 * How a day of naive arithmetic relates to the derived row: equal to the digit, or short of what happened
 * before the data began, or wrong.
 */
export function compareCounts(
  { counts, cold }: NaiveDay,
  derived: DerivedCounts,
): { readonly verdict: 'equal' | 'coldStart' | 'wrong'; readonly columns: readonly string[] } {
  const differs = (column: CountColumn | CohortColumn): boolean => counts[column] !== derived[column]
  const wrong = COUNT_COLUMNS.filter(differs)
  const late = COHORT_COLUMNS.filter(differs)
  const tooHigh = RISING.filter((column) => (counts[column] ?? 0) > (derived[column] ?? 0))
  const columns = [...wrong, ...late].map((column) => `${column} ${counts[column]} not ${derived[column]}`)
  if (columns.length === 0) return { verdict: 'equal', columns }
  return { verdict: cold && wrong.length + tooHigh.length === 0 ? 'coldStart' : 'wrong', columns }
}
