import { TABLES } from '../ddl/tables.ts'
import { LIMIT_FIGURES } from './limit-figures.ts'
import { type ColumnChoice, columnOf, type PublicView, renamed, tableView } from './public-view.ts'
import { regimeOf } from './regime-of.ts'

const { limitState, ladder, stage, breadth } = TABLES

const LIMIT_UP_COLUMNS: readonly ColumnChoice[] = [
  'trade_date',
  'symbol',
  'board',
  renamed(limitState, 'risk_status', 'status'),
  'in_universe',
  'streak',
  'limit_up_price',
  'first_seal_time',
  'last_seal_time',
  'break_count',
  'exclusion',
  'streak_is_lower_bound',
  'status_assumed',
  'shape',
  'previous_up',
  'previous_streak',
  'limit_percent',
  'open',
  'high',
  'low',
  'close',
  'prev_close',
  'open_return',
  'close_return',
  'volume',
  'amount',
  'boards_in_window',
  'window_days',
  'instrument',
]
const LADDER_COLUMNS = ['trade_date', 'tier', 'boards', 'base', 'promoted', 'rate', 'final'] as const
const STAGE_COLUMNS = ['trade_date', ...LIMIT_FIGURES, 'data_gap', 'final'] as const
const BREADTH_COLUMNS = [
  'trade_date',
  'traded',
  'advancers',
  'decliners',
  'unchanged',
  'absent',
  'volume',
  'amount',
  'mean_return',
  'final',
] as const
/** Columns of breadth that stand beside the stage in `sentiment_daily`; NULL where breadth has no row. */
const MARKET_COLUMNS = [
  'advancers',
  'decliners',
  'unchanged',
  'amount',
  'traded',
  'absent',
  'volume',
  'mean_return',
] as const

const nullable = (type: string): string => (type.startsWith('Nullable') ? type : `Nullable(${type})`)

/**
 * The join is ANY because the planner would merge a plain one with the joins of the query around the view,
 * and then refuses it for names that both use.
 */
const sentimentDaily: PublicView = {
  name: 'sentiment_daily',
  comment: 'One row per session: limit-ups, height, promotion, premium, stage, regime, breadth, turnover.',
  key: ['trade_date'],
  columns: [
    ...STAGE_COLUMNS.map((name) => columnOf(stage, name)),
    {
      name: 'regime',
      type: 'String',
      comment: 'Market regime that the session lies in (view regimes), or unlabelled.',
    },
    ...MARKET_COLUMNS.map((name) => {
      const { type, comment } = columnOf(breadth, name)
      return { name, type: nullable(type), comment }
    }),
  ],
  query: (selection) =>
    [
      `SELECT dataset, ${STAGE_COLUMNS.join(', ')}, ${regimeOf('trade_date')} AS regime,`,
      `  ${MARKET_COLUMNS.join(', ')}`,
      `FROM (SELECT * FROM ${selection.active(stage)} WHERE scope = 'all') AS stages`,
      `LEFT ANY JOIN (SELECT dataset, epoch, trade_date, ${MARKET_COLUMNS.map((name) => `toNullable(${name}) AS ${name}`).join(', ')}`,
      `  FROM ${selection.active(breadth)} WHERE scope = 'all') AS breadths USING (dataset, epoch, trade_date)`,
    ].join('\n'),
}

export const SENTIMENT_VIEWS: readonly PublicView[] = [
  tableView({
    name: 'limit_states',
    comment: 'Every symbol that touched a price limit, or sealed or broke its limit-up the session before.',
    key: ['trade_date', 'symbol'],
    table: limitState,
    columns: [...LIMIT_UP_COLUMNS, 'up', 'down', 'limit_down_price'],
  }),
  tableView({
    name: 'limit_up_daily',
    comment:
      'Every A share that closed at its limit-up price; sentiment_daily counts those with in_universe.',
    key: ['trade_date', 'symbol'],
    table: limitState,
    where: `up = 'sealed'`,
    columns: LIMIT_UP_COLUMNS,
  }),
  tableView({
    name: 'ladder_daily',
    comment:
      'Limit-up ladder: stocks per tier, and the promotion of those that stood on it the session before.',
    key: ['trade_date', 'tier'],
    table: ladder,
    where: `scope = 'all'`,
    columns: LADDER_COLUMNS,
  }),
  tableView({
    name: 'ladder_daily_scopes',
    comment: 'Limit-up ladder by scope: all, and each limit size.',
    key: ['scope', 'trade_date', 'tier'],
    table: ladder,
    columns: ['scope', ...LADDER_COLUMNS],
  }),
  sentimentDaily,
  tableView({
    name: 'sentiment_daily_scopes',
    comment: 'Limit-up statistics by scope: all, and each limit size.',
    key: ['scope', 'trade_date'],
    table: stage,
    columns: ['scope', ...STAGE_COLUMNS],
  }),
  tableView({
    name: 'breadth_daily',
    comment: 'Market breadth of Shanghai and Shenzhen A shares.',
    key: ['trade_date'],
    table: breadth,
    where: `scope = 'all'`,
    columns: BREADTH_COLUMNS,
  }),
  tableView({
    name: 'breadth_daily_scopes',
    comment: 'Market breadth by scope: all, and each board.',
    key: ['scope', 'trade_date'],
    table: breadth,
    columns: ['scope', ...BREADTH_COLUMNS],
  }),
]
