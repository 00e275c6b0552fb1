import type { ViewColumn } from '../public-view.ts'
import type { Selection } from '../selection.ts'
import { adjusted, ranked } from './benjamini-hochberg.ts'
import { closedSessions } from './closed-sessions.ts'
import type { Grouping } from './grouping.ts'
import { longRunSum, twoSided } from './newey-west.ts'
import type { Outcome } from './outcome.ts'

/** Cells with fewer sessions show their n and nothing else (domain reference B10). */
export const MINIMUM_SESSIONS = 20

const rate = (name: string, comment: string): ViewColumn => ({ name, type: 'Nullable(Float64)', comment })

/** Columns after those of the grouping. */
export const OUTCOME_COLUMNS: readonly ViewColumn[] = [
  { name: 'horizon', type: 'UInt8', comment: 'Sessions ahead.' },
  {
    name: 'n',
    type: 'UInt32',
    comment: `Sessions of the cell with a complete window; below ${MINIMUM_SESSIONS} all else is NULL.`,
  },
  rate('win_rate', 'Share of windows with an outcome above 0 (胜率); 0 counts as a loss.'),
  rate('odds', 'Mean gain over mean loss (赔率); NULL without gains or without losses.'),
  rate('mean_return', 'Mean outcome; over the horizons it is the mean path.'),
  rate('t_mean', 'Newey-West t of mean_return against 0, lag horizon - 1.'),
  rate('p_mean', 'Two-sided p of t_mean, normal.'),
  rate('p_mean_adjusted', 'p_mean after Benjamini-Hochberg over all cells of the view that are shown.'),
  rate('mean_excess', 'mean_return less the mean of all other sessions.'),
  rate('t_excess', 'Newey-West t of mean_excess against 0, lag horizon - 1.'),
  rate('p_excess', 'Two-sided p of t_excess, normal.'),
  rate('p_excess_adjusted', 'p_excess after Benjamini-Hochberg over all cells of the view that are shown.'),
]

/**
 * Conditional statistics of domain reference B10: what followed the sessions of a cell, per horizon. One
 * data set is one row of arrays over its sessions, so lags and windows are positions in them.
 */
export function conditionalOutcomes(grouping: Grouping, outcome: Outcome, selection: Selection): string {
  const cellColumns = grouping.columns.map(({ name, expression }) => `${expression} AS ${name}`).join(', ')
  return `WITH
series AS (${series(grouping, outcome, selection)}),
forwards AS (
  SELECT dataset, labels, horizon,
    arrayMap((i, k) -> if(k, ${outcome.forward}, NULL), arrayEnumerate(known), known) AS forward
  FROM series ARRAY JOIN range(1, ${outcome.horizons + 1}) AS horizon
),
cells AS (
  SELECT dataset, horizon, cell,
    arrayMap((r, l) -> isNotNull(r) AND l = cell, forward, labels) AS inside,
    arrayMap(r -> isNotNull(r), forward) AS complete,
    arrayMap(r -> ifNull(r, 0), forward) AS outcome,
    arraySum(inside) AS n,
    arraySum(complete) - n AS others,
    n >= ${MINIMUM_SESSIONS} AS shown,
    shown AND others > 0 AS compared,
    if(shown, arraySum((r, d) -> r * d, outcome, inside) / n, NULL) AS mean_return,
    if(compared, arraySum((r, d, c) -> r * (c - d), outcome, inside, complete) / others, NULL) AS mean_others
  FROM forwards ARRAY JOIN ${grouping.cells} AS cell
),
residuals AS (
  SELECT *, n / (n + others) AS share,
    if(shown, arrayMap((r, d) -> d * (r - assumeNotNull(mean_return)), outcome, inside), []) AS of_mean,
    if(compared, arrayMap((r, d, c) -> c * (d - share)
      * (r - if(d, assumeNotNull(mean_return), assumeNotNull(mean_others))), outcome, inside, complete), []) AS of_excess
  FROM cells
),
tests AS (
  SELECT dataset, cell, horizon, n, mean_return, mean_return - mean_others AS mean_excess,
    if(shown, arraySum((r, d) -> d AND r > 0, outcome, inside) / n, NULL) AS win_rate,
    if(shown, (${meanOf('r > 0')}) / -(${meanOf('r < 0')}), NULL) AS odds,
    mean_return * n / sqrt(nullIf(greatest(${longRunSum('of_mean')}, 0), 0)) AS t_mean,
    mean_excess * n * (1 - share) / sqrt(nullIf(greatest(${longRunSum('of_excess')}, 0), 0)) AS t_excess,
    ${twoSided('t_mean')} AS p_mean,
    ${twoSided('t_excess')} AS p_excess
  FROM residuals
)
SELECT dataset, ${cellColumns}, horizon, n, win_rate, odds, mean_return,
  t_mean, p_mean, ${adjusted('p_mean')} AS p_mean_adjusted,
  mean_excess, t_excess, p_excess, ${adjusted('p_excess')} AS p_excess_adjusted
FROM (${ranked('tests', ['p_mean', 'p_excess'])})`
}

/** One row per data set: arrays over all sessions of the calendar from its first session to its last. */
function series(grouping: Grouping, outcome: Outcome, selection: Selection): string {
  const arrays = outcome.arrays.map((array) => `,\n    ${array}`).join('')
  const sentiment = closedSessions(selection)
  return `
  SELECT dataset,
    arraySort(x -> x.1, groupArray((c.trade_date, s.known, s.label, s.step))) AS sessions,
    arrayMap(x -> x.2, sessions) AS known,
    arrayMap(x -> x.3, sessions) AS labels,
    arrayMap(x -> x.4, sessions) AS steps${arrays}
  FROM (SELECT dataset, trade_date FROM ${selection.view('calendar')} WHERE exchange = 'SSE') AS c
  INNER JOIN (SELECT dataset, min(trade_date) AS first, max(trade_date) AS last FROM ${sentiment} GROUP BY dataset) AS span
    USING (dataset)
  LEFT JOIN (
    SELECT dataset, trade_date, true AS known, toString(${grouping.label}) AS label, toNullable(${outcome.step}) AS step
    FROM ${sentiment} AS s ${outcome.join(selection)}
  ) AS s USING (dataset, trade_date)
  WHERE c.trade_date BETWEEN span.first AND span.last
  GROUP BY dataset
`
}

/** SQL: mean of the cell's outcomes that meet a condition, NULL if none does. */
function meanOf(condition: string): string {
  return [
    `arraySum((r, d) -> if(d AND ${condition}, r, 0), outcome, inside)`,
    `nullIf(arraySum((r, d) -> d AND ${condition}, outcome, inside), 0)`,
  ].join(' / ')
}
