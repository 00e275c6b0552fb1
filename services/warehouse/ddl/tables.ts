import { TOPICS, type TopicDefinition, type TopicKey } from '../../../schemas/topics.ts'
import { type ColumnOverride, columnsOf, commentOf, type TableColumn } from './table-column.ts'

/**
 * The table of one topic, or of several that carry one record. Rows are replaced by sorting key: of those with equal keys the one with the
 * highest `version` stands, and none where that one is `deleted`.
 */
export interface TableSpec {
  readonly topic: TopicDefinition
  readonly name: string
  readonly comment: string
  readonly columns: readonly TableColumn[]
  /** Sorting key: data set, epoch where there is one, business key. */
  readonly key: readonly string[]
  /** How many of its columns the index holds, where not all. */
  readonly index?: number
  readonly partition: readonly string[]
  /** Column that decides between rows of one key. */
  readonly version: string
  /** Column that withdraws a key. */
  readonly deleted?: string
}

interface TableShape {
  readonly key: readonly string[]
  readonly index?: number
  readonly partition: readonly string[]
  readonly version: string
  readonly deleted?: string
  readonly columns?: Readonly<Record<string, ColumnOverride>>
}

const PRICES: Readonly<Record<string, ColumnOverride>> = {
  open: { comment: 'Opening price, CNY, unadjusted.' },
  high: { comment: 'Highest price, CNY, unadjusted.' },
  low: { comment: 'Lowest price, CNY, unadjusted.' },
  close: { comment: 'Closing price, CNY, unadjusted.' },
}
const MINUTE_PRICES: Readonly<Record<string, ColumnOverride>> = {
  open: { comment: 'First price of the minute, CNY.' },
  high: { comment: 'Highest price of the minute, CNY.' },
  low: { comment: 'Lowest price of the minute, CNY.' },
  close: { comment: 'Last price of the minute, CNY.' },
}
/** Sorting key and partition begin so: an epoch is switched as a whole, and dropped as one partition. */
const BY_EPOCH = ['dataset', 'epoch'] as const
const REVISED = { version: 'revision', deleted: 'deleted' } as const
const WITHDRAWN = { deleted: { type: 'UInt8' } } as const

/** Views call the end of the minute `minute`, so the number is the index. */
const MINUTE: Readonly<Record<string, ColumnOverride>> = { minute: { name: 'minute_index' } }
const RETURNS: Readonly<Record<string, ColumnOverride>> = {
  openReturn: {
    type: 'Float64',
    conversion: 'ratio',
    comment: 'open / prev_close - 1, to ten decimals.',
  },
  closeReturn: {
    type: 'Float64',
    conversion: 'ratio',
    comment: 'close / prev_close - 1, to ten decimals.',
  },
}
const PRICE_LIST = { type: 'Array(Decimal(18, 4))' } as const

const table = (topic: TopicKey, name: string, shape: TableShape): TableSpec => {
  const { columns = {}, ...rest } = shape
  const { schema } = TOPICS[topic]
  return {
    topic: TOPICS[topic],
    name,
    comment: commentOf(schema),
    columns: columnsOf(schema, columns),
    ...rest,
  }
}

/** Series reach back to 1927, farther than a `Date`. */
const LONG_AGO = { type: 'Date32' } as const

