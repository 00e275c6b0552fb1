import type { Broker } from 'kafkajs'
import { fetchResponse, type PartitionResponse } from './fetch-response.ts'
import type { FetchedPartition } from './fetched-partition.ts'
import { type Call, expectCall, otherKafkajs, withChangedCalls } from './kafkajs-calls.ts'
import { type FetchedBatch, isOldFormat, recordBatches } from './record-batch.ts'

/** As kafkajs takes it. */
export interface FetchRequest {
  readonly isolationLevel: number
  readonly maxWaitTime: number
  readonly maxBytes: number
  readonly topics: {
    readonly topic: string
    readonly partitions: {
      readonly partition: number
      readonly fetchOffset: string
      readonly maxBytes: number
    }[]
  }[]
}

/** Version of the response with the first transactions, the last one that kafkajs knows. */
const FIRST_VERSION = 4
const LAST_VERSION = 11
const THROTTLED_BY_CLIENT = 8

/**
 * A fetch whose records are decoded by us and not by kafkajs, which spends 2 us on each.
 * @throws LogError `corrupt` when records cannot be read; errors of kafkajs
 */
export async function fetchRaw(broker: Broker, request: FetchRequest): Promise<FetchedPartition[]> {
  let fetched: FetchedPartition[] | undefined
  const decoding = withChangedCalls(broker, (call) => {
    expectCall(call, 'Fetch', FIRST_VERSION, LAST_VERSION)
    const { apiVersion } = call.request
    const decode = async (payload: Buffer): Promise<unknown> => {
      const { throttleMs, partitions } = fetchResponse(payload, apiVersion)
      fetched = await Promise.all(partitions.map((sent) => fetchedPartition(sent, payload, call.response)))
      const responses = partitions.map((sent) => ({ topicName: sent.topicName, partitions: [sent] }))
      // From version 8 on it is the client that waits, before its next request.
      return apiVersion >= THROTTLED_BY_CLIENT
        ? { clientSideThrottleTime: throttleMs, responses }
        : { responses }
    }
    return { ...call, response: { ...call.response, decode } }
  })
  await decoding.fetch(request)
  if (fetched === undefined) throw otherKafkajs('it decoded a fetch by itself')
  return fetched
}

async function fetchedPartition(
  sent: PartitionResponse,
  payload: Buffer,
  response: Call['response'],
): Promise<FetchedPartition> {
  const { topicName: topic, partition, abortedTransactions, records } = sent
  const batches = isOldFormat(records)
    ? await oldRecords(payload, response, sent)
    : await recordBatches(records, `${topic}/${partition}`)
  return { topic, partition, abortedTransactions, batches }
}

interface OldResponse {
  readonly responses: readonly {
    readonly topicName: string
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly OldMessage[] }[]
  }[]
}
interface OldMessage {
  readonly offset: string
  readonly timestamp?: string
  readonly key: Buffer | null
  readonly value: Buffer | null
}

/** Records of message formats 0 and 1, which only kafkajs can read: each as a batch, they know no transactions. */
async function oldRecords(
  payload: Buffer,
  { decode }: Call['response'],
  { topicName, partition }: PartitionResponse,
): Promise<FetchedBatch[]> {
  const { responses } = (await decode(payload)) as OldResponse
  const ofTopic = responses.filter((response) => response.topicName === topicName)
  const partitions = ofTopic.flatMap((response) => response.partitions)
  const { messages } = partitions.find((candidate) => candidate.partition === partition)!
  return messages.map(({ offset: text, timestamp, key, value }) => {
    const offset = Number(text)
    const record = { offset, key: key?.toString() ?? '', value, timestamp: Number(timestamp ?? -1) }
    let isTaken = false
    const peek = (from: number): number | undefined =>
      isTaken || offset < from ? undefined : record.timestamp
    return {
      firstOffset: offset,
      lastOffset: offset,
      producerId: -1,
      inTransaction: false,
      isControl: false,
      peek,
      read: (from, records, count, until) => {
        const next = peek(from)
        if (next === undefined || next > until || records.length >= count) return
        records.push(record)
        isTaken = true
      },
    }
  })
}
