/** A message for a partition that is decided, in the shape that kafkajs takes. */
export interface PlacedMessage {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer
  readonly value: Buffer | null
  /** Epoch ms; absent: the time of writing. */
  readonly timestamp?: string
  readonly headers?: Record<string, string>
  /** Of key, value and headers. */
  readonly bytes: number
}

export interface TopicMessages {
  readonly topic: string
  readonly messages: PlacedMessage[]
}

/** Below the broker's default message.max.bytes (1 MB) with room for the framing of a record batch. */
const BATCH_BYTES = 900_000
/** Of one request, over all partitions. */
const REQUEST_BYTES = 8 * 1024 * 1024
/** kafkajs groups messages by partition in a time that grows with the square of their number. */
const BATCH_RECORDS = 1_000
const RECORD_OVERHEAD = 40

/**
 * Splits messages into requests of which each partition's share fits one record batch. The order within a
 * partition is kept. A message larger than that gets a batch of its own.
 */
export function* sendPlan(messages: Iterable<PlacedMessage>): Generator<TopicMessages[]> {
  let request = new Map<string, PlacedMessage[]>()
  let shares = new Map<string, { bytes: number; records: number }>()
  let total = 0
  for (const message of messages) {
    const bytes = RECORD_OVERHEAD + message.bytes
    const name = `${message.topic}/${message.partition}`
    let share = shares.get(name) ?? { bytes: 0, records: 0 }
    const full = share.bytes + bytes > BATCH_BYTES || share.records === BATCH_RECORDS
    if ((full && share.records > 0) || (total > 0 && total + bytes > REQUEST_BYTES)) {
      yield topicMessages(request)
      request = new Map()
      shares = new Map()
      total = 0
      share = { bytes: 0, records: 0 }
    }
    shares.set(name, { bytes: share.bytes + bytes, records: share.records + 1 })
    total += bytes
    const ofTopic = request.get(message.topic)
    if (ofTopic === undefined) request.set(message.topic, [message])
    else ofTopic.push(message)
  }
  if (request.size > 0) yield topicMessages(request)
}

function topicMessages(request: ReadonlyMap<string, PlacedMessage[]>): TopicMessages[] {
  return [...request].map(([topic, messages]) => ({ topic, messages }))
}