/** All families of signals stand in one table; each writes signals of its own names. */
const signals = (topic: TopicKey): TableSpec =>
  table(topic, 't_signals', {
    key: [...BY_EPOCH, 'signal', 'subject', 'trade_date'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: { ...WITHDRAWN, tradeDate: LONG_AGO },
  })

/**
 * Every topic that can be stored. Partials and cross-sections are not: they are shares that only the stage after them
 * can add up. Nor is `sentiment.live`: the settled minute takes its place. Snapshots are only when asked for.
 */
export const TABLES = {
  ticks: table('ticks', 't_ticks', {
    // The content tells snapshots of one moment apart. A hash of it was twice as dear to insert (4.5 against 2.4 us a row).
    key: [
      ...BY_EPOCH,
      'trade_date',
      'symbol',
      'event_time',
      'volume',
      'ifNull(sequence, 0)',
      'ifNull(last, 0)',
      'bid_prices',
      'bid_volumes',
      'ask_prices',
      'ask_volumes',
      'ifNull(high, 0)',
      'ifNull(low, 0)',
      'ifNull(amount, 0)',
      'status',
    ],
    index: 5,
    partition: BY_EPOCH,
    version: 'epoch',
    columns: {
      bidPrices: {
        ...PRICE_LIST,
        comment: 'Best bids, CNY, best first; empty levels are left out, so an empty side is an empty array.',
      },
      askPrices: {
        ...PRICE_LIST,
        comment: 'Best asks, CNY, best first; empty levels are left out. Empty while a limit-up is sealed.',
      },
    },
  }),
  bars1m: table('bars1m', 't_bars_1m', {
    key: [...BY_EPOCH, 'trade_date', 'symbol', 'minute_index'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: { ...WITHDRAWN, ...MINUTE, ...MINUTE_PRICES },
  }),
  bars1d: table('bars1d', 't_bars_1d', {
    key: [...BY_EPOCH, 'trade_date', 'symbol'],
    partition: BY_EPOCH,
    version: 'epoch',
    columns: PRICES,
  }),
  instruments: table('instruments', 't_instruments', {
    key: ['dataset', 'instrument'],
    partition: ['dataset'],
    version: 'version',
    columns: {
      statusKnownFrom: {
        type: 'Nullable(Date)',
        conversion: 'dateOrNever',
        comment:
          'First date from which the status history is documented; NULL if never. Before it, status is assumed normal.',
      },
    },
  }),
  calendar: table('calendar', 't_calendar', {
    key: ['dataset', 'exchange', 'trade_date'],
    partition: ['dataset'],
    version: 'version',
  }),
  datasets: table('datasets', 't_datasets', {
    key: BY_EPOCH,
    partition: [],
    version: 'version',
  }),
  fundamentals: table('fundamentals', 't_share_capital', {
    key: ['dataset', 'symbol', 'effective_date'],
    partition: ['dataset'],
    version: 'version',
  }),
  limitState: table('limitState', 't_limit_states', {
    key: [...BY_EPOCH, 'trade_date', 'symbol'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: {
      ...PRICES,
      ...WITHDRAWN,
      limitUp: { name: 'limit_up_price' },
      limitDown: { name: 'limit_down_price' },
      ...RETURNS,
    },
  }),
  limitChanges: table('limitChanges', 't_limit_changes', {
    key: [...BY_EPOCH, 'trade_date', 'symbol', 'sequence'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: { ...WITHDRAWN, limit: { name: 'limit_price' } },
  }),
  boards: table('boards', 't_boards', {
    key: [...BY_EPOCH, 'trade_date', 'symbol', 'minute_index'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: {
      ...WITHDRAWN,
      ...MINUTE,
      ...RETURNS,
      closeReturn: {
        ...RETURNS.closeReturn!,
        comment: 'last / prev_close - 1, to ten decimals; 0 before the first trade.',
      },
      limitUp: { name: 'limit_up_price' },
    },
  }),
  ladder: table('ladder', 't_ladder', {
    key: [...BY_EPOCH, 'scope', 'trade_date', 'tier'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: WITHDRAWN,
  }),
  stage: table('stage', 't_stage', {
    key: [...BY_EPOCH, 'scope', 'trade_date'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: {
      ...WITHDRAWN,
      stageReason: {
        comment:
          'Why there is no stage: noHistory, noCohort, belowGrid, dataGap; while a session is open also unannounced.',
      },
    },
  }),
  minutes: table('minutes', 't_minutes', {
    key: [...BY_EPOCH, 'scope', 'trade_date', 'minute_index'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: {
      ...WITHDRAWN,
      ...MINUTE,
      announcedStage: {
        comment:
          'The stage after hysteresis: a new one holds for 3 minutes in a row before it is announced, and none is while data are partial; the last minute announces its own.',
      },
      percentileSessions: { comment: 'How many of the last 60 sessions with ticks are known.' },
      bandMid: { comment: 'Median of the same; null below 20.' },
      bandHigh: { comment: '90th percentile of the same; null below 20.' },
    },
  }),
  groups: table('groups', 't_groups', {
    key: [...BY_EPOCH, 'kind', 'trade_date', 'minute_index', 'name'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: { ...WITHDRAWN, ...MINUTE },
  }),
  breadth: table('breadth', 't_breadth', {
    key: [...BY_EPOCH, 'scope', 'trade_date'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: WITHDRAWN,
  }),
  series: table('series', 't_series', {
    key: [...BY_EPOCH, 'symbol', 'trade_date'],
    partition: BY_EPOCH,
    version: 'epoch',
    columns: {
      tradeDate: LONG_AGO,
      open: { comment: 'Opening level, index points or currency units of the market; NULL where unknown.' },
      close: { comment: 'Closing level, index points or currency units of the market.' },
    },
  }),
  observations: table('observations', 't_observations', {
    // A period that is released again is a row more: what was known when can be asked.
    key: [...BY_EPOCH, 'series', 'period', 'event_time'],
    partition: BY_EPOCH,
    version: 'epoch',
    columns: { period: LONG_AGO, value: { comment: 'As released, in `unit`.' } },
  }),
  fundFlows: table('fundFlows', 't_fund_flows', {
    key: [...BY_EPOCH, 'symbol', 'trade_date'],
    partition: BY_EPOCH,
    version: 'epoch',
  }),
  crowding: signals('crowding'),
  volatility: signals('volatility'),
  calendarEffects: signals('calendarEffects'),
  mapping: signals('mapping'),
  overnight: signals('overnight'),
  microcap: signals('microcap'),
  microcapIndex: signals('microcapIndex'),
  macro: signals('macro'),
  structure: signals('structure'),
  targets: table('targets', 't_targets', {
    key: [...BY_EPOCH, 'strategy', 'trade_date', 'event_time'],
    partition: BY_EPOCH,
    version: 'epoch',
  }),
  portfolios: table('portfolios', 't_portfolio_days', {
    key: [...BY_EPOCH, 'strategy', 'trade_date'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: WITHDRAWN,
  }),
  weights: table('weights', 't_portfolio_weights', {
    key: [...BY_EPOCH, 'strategy', 'trade_date', 'symbol'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: WITHDRAWN,
  }),
  portfolioStats: table('portfolioStats', 't_portfolio_stats', {
    key: [...BY_EPOCH, 'strategy', 'period'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: { ...WITHDRAWN, from: { name: 'from_date' }, to: { name: 'to_date' } },
  }),
  lateEvents: table('lateEvents', 't_late_events', {
    key: [...BY_EPOCH, 'topic', 'key', 'event_time', 'sipHash64(content)'],
    partition: BY_EPOCH,
    version: 'epoch',
  }),
  deadLetters: table('deadLetters', 't_dead_letters', {
    key: ['dataset', 'id'],
    partition: ['dataset'],
    version: 'epoch',
  }),
} as const satisfies Partial<Record<TopicKey, TableSpec>>

export type StoredTopic = keyof typeof TABLES

export type StoredTable = TableSpec & { readonly topics: readonly TopicDefinition[] }

/** Every table once, with the topics that fill it. */
export const STORED_TABLES: readonly StoredTable[] = [
  ...new Map(Object.values<TableSpec>(TABLES).map((spec) => [spec.name, spec])).values(),
].map((spec) => ({
  ...spec,
  topics: Object.values<TableSpec>(TABLES).flatMap(({ name, topic }) => (name === spec.name ? [topic] : [])),
}))
