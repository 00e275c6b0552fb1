import type { Codec, Decoder } from '../../runtime/codec/port.ts'
import { CodecError } from '../../runtime/errors.ts'
import type { StoredRecord } from '../../runtime/log/port.ts'
import type { DailyBar, DeadLetter } from '../../schemas/generated/events.ts'
import { CONTROL_KEY_PREFIX, TOPICS } from '../../schemas/topics.ts'
import { INGEST_TOPICS, type IngestTopic } from '../../services/ingest/publisher/outbox.ts'
import { BAR_FROM_TICKS } from '../../services/ingest/publisher/recorded-sessions.ts'

/** Topics in which the truth stands: everything else is computed from them. */
export const SOURCE_TOPICS: readonly IngestTopic[] = INGEST_TOPICS

/** Whether a source wrote a record of its topic; processors write into some of them, too, and will again. */
export type IsOfSource = (topic: IngestTopic, record: StoredRecord) => Promise<boolean>

const OF_INGEST = `${CONTROL_KEY_PREFIX}ingest/`
/** Rows of files that could not be taken name their line; letters of processors name a partition. */
const POSITION_IN_FILE = 'line '

export function writtenBySources(codec: Codec): IsOfSource {
  const bars = codec.decoder('daily-bar')
  const letters = codec.decoder('dead-letter')
  return async (topic, { key, value }) => {
    if (key.startsWith(CONTROL_KEY_PREFIX)) return key.startsWith(OF_INGEST)
    if (topic === 'bars1d') return (await decoded<DailyBar>(bars, value))?.source !== BAR_FROM_TICKS
    if (topic === 'deadLetters')
      return (await decoded<DeadLetter>(letters, value))?.position.startsWith(POSITION_IN_FILE) === true
    return true
  }
}

/** Whether a record of a topic carries the control schema. */
export const schemaOf = (topic: IngestTopic, key: string) =>
  key.startsWith(CONTROL_KEY_PREFIX) ? 'control' : TOPICS[topic].schema

async function decoded<T>(decoder: Decoder<T>, value: Uint8Array | null): Promise<T | undefined> {
  if (value === null) return undefined
  try {
    await decoder.prepare([value])
    return decoder.decode(value)
  } catch (error) {
    if (error instanceof CodecError && error.code !== 'registryUnavailable') return undefined
    throw error
  }
}
