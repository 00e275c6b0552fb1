import type { SchemaTypes } from './generated/events.ts'

/**
 * Every topic: its name, the record it carries, how it is keyed and who writes it. The record's fields
 * are defined in the .avsc of the same name and nowhere else.
 */
export interface TopicDefinition {
  readonly name: string
  /** File name in schemas/ without `.avsc`. */
  readonly schema: SchemaName
  /** What the key names, after the data set and a slash. Control records have keys of their own (below). */
  readonly key: string
  /** `keyed`: as many partitions as configured, by murmur2 of the key; `single`: one partition. */
  readonly partitioning: 'keyed' | 'single'
  readonly cleanup: 'delete' | 'compact'
  /**
   * Sources whose control records a reader waits for: its watermark is the minimum over all tasks of
   * all writers, and a marker has arrived when it came from each of them.
   */
  readonly writers: readonly WriterName[]
  readonly description: string
}

type SchemaName = keyof SchemaTypes

/** Names of ingest sources and processors, as they stand in control records. */
export type WriterName = 'ingest' | 'limit-state' | 'market-daily'

const define = <Schema extends SchemaName>(
  name: string,
  schema: Schema,
  key: string,
  shape: Pick<TopicDefinition, 'partitioning' | 'cleanup'>,
  writers: readonly WriterName[],
  description: string,
): TopicDefinition & { readonly schema: Schema } => ({ name, schema, key, ...shape, writers, description })

const KEYED = { partitioning: 'keyed', cleanup: 'delete' } as const
const SINGLE = { partitioning: 'single', cleanup: 'delete' } as const
const TABLE = { partitioning: 'single', cleanup: 'compact' } as const

export const TOPICS = {
  bars1d: define('market.bars.1d', 'daily-bar', '<instrument>', KEYED, ['ingest'], 'Daily bars, unadjusted.'),
  instruments: define(
    'market.instruments',
    'instrument',
    '<instrument>',
    TABLE,
    ['ingest'],
    'Instruments, dated.',
  ),
  calendar: define(
    'market.calendar',
    'session-calendar',
    '<exchange>/<tradeDate>',
    TABLE,
    ['ingest'],
    'Exchange sessions.',
  ),
  datasets: define('market.datasets', 'dataset-epoch', '<epoch>', TABLE, ['ingest'], 'Which epoch is shown.'),
  fundamentals: define(
    'fundamentals',
    'share-capital',
    '<symbol>/<effectiveDate>',
    TABLE,
    ['ingest'],
    'Share capital.',
  ),
  limitState: define(
    'sentiment.limit-state',
    'limit-state',
    '<instrument>',
    KEYED,
    ['limit-state'],
    'Symbols at or after a limit.',
  ),
  breadthPartials: define(
    'sentiment.breadth-partials',
    'breadth-partial',
    '<board>/<task>',
    KEYED,
    ['limit-state'],
    'Breadth per task, to be merged (internal).',
  ),
  ladder: define(
    'sentiment.ladder',
    'ladder-tier',
    '<scope>/<tradeDate>/<tier>',
    SINGLE,
    ['market-daily'],
    'Limit-up ladder, promotion per tier.',
  ),
  stage: define(
    'sentiment.stage',
    'stage',
    '<scope>/<tradeDate>',
    SINGLE,
    ['market-daily'],
    'Limit-up statistics and the stage grid.',
  ),
  breadth: define(
    'sentiment.breadth',
    'breadth',
    '<scope>/<tradeDate>',
    SINGLE,
    ['market-daily'],
    'Advancers, decliners, turnover.',
  ),
  lateEvents: define(
    'late-events',
    'late-event',
    '<symbol>/<tradeDate>',
    SINGLE,
    ['ingest'],
    'Events of sessions already closed.',
  ),
  deadLetters: define(
    'dead-letters',
    'dead-letter',
    '<id>',
    SINGLE,
    ['ingest', 'limit-state', 'market-daily'],
    'Records that could not be taken or processed.',
  ),
} as const satisfies Record<string, TopicDefinition>

export type TopicKey = keyof typeof TOPICS

/** Control records travel inside data topics under keys with this prefix: `~control/<source>/<task>`. */
export const CONTROL_KEY_PREFIX = '~control/'
