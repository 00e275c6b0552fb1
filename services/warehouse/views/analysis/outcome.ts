import type { Selection } from '../selection.ts'

/**
 * What is measured after a session, over the unbroken row of the calendar's sessions. `step` is one value
 * per session; `arrays` are computed once from the array `steps`; `forward` is the outcome of session `i`
 * at `horizon`, NULL where the window is incomplete or crosses missing data.
 */
export interface Outcome {
  readonly step: string
  /** Joins that `step` needs beside `s`, the sentiment of the session. */
  join(selection: Selection): string
  readonly arrays: readonly string[]
  readonly forward: string
  /** Sessions ahead, from 1. */
  readonly horizons: number
  /** What the outcome is, for comments. */
  readonly label: string
}

/** Horizons of domain reference B10. */
const HORIZONS = 20

const COMPLETE = 'i + horizon <= length(steps)'

/** A session without a return, or one of bad data, breaks every window that crosses it. */
export const MARKET_RETURN: Outcome = {
  step: 'if(s.data_gap, NULL, s.mean_return)',
  join: () => '',
  arrays: [
    'arrayMap(x -> exp(x), arrayCumSum(arrayMap(x -> ifNull(log1p(x), 0), steps))) AS levels',
    'arrayCumSum(arrayMap(x -> isNull(x), steps)) AS breaks',
  ],
  forward: `if(${COMPLETE} AND breaks[i + horizon] = breaks[i], levels[i + horizon] / levels[i] - 1, NULL)`,
  horizons: HORIZONS,
  label: 'equal-weight return of the market, compounded',
}

/** Closes of an index among the series, by view parameter; both ends of a window must be there. */
export const INDEX_RETURN: Outcome = {
  step: 'index_bars.level',
  join: (selection) =>
    [
      'LEFT JOIN (SELECT dataset, toDate(t.trade_date) AS trade_date, toNullable(close) AS level',
      `FROM ${selection.view('series_1d')} AS t WHERE symbol = {index:String} AND market = 'CN') AS index_bars`,
      'USING (dataset, trade_date)',
    ].join(' '),
  arrays: [],
  forward: `if(${COMPLETE}, steps[i + horizon] / steps[i] - 1, NULL)`,
  horizons: HORIZONS,
  label: 'return of the symbol of series_1d named by the parameter `index`',
}

/** How the limit-ups of a session fare on the next one: their mean close return. */
export const NEXT_PREMIUM: Outcome = {
  step: 's.limit_up_premium',
  join: () => '',
  arrays: [],
  forward: `if(${COMPLETE}, steps[i + horizon], NULL)`,
  horizons: 1,
  label: 'mean close return of the limit-ups on the next session (limit-up premium)',
}
