import { encodeRecordBatch, type ProducedRecord } from './record-batch-encoder.ts'

/** As kafkajs describes it. */
export interface ProduceRequest {
  readonly transactionalId?: string
  readonly producerId: string
  readonly producerEpoch: number
  readonly acks?: number
  readonly timeout?: number
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly firstSequence: number
      readonly messages: readonly ProducedRecord[]
    }[]
  }[]
}

/** Of kafkajs: all replicas, half a minute. */
const ACKS = -1
const TIMEOUT_MS = 30_000

/** The body of a request to write records (Kafka protocol guide, "Produce Request", versions 3 to 8). */
export function produceRequest(request: ProduceRequest): Buffer {
  const { transactionalId, producerId, producerEpoch, acks = ACKS, timeout = TIMEOUT_MS, topicData } = request
  const transactional = transactionalId !== undefined
  const parts = [text(transactionalId), int16(acks), int32(timeout), int32(topicData.length)]
  for (const { topic, partitions } of topicData) {
    parts.push(text(topic), int32(partitions.length))
    for (const { partition, firstSequence, messages: records } of partitions) {
      const batch = { producerId, producerEpoch, firstSequence, transactional, records }
      const bytes = encodeRecordBatch(batch)
      parts.push(int32(partition), int32(bytes.length), bytes)
    }
  }
  return Buffer.concat(parts)
}

function text(value: string | undefined): Buffer {
  if (value === undefined) return int16(-1)
  const bytes = Buffer.from(value)
  return Buffer.concat([int16(bytes.length), bytes])
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}
