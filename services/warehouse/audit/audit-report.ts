/** What is wrong with one record or row. */
export type FindingKind =
  /** A record whose row is not there. */
  | 'missing'
  /** A row without a record. */
  | 'stray'
  /** A row that differs from its record. */
  | 'changed'
  /** Two rows of one key, both visible. */
  | 'doubled'
  /** A record that can have no row, and has no dead letter either. */
  | 'unanswered'

export interface Finding {
  readonly kind: FindingKind
  readonly topic: string
  readonly table: string
  readonly partition: number
  /** Of the record; undefined where there is none. */
  readonly offset?: number
  /** Hour of event time, UTC, ISO; undefined where rows have no time. */
  readonly hour?: string
  /** The row's key, or what is known of it. */
  readonly key: string
  /** Columns that differ, or why there is no row. */
  readonly detail?: string
}

/** Records and rows of one topic, partition and hour. */
export interface HourCounts {
  readonly topic: string
  readonly partition: number
  /** Hour of event time, UTC, ISO; null where records have no time. */
  readonly hour: string | null
  /** Rows that the log comes to, and rows that the views see. */
  readonly expected: number
  readonly stored: number
  readonly isEqual: boolean
}

/** One topic. `records` are those of the data set, epoch and days, and fall into the figures after it. */
export interface TopicAudit {
  readonly topic: string
  readonly table: string
  readonly partitions: number
  readonly records: number
  /** Decide what row their key has. */
  readonly standing: number
  /** Replaced by a later revision of their key. */
  readonly superseded: number
  /** The same again. */
  readonly repeated: number
  /** Withdraw their key. */
  readonly withdrawn: number
  /** Late, kept back until the next rebuild. */
  readonly withheld: number
  /** Have a dead letter in the place of a row. */
  readonly deadLettered: number
  /** Of other data sets and days, and of epochs before the one that is shown: not among `records`. */
  readonly outside: number
  readonly past: number
  /** Rows that the views see. */
  readonly rows: number
  /** Rows as they lie there, before ClickHouse has merged what is superseded, withdrawn or stored again. */
  readonly physical: number
  /** Rows that lie there more than once, to the last bit: shown once, gone with the next merge. */
  readonly again: number
  readonly againKeys: readonly string[]
  /** Records that the sink has not committed yet. */
  readonly behind: number
  readonly counts: Readonly<Record<FindingKind, number>>
  /** The first of them. */
  readonly findings: readonly Finding[]
  readonly hours: readonly HourCounts[]
}

export interface AuditReport {
  readonly dataset: string
  readonly epoch: number
  readonly from: string | null
  readonly to: string | null
  readonly topics: readonly TopicAudit[]
  /** Rows of a shared table that none of its topics has written. */
  readonly strangers: readonly { readonly table: string; readonly origin: string; readonly rows: number }[]
}

/** `complete`: everything is accounted for. `behind`: so far; the sink has not stored everything yet. */
export type Outcome = 'complete' | 'different' | 'behind'

export function outcomeOf({ topics, strangers }: AuditReport): Outcome {
  const differs = topics.some(({ counts }) => Object.values(counts).some((count) => count > 0))
  if (differs || strangers.length > 0) return 'different'
  return topics.some(({ behind }) => behind > 0) ? 'behind' : 'complete'
}
