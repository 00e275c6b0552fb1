import { TOPICS, type TopicDefinition, type TopicKey } from '../../../schemas/topics.ts'
import { type ColumnOverride, columnsOf, commentOf, type TableColumn } from './table-column.ts'

/**
 * The table of one topic. Rows are replaced by sorting key: of those with equal keys the one with the
 * highest `version` stands, and none where that one is `deleted`.
 */
export interface TableSpec {
  readonly topic: TopicDefinition
  readonly name: string
  readonly comment: string
  readonly columns: readonly TableColumn[]
  /** Sorting key: data set, epoch where there is one, business key. */
  readonly key: readonly string[]
  readonly partition: readonly string[]
  /** Column that decides between rows of one key. */
  readonly version: string
  /** Column that withdraws a key. */
  readonly deleted?: string
}

interface TableShape {
  readonly key: readonly string[]
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
/** Sorting key and partition begin so: an epoch is switched as a whole, and dropped as one partition. */
const BY_EPOCH = ['dataset', 'epoch'] as const
const REVISED = { version: 'revision', deleted: 'deleted' } as const
const WITHDRAWN = { deleted: { type: 'UInt8' } } as const

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

/**
 * Every topic that is stored. `sentiment.breadth-partials` is not: its records are shares that only the
 * market stage can add up.
 */
export const TABLES = {
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
    columns: WITHDRAWN,
  }),
  breadth: table('breadth', 't_breadth', {
    key: [...BY_EPOCH, 'scope', 'trade_date'],
    partition: BY_EPOCH,
    ...REVISED,
    columns: WITHDRAWN,
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
