import type { SchemaTypes } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { Codec, Encoder } from '../codec/port.ts'
import type { OutgoingRecord } from '../log/port.ts'
import type { AnyOutputEvent } from './processor.ts'

/** Turns an output of a data set and epoch into the record that is written. */
export type OutputEncoder = (
  output: AnyOutputEvent<TopicKey>,
  place: { readonly dataset: string; readonly epoch: number },
) => OutgoingRecord

/** Registers the schemas of the topics and encodes to them; every key begins with the data set. */
export async function outputEncoder(codec: Codec, topics: readonly TopicKey[]): Promise<OutputEncoder> {
  const encoders = new Map<TopicKey, Encoder<SchemaTypes[keyof SchemaTypes]>>()
  for (const topic of topics)
    encoders.set(topic, (await codec.encoder(TOPICS[topic].name, TOPICS[topic].schema)) as Encoder<never>)
  return ({ topic, key, eventTime, value }, { dataset, epoch }) => ({
    topic: TOPICS[topic].name,
    key: `${dataset}/${key}`,
    value: encoders.get(topic)!.encode({ ...value, dataset, epoch } as SchemaTypes[keyof SchemaTypes]),
    timestamp: eventTime,
  })
}
