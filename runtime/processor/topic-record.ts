import type { SchemaTypes } from '../../schemas/generated/events.ts'
import type { TOPICS, TopicKey } from '../../schemas/topics.ts'

/** Record type that a topic carries. */
export type TopicRecord<Key extends TopicKey> = SchemaTypes[(typeof TOPICS)[Key]['schema']]
