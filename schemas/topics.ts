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
const WRITERS = [
  'ingest',
  'limit-state',
  'market',
  'cross-section',
  'crowding',
  'volatility',
  'election-cycle',
  'mapping',
  'overnight',
  'microcap',
  'microcap-index',
  'macro',
  'structure',
  'portfolios',
] as const

export type WriterName = (typeof WRITERS)[number]

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
  ticks: define(
    'market.ticks',
    'tick',
    '<instrument>',
    KEYED,
    ['ingest'],
    'Snapshots of the order book, about every 3 s.',
  ),
  bars1m: define(
    'market.bars.1m',
    'minute-bar',
    '<instrument>',
    KEYED,
    ['limit-state'],
    'Minute bars, built from ticks.',
  ),
  bars1d: define(
    'market.bars.1d',
    'daily-bar',
    '<instrument>',
    KEYED,
    ['ingest', 'limit-state'],
    'Daily bars, unadjusted; of sessions with ticks built from them.',
  ),
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
  limitChanges: define(
    'sentiment.limit-changes',
    'limit-change',
    '<instrument>',
    KEYED,
    ['limit-state'],
    'Limits touched, sealed, opened and sealed again, as it happens.',
  ),
  boards: define(
    'sentiment.boards',
    'board-minute',
    '<instrument>',
    KEYED,
    ['limit-state'],
    'Symbols at or after a limit, minute by minute.',
  ),
  partials: define(
    'sentiment.partials',
    'intraday-partial',
    '<task>/<minute>',
    SINGLE,
    ['limit-state'],
    'The market per task and minute, to be merged (internal).',
  ),
  livePartials: define(
    'sentiment.live-partials',
    'intraday-partial',
    '<task>',
    SINGLE,
    ['limit-state'],
    'The market per task between minutes, unsettled (internal).',
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
    ['market'],
    'Limit-up ladder, promotion per tier.',
  ),
  stage: define(
    'sentiment.stage',
    'stage',
    '<scope>/<tradeDate>',
    SINGLE,
    ['market'],
    'Limit-up statistics and the stage grid.',
  ),
  breadth: define(
    'sentiment.breadth',
    'breadth',
    '<scope>/<tradeDate>',
    SINGLE,
    ['market'],
    'Advancers, decliners, turnover.',
  ),
  minutes: define(
    'sentiment.minutes',
    'market-minute',
    '<scope>/<tradeDate>/<minute>',
    SINGLE,
    ['market'],
    'Limit-up statistics so far, minute by minute.',
  ),
  live: define(
    'sentiment.live',
    'market-minute',
    '<scope>/<tradeDate>',
    SINGLE,
    ['market'],
    'The same between minutes, unsettled: replaced by the minute.',
  ),
  groups: define(
    'sentiment.groups',
    'group-minute',
    '<kind>/<name>/<tradeDate>/<minute>',
    SINGLE,
    ['market'],
    'Boards, industries and concepts, minute by minute.',
  ),
  series: define(
    'market.series',
    'series-bar',
    '<symbol>',
    SINGLE,
    ['ingest'],
    'Daily bars of indices, funds, futures and foreign shares, at the time when they could be known.',
  ),
  observations: define(
    'macro.observations',
    'observation',
    '<series>',
    SINGLE,
    ['ingest'],
    'Releases of macro-economic series, at the time of release.',
  ),
  fundFlows: define(
    'funds.flows',
    'fund-flow',
    '<symbol>',
    SINGLE,
    ['ingest'],
    'Shares outstanding of funds, day by day.',
  ),
  crossSection: define(
    'sentiment.cross-section',
    'cross-section',
    '<task>',
    SINGLE,
    ['cross-section'],
    'Turnover by group and the smallest companies per task, to be merged (internal).',
  ),
  crowding: define(
    'sentiment.crowding',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['crowding'],
    'Share of turnover and its percentile by group; turnover of the market.',
  ),
  volatility: define(
    'sentiment.volatility',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['volatility'],
    'VVIX/VIX, its month average and levels; term structure of the VIX.',
  ),
  calendarEffects: define(
    'signals.calendar',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['election-cycle'],
    'Months of the US election cycle.',
  ),
  mapping: define(
    'signals.mapping',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['mapping'],
    'Linkage of the Chinese and US markets, and industries mapped from one to the other.',
  ),
  overnight: define(
    'signals.overnight',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['overnight'],
    'US shares of the AI chain over night, by group, before the Chinese open.',
  ),
  microcap: define(
    'signals.microcap',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['microcap'],
    'Microcap rotation, risk control and divergence.',
  ),
  microcapIndex: define(
    'signals.microcap-index',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['microcap-index'],
    'An index of the 400 smallest companies, built here.',
  ),
  macro: define(
    'signals.macro',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['macro'],
    'Macro timing, valuation percentiles and style rotation.',
  ),
  structure: define(
    'signals.structure',
    'signal',
    '<signal>/<subject>/<tradeDate>',
    SINGLE,
    ['structure'],
    'Structure of the market: fund flows, implied volatility, drawdowns, asymmetry.',
  ),
  targets: define(
    'signals.targets',
    'target',
    '<strategy>',
    SINGLE,
    ['mapping', 'microcap', 'macro'],
    'What strategies want to hold.',
  ),
  portfolios: define(
    'signals.portfolios',
    'portfolio-day',
    '<strategy>/<tradeDate>',
    SINGLE,
    ['portfolios'],
    'Net asset value of strategies, day by day.',
  ),
  weights: define(
    'signals.weights',
    'portfolio-weight',
    '<strategy>/<symbol>/<tradeDate>',
    SINGLE,
    ['portfolios'],
    'Positions of strategies, day by day.',
  ),
  portfolioStats: define(
    'signals.portfolio-stats',
    'portfolio-stat',
    '<strategy>/<period>',
    SINGLE,
    ['portfolios'],
    'Return, volatility, drawdown of strategies by year.',
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
    WRITERS,
    'Records that could not be taken or processed.',
  ),
} as const satisfies Record<string, TopicDefinition>

export type TopicKey = keyof typeof TOPICS

/** Control records travel inside data topics under keys with this prefix: `~control/<source>/<task>`. */
export const CONTROL_KEY_PREFIX = '~control/'
