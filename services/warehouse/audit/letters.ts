import type { Codec } from '../../../runtime/codec/port.ts'
import { readableValues } from '../../../runtime/codec/readable-values.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { placeIn } from '../../../runtime/processor/dead-letter.ts'
import { TOPICS } from '../../../schemas/topics.ts'

/** Records that a dead letter answers for, as `topic/partition/offset`. */
export type Letters = ReadonlySet<string>

export const letterPlace = (topic: string, partition: number, offset: number): string =>
  `${topic}/${partition}/${offset}`

/** Codes of letters about what somebody else than the sink could not do with a record. */
const NOT_OF_THE_SINK = 'processingFailed'

/** Every record of a stored topic for which there is a letter instead of a row. */
export async function readLetters(log: EventLog, codec: Codec): Promise<Letters> {
  const { name: topic, schema } = TOPICS.deadLetters
  const letters = new Set<string>()
  if ((await log.partitions(topic)) === undefined) return letters
  const decoder = codec.decoder(schema)
  for await (const { records } of log.read({ topic, follow: false })) {
    const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
    // A letter that cannot be read is itself a record without a row, and is found as one.
    for (const { record: letter } of await readableValues(decoder, values)) {
      const place = placeIn(letter.position)
      if (place === undefined || letter.code === NOT_OF_THE_SINK) continue
      letters.add(letterPlace(letter.source, place.partition, place.offset))
    }
  }
  return letters
}
