import { formatTradeDate } from '../../../core/market/trade-date.ts'
import { REGIME_PERIODS } from '../../../core/sentiment/regimes.ts'
import { literal } from '../ddl/dialect.ts'

/** SQL expression: the regime of a date, `unlabelled` outside the published periods. */
export function regimeOf(date: string): string {
  const branches = REGIME_PERIODS.map(
    ({ regime, from, to }) =>
      `${date} BETWEEN ${literal(formatTradeDate(from))} AND ${literal(formatTradeDate(to))}, ${literal(regime)}`,
  )
  return `multiIf(${branches.join(', ')}, 'unlabelled')`
}
