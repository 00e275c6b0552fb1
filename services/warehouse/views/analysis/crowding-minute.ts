import { SEGMENTS, TMT } from '../../../../core/market/segments.ts'
import { literal } from '../../ddl/dialect.ts'
import { TABLES } from '../../ddl/tables.ts'
import { MINUTE_COLUMN, minuteOf } from '../minute-column.ts'
import { columnOf, type ViewColumn } from '../public-view.ts'
import type { Selection } from '../selection.ts'

const { groups } = TABLES

/** Sessions whose same minute a share is ranked among, itself included, and how many it takes at least. */
const YEAR = 243
const LEAST_SESSIONS = 20
/** Calendar days in which that many sessions lie, long holidays included. */
const YEAR_DAYS = 400

export const CROWDING_MINUTE_COLUMNS: readonly ViewColumn[] = [
  {
    name: 'kind',
    type: 'String',
    comment: 'board, industry, concept, or segment: TMT, the sum of its industries.',
  },
  { name: 'name', type: 'String', comment: 'Name of the group.' },
  columnOf(groups, 'trade_date'),
  MINUTE_COLUMN,
  columnOf(groups, 'minute_index'),
  { name: 'amount', type: 'Decimal(38, 2)', comment: 'Yuan traded in the group so far.' },
  { name: 'market_amount', type: 'Decimal(38, 2)', comment: 'Yuan traded in all A shares so far.' },
  { name: 'share', type: 'Float64', comment: 'amount / market_amount.' },
  {
    name: 'percentile',
    type: 'Nullable(Float64)',
    comment: `Place of the share among those of the same minute of up to ${YEAR} sessions, itself included, 0 to 100; NULL below ${LEAST_SESSIONS} sessions.`,
  },
  { name: 'sessions', type: 'UInt64', comment: 'Sessions that the percentile rests on.' },
]

/**
 * Crowding while a session is open (domain.md C5): both amounts are cumulative to the minute, and a share is ranked among
 * those of the same minute only. It stands at the minutes in which every group has a row, each fifth.
 */
export function crowdingMinute(selection: Selection): string {
  const known = `(SELECT * FROM ${selection.active(groups)} WHERE minute_index % 5 = 0 AND trade_date <= {day:Date} AND trade_date > {day:Date} - ${YEAR_DAYS})`
  const place = 'dataset, trade_date, minute_index'
  return `WITH
  known AS ${known},
  market AS (
    SELECT ${place}, sum(assumeNotNull(amount)) AS market_traded FROM known WHERE kind = 'board'
    GROUP BY ${place} HAVING count() = count(amount) AND market_traded > 0
  ),
  shares AS (
    SELECT ${place}, kind, name, assumeNotNull(amount) AS traded FROM known WHERE amount IS NOT NULL
    UNION ALL
    SELECT ${place}, 'segment' AS kind, ${literal(TMT)} AS name, sum(assumeNotNull(amount)) AS traded
    FROM known AS k WHERE k.kind = 'industry' AND k.name IN (${industries()})
    GROUP BY ${place} HAVING count() = count(amount)
  )
SELECT dataset, kind, name, past[1].1 AS trade_date, ${minuteOf('minute_index')} AS minute, minute_index,
  past[1].2 AS amount, past[1].3 AS market_amount, shares[1] AS share, length(shares) AS sessions,
  if(sessions >= ${LEAST_SESSIONS}, 100 * arrayCount(other -> other <= share, shares) / sessions, NULL) AS percentile
FROM (
  SELECT dataset, kind, name, minute_index,
    arraySlice(arrayReverseSort(groupArray((trade_date, toDecimal128(traded, 2), toDecimal128(market_traded, 2)))), 1, ${YEAR}) AS past,
    arrayMap(x -> toFloat64(x.2) / toFloat64(x.3), past) AS shares
  FROM shares INNER JOIN market USING (${place})
  GROUP BY dataset, kind, name, minute_index
  HAVING past[1].1 = {day:Date}
)`
}

function industries(): string {
  const { industries: names = [] } = SEGMENTS.find(({ name }) => name === TMT)!
  return names.map(literal).join(', ')
}
