/**
 * Every topic: its name, the record it carries and how it is keyed. The record's fields are defined
 * in the .avsc of the same name and nowhere else.
 */
export interface TopicDefinition {
  readonly name: string
  /** File name in schemas/ without `.avsc`. */
  readonly schema: string
  /** `keyed`: as many partitions as configured, by murmur2 of the key; `single`: one partition. */
  readonly partitioning: 'keyed' | 'single'
  readonly cleanup: 'delete' | 'compact'
  readonly description: string
}

const keyed = (name: string, schema: string, description: string): TopicDefinition => ({
  name,
  schema,
  partitioning: 'keyed',
  cleanup: 'delete',
  description,
})
const single = (
  name: string,
  schema: string,
  description: string,
  cleanup: 'delete' | 'compact' = 'delete',
): TopicDefinition => ({ name, schema, partitioning: 'single', cleanup, description })

export const TOPICS = {
  bars1d: keyed('market.bars.1d', 'daily-bar', 'Daily bars, unadjusted.'),
  instruments: single('market.instruments', 'instrument', 'Instruments and their dated history.', 'compact'),
  calendar: single('market.calendar', 'session-calendar', 'Exchange sessions.', 'compact'),
  datasets: single('market.datasets', 'dataset-epoch', 'Which epoch of a data set is shown.', 'compact'),
  fundamentals: single('fundamentals', 'share-capital', 'Share capital.', 'compact'),
  limitState: keyed('sentiment.limit-state', 'limit-state', 'Symbols at or after a price limit.'),
  breadthPartials: keyed('sentiment.breadth-partials', 'breadth-partial', 'Breadth per task, to be merged.'),
  ladder: single('sentiment.ladder', 'ladder-tier', 'Limit-up ladder and promotion per tier.'),
  stage: single('sentiment.stage', 'stage', 'Limit-up statistics and the 12-stage grid.'),
  breadth: single('sentiment.breadth', 'breadth', 'Advancers, decliners, turnover.'),
  lateEvents: single('late-events', 'late-event', 'Events that came after their session was closed.'),
  deadLetters: single('dead-letters', 'dead-letter', 'Records that could not be taken or processed.'),
} as const satisfies Record<string, TopicDefinition>

export type TopicKey = keyof typeof TOPICS

/** Prefix of the keys of control records, which travel inside data topics. */
export const CONTROL_KEY_PREFIX = '~control'
