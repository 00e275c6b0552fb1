import { SEGMENTS, TMT } from '../../../../core/market/segments.ts'
import { literal } from '../../ddl/dialect.ts'
import { TABLES } from '../../ddl/tables.ts'
import { MINUTE_COLUMN, minuteOf } from '../minute-column.ts'
import { columnOf, type ViewColumn } from '../public-view.ts'
import type { Selection } from '../selection.ts'

const { groups } = TABLES

/** Latest sessions of the data whose same minute a share is ranked among, itself included, and how many it takes at least. */
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
  const rows = selection.active(groups)
  const place = 'dataset, trade_date, minute_index'
  const until = `minute_index % 5 = 0 AND trade_date <= {day:Date} AND trade_date > {day:Date} - ${YEAR_DAYS}`
  return `WITH
  recent AS (
    SELECT DISTINCT dataset, trade_date FROM ${rows} WHERE kind = 'board' AND ${until}
    ORDER BY trade_date DESC LIMIT ${YEAR} BY dataset
  ),
  known AS (SELECT * FROM ${rows} WHERE ${until} AND (dataset, trade_date) IN recent),
  market AS (
    SELECT ${place}, sum(assumeNotNull(amount)) AS market_traded FROM known WHERE kind = 'board'
    GROUP BY ${place} HAVING count() = count(amount) AND market_traded > 0
  ),
  traded AS (
    SELECT ${place}, kind, name, toDecimal128(assumeNotNull(amount), 2) AS group_traded FROM known WHERE amount IS NOT NULL
    UNION ALL
    SELECT ${place}, 'segment' AS kind, ${literal(TMT)} AS name, toDecimal128(sum(assumeNotNull(amount)), 2) AS group_traded
    FROM known AS k WHERE k.kind = 'industry' AND k.name IN (${industries()})
    GROUP BY ${place} HAVING count() = count(amount)
  )
SELECT dataset, kind, name, newest AS trade_date, ${minuteOf('minute_index')} AS minute, minute_index,
  newest_amount AS amount, newest_market AS market_amount, newest_share AS share, length(past) AS sessions,
  if(sessions >= ${LEAST_SESSIONS}, 100 * arrayCount(other -> other <= share, past) / sessions, NULL) AS percentile
FROM (
  SELECT dataset, kind, name, minute_index, max(trade_date) AS newest,
    groupArray(toFloat64(group_traded) / toFloat64(market_traded)) AS past,
    argMax(toFloat64(group_traded) / toFloat64(market_traded), trade_date) AS newest_share,
    argMax(group_traded, trade_date) AS newest_amount, argMax(market_traded, trade_date) AS newest_market
  FROM traded INNER JOIN market USING (${place})
  GROUP BY dataset, kind, name, minute_index
  HAVING newest = {day:Date}
)`
}

function industries(): string {
  const { industries: names = [] } = SEGMENTS.find(({ name }) => name === TMT)!
  return names.map(literal).join(', ')
}
