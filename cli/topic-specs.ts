import type { TopicSpec } from '../runtime/log/port.ts'
import { TOPICS, type TopicDefinition } from '../schemas/topics.ts'

/** Barriers name versions of reference tables: a replay must find the one that held then. */
const KEEP_VERSIONS = { compactionLagMs: Number.MAX_SAFE_INTEGER } as const

/** A topic as it is created. @param partitions of keyed topics; the others have one */
export const topicSpec = (
  { name, cleanup, partitioning }: TopicDefinition,
  partitions: number,
): TopicSpec => ({
  name,
  cleanup,
  partitions: partitioning === 'keyed' ? partitions : 1,
  ...KEEP_VERSIONS,
})

/** All topics as they are created. */
export const topicSpecs = (partitions: number): readonly TopicSpec[] =>
  Object.values<TopicDefinition>(TOPICS).map((topic) => topicSpec(topic, partitions))
