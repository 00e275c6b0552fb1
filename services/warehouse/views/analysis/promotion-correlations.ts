import type { ViewColumn } from '../public-view.ts'
import type { Selection } from '../selection.ts'
import { closedSessions } from './closed-sessions.ts'
import { MINIMUM_SESSIONS } from './conditional-outcomes.ts'
import type { Outcome } from './outcome.ts'

export const CORRELATION_COLUMNS: readonly ViewColumn[] = [
  { name: 'regime', type: 'String', comment: 'Regime of session T, or all.' },
  {
    name: 'relation',
    type: 'String',
    comment:
      'What the promotion rate of T is correlated with: next_day_premium, the mean close return on T+1 of the limit-ups of T; ' +
      'next_day_market, the market on T+1; same_day_premium, the mean close return on T of the limit-ups of T-1.',
  },
  {
    name: 'predictive',
    type: 'Bool',
    comment:
      'False for same_day_premium: rate and premium are then made of the same shares on the same day, so that they correlate mechanically and foretell nothing.',
  },
  {
    name: 'n',
    type: 'UInt32',
    comment: `Pairs of consecutive sessions; below ${MINIMUM_SESSIONS} the correlation is NULL.`,
  },
  { name: 'correlation', type: 'Nullable(Float64)', comment: 'Pearson correlation.' },
]

/**
 * Correlations of domain reference B10, summed in the order of sessions so that they repeat bit by bit.
 * `market` is the SQL of the market's return on T+1.
 */
export function promotionCorrelations(outcome: Outcome, market: string, selection: Selection): string {
  const sentiment = `
    SELECT s.dataset AS dataset, s.trade_date AS trade_date, s.regime AS regime, s.promotion_rate AS promotion_rate,
      s.limit_up_premium AS limit_up_premium, toNullable(${outcome.step}) AS step
    FROM ${closedSessions(selection)} AS s ${outcome.join(selection)}`
  const known = 'isNotNull(promotion_rate) AND isNotNull(pair.3)'
  return `SELECT dataset, regime, pair.1 AS relation, pair.2 AS predictive,
  arraySort(groupArrayIf((trade_date, assumeNotNull(promotion_rate), assumeNotNull(pair.3)), ${known})) AS pairs,
  length(pairs) AS n,
  arrayReduce('corrStable', arrayMap(x -> x.2, pairs), arrayMap(x -> x.3, pairs)) AS pearson,
  if(n >= ${MINIMUM_SESSIONS} AND isFinite(pearson), pearson, NULL) AS correlation
FROM (
  SELECT dataset, trade_date, today.regime AS regime_of_day, today.promotion_rate AS promotion_rate, arrayJoin([
      ('next_day_premium', true, next.limit_up_premium),
      ('next_day_market', true, ${market}),
      ('same_day_premium', false, today.limit_up_premium)
    ]) AS pair
  FROM (${sentiment}) AS today
  LEFT JOIN (
    SELECT dataset, assumeNotNull(c.previous_session) AS trade_date, s.limit_up_premium AS limit_up_premium, s.step AS step
    FROM (${sentiment}) AS s
    INNER JOIN (SELECT dataset, trade_date, previous_session FROM ${selection.view('calendar')} WHERE exchange = 'SSE') AS c
      USING (dataset, trade_date)
    WHERE c.previous_session IS NOT NULL
  ) AS next USING (dataset, trade_date)
)
ARRAY JOIN [regime_of_day, 'all'] AS regime
GROUP BY dataset, regime, relation, predictive`
}
