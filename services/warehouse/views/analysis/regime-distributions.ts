import type { ViewColumn } from '../public-view.ts'
import type { Selection } from '../selection.ts'
import { closedSessions } from './closed-sessions.ts'
import { MINIMUM_SESSIONS } from './conditional-outcomes.ts'

const value = (name: string, comment: string): ViewColumn => ({ name, type: 'Nullable(Float64)', comment })

export const DISTRIBUTION_COLUMNS: readonly ViewColumn[] = [
  { name: 'regime', type: 'String', comment: 'Regime, or all.' },
  { name: 'measure', type: 'String', comment: 'height (boards) or promotion_rate (fraction).' },
  {
    name: 'n',
    type: 'UInt32',
    comment: `Sessions with a value; below ${MINIMUM_SESSIONS} all else is NULL.`,
  },
  value('mean', 'Arithmetic mean.'),
  value('lowest', 'Least value.'),
  value('q05', '5% quantile, interpolated.'),
  value('q25', '25% quantile, interpolated.'),
  value('median', 'Median, interpolated.'),
  value('q75', '75% quantile, interpolated.'),
  value('q95', '95% quantile, interpolated.'),
  value('highest', 'Greatest value.'),
  value('most_common', 'Most frequent value, the least of several; of use for height.'),
]

/** Distribution of board height and promotion rate by regime (domain reference B9). */
export function regimeDistributions(selection: Selection): string {
  const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]
  const shown = (expression: string): string => `if(n >= ${MINIMUM_SESSIONS}, ${expression}, NULL)`
  const quantile = (index: number): string => shown(`quantiles[${index}]`)
  return `SELECT dataset, regime, measure, n, ${shown('arraySum(sorted) / n')} AS mean, ${shown('sorted[1]')} AS lowest,
  ${quantile(1)} AS q05, ${quantile(2)} AS q25, ${quantile(3)} AS median, ${quantile(4)} AS q75, ${quantile(5)} AS q95,
  ${shown('sorted[-1]')} AS highest,
  ${shown('arraySort(x -> (-countEqual(sorted, x), x), arrayDistinct(sorted))[1]')} AS most_common
FROM (
  SELECT dataset, regime, measured.1 AS measure, count() AS n,
    quantilesExactInclusive(${quantiles.join(', ')})(assumeNotNull(measured.2) AS x) AS quantiles,
    arraySort(groupArray(x)) AS sorted
  FROM (
    SELECT dataset, [toString(regime), 'all'] AS regimes,
      arrayJoin([('height', toNullable(toFloat64(height))), ('promotion_rate', promotion_rate)]) AS measured
    FROM ${closedSessions(selection)}
  )
  ARRAY JOIN regimes AS regime
  WHERE isNotNull(measured.2)
  GROUP BY dataset, regime, measured.1
)`
}
