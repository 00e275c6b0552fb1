import type { Broker } from 'kafkajs'
import { LogError } from '../../errors.ts'
import type { StoredRecord } from '../port.ts'
import { fetchResponse, type PartitionResponse } from './fetch-response.ts'
import type { FetchedPartition } from './fetched-partition.ts'
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

/** What kafkajs' `Broker` has in 2.2.4 beyond its types. */
interface Pool {
  send(call: Call): Promise<unknown>
}
interface Call {
  readonly request: { readonly apiName: string; readonly apiVersion: number }
  readonly response: Response
}
interface Response {
  decode(payload: Buffer): Promise<Decoded>
  parse(decoded: Decoded): Promise<Decoded>
}
interface Decoded {
  /** How long the broker wants no further requests, in ms. */
  readonly clientSideThrottleTime?: number
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly unknown[] }[]
}

/** Version of the response with the first transactions, the last one that kafkajs knows. */
const FIRST_VERSION = 4
const LAST_VERSION = 11
const THROTTLED_BY_CLIENT = 8

/**
 * A fetch whose records are decoded by us and not by kafkajs, which spends 2 us on each.
 *
 * Requests, connections, authentication and the meaning of error codes stay kafkajs' own. `Broker#fetch` of the
 * pinned version 2.2.4 hands `{ request, response }` to `send` of its `connectionPool`; here it is called on a
 * broker that inherits all from the real one, except that its pool's `send` decodes the response with our
 * function. No module inside the package is imported and nothing of it is changed.
 * @throws LogError `corrupt` when kafkajs is not made like that, or records cannot be read; errors of kafkajs
 */
export async function fetchRaw(broker: Broker, request: FetchRequest): Promise<FetchedPartition[]> {
  const { connectionPool: pool } = broker as unknown as { readonly connectionPool?: Partial<Pool> }
  if (typeof pool?.send !== 'function') throw otherKafkajs('its brokers have no connection pool')
  let fetched: FetchedPartition[] | undefined
  const send = (call: Call): Promise<unknown> => {
    refuseOtherShape(call)
    const { request, response } = call
    const decode = async (payload: Buffer): Promise<Decoded> => {
      const { throttleMs, partitions } = fetchResponse(payload, request.apiVersion)
      fetched = await Promise.all(partitions.map((sent) => fetchedPartition(sent, payload, response)))
      const responses = partitions.map((sent) => ({ topicName: sent.topicName, partitions: [sent] }))
      // From version 8 on it is the client that waits, before its next request.
      return request.apiVersion >= THROTTLED_BY_CLIENT
        ? { clientSideThrottleTime: throttleMs, responses }
        : { responses }
    }
    return pool.send!({ ...call, response: { ...response, decode } })
  }
  const tapped: Broker = Object.create(broker, {
    connectionPool: { value: Object.create(pool, { send: { value: send } }) },
  })
  await tapped.fetch(request)
  if (fetched === undefined) throw otherKafkajs('it decoded a fetch by itself')
  return fetched
}

async function fetchedPartition(
  sent: PartitionResponse,
  payload: Buffer,
  response: Response,
): Promise<FetchedPartition> {
  const { topicName: topic, partition, abortedTransactions, records } = sent
  const batches = isOldFormat(records)
    ? await oldRecords(payload, response, sent)
    : await recordBatches(records, `${topic}/${partition}`)
  return { topic, partition, abortedTransactions, batches }
}

function refuseOtherShape({ request, response }: Partial<Call>): void {
  const { apiName, apiVersion = 0 } = request ?? {}
  if (apiName !== 'Fetch' || apiVersion < FIRST_VERSION || apiVersion > LAST_VERSION)
    throw otherKafkajs(`it sends ${apiName} in version ${apiVersion}`)
  if (typeof response?.decode !== 'function' || typeof response.parse !== 'function')
    throw otherKafkajs('its requests do not say how to decode the response')
}

function otherKafkajs(difference: string): LogError {
  return new LogError(
    'corrupt',
    `kafkajs is not the version 2.2.4 that records are fetched with: ${difference}. Install what package-lock.json names.`,
  )
}

type OldPartition = { readonly partition: number; readonly messages: readonly OldMessage[] }
interface OldMessage {
  readonly offset: string
  readonly timestamp?: string
  readonly key: Buffer | null
  readonly value: Buffer | null
}

/** Records of message formats 0 and 1, which only kafkajs can read: each as a batch, they know no transactions. */
async function oldRecords(
  payload: Buffer,
  { decode }: Response,
  { topicName, partition }: PartitionResponse,
): Promise<FetchedBatch[]> {
  const { responses } = await decode(payload)
  const ofTopic = responses.filter((response) => response.topicName === topicName)
  const partitions = ofTopic.flatMap((response) => response.partitions as readonly OldPartition[])
  const { messages } = partitions.find((candidate) => candidate.partition === partition)!
  return messages.map(({ offset: text, timestamp, key, value }) => {
    const offset = Number(text)
    const record = { offset, key: key?.toString() ?? '', value, timestamp: Number(timestamp ?? -1) }
    return {
      firstOffset: offset,
      lastOffset: offset,
      producerId: -1,
      inTransaction: false,
      isControl: false,
      read: (from: number, records: StoredRecord[]) => {
        if (offset >= from) records.push(record)
      },
    }
  })
}
