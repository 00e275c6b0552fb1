import { createRequire } from 'node:module'
import { type Broker, Kafka, logLevel } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { CommittedRecords } from './fetched-partition.ts'
import { fetchRaw } from './raw-fetch.ts'
import { rawProducer } from './raw-produce.ts'
import { encodeRecordBatch } from './record-batch-encoder.ts'

/** kafkajs' own broker over a connection that gives one answer: what real brokers do, the contract suite shows. */
interface Encoder {
  readonly buffer: Buffer
  writeInt16(value: number): Encoder
  writeInt32(value: number): Encoder
  writeInt64(value: number): Encoder
  writeString(value: string): Encoder
  writeBytes(value: Buffer | null): Encoder
  writeArray(value: readonly Encoder[]): Encoder
}
const require = createRequire(import.meta.url)
const RealBroker = require('kafkajs/src/broker') as new (
  options: object,
) => Broker & { lookupRequest: unknown }
const { lookup } = require('kafkajs/src/protocol/requests') as { lookup(versions: object): unknown }
const Encoder = require('kafkajs/src/protocol/encoder') as new () => Encoder
const MessageSet = require('kafkajs/src/protocol/messageSet') as (set: object) => Encoder
const FETCH = 1

type Send = (call: {
  request: { apiVersion: number }
  response: { decode(payload: Buffer): Promise<unknown>; parse(decoded: unknown): Promise<unknown> }
}) => Promise<unknown>

function broker(maxVersion: number, send: unknown): Broker {
  const logger = { namespace: () => logger }
  const made = new RealBroker({ connectionPool: { host: 'none', port: 1, send }, logger })
  made.lookupRequest = lookup({ [FETCH]: { minVersion: 0, maxVersion } })
  return made
}

const answering =
  (payload: (version: number) => Encoder): Send =>
  async ({ request, response }) =>
    response.parse(await response.decode(payload(request.apiVersion).buffer))

/** One partition, number 2 of topic t, in the layout of a version. */
function answer(version: number, records: Buffer | null, errorCode = 0): Encoder {
  const partition = new Encoder().writeInt32(2).writeInt16(errorCode).writeInt64(100).writeInt64(90)
  if (version >= 5) partition.writeInt64(0)
  partition.writeArray([new Encoder().writeInt64(77).writeInt64(5)])
  if (version >= 11) partition.writeInt32(-1)
  partition.writeBytes(records)
  const payload = new Encoder().writeInt32(0)
  if (version >= 7) payload.writeInt16(0).writeInt32(0)
  return payload.writeArray([new Encoder().writeString('t').writeArray([partition])])
}

const REQUEST = { isolationLevel: 1, maxWaitTime: 1, maxBytes: 1, topics: [] }
const BATCH = encodeRecordBatch({
  producerId: '77',
  producerEpoch: 0,
  firstSequence: 0,
  transactional: false,
  records: [{ key: Buffer.from('k'), value: Buffer.from('v'), timestamp: '9' }],
})

describe('fetchRaw', () => {
  it.each([4, 5, 7, 8, 11])('takes the response in version %i', async (version) => {
    const send = answering((asked) => answer(asked, BATCH))
    const [fetched] = await fetchRaw(broker(version, send), REQUEST)
    expect(fetched!.abortedTransactions).toEqual([{ producerId: 77, firstOffset: 5 }])
    expect(new CommittedRecords(fetched!, 0).take(10)).toEqual({
      topic: 't',
      partition: 2,
      nextOffset: 1,
      records: [{ offset: 0, key: 'k', value: Buffer.from('v'), timestamp: 9 }],
    })
  })

  it.each([0, 1])('leaves records of the old format %i to kafkajs', async (messageVersion) => {
    const entries = ['a', 'b'].map((key) => ({ key, value: 'v', timestamp: 9 }))
    const { buffer } = MessageSet({ messageVersion, entries })
    const send = answering((version) => answer(version, buffer))
    const [fetched] = await fetchRaw(broker(11, send), REQUEST)
    const timestamp = messageVersion === 0 ? -1 : 9
    expect(new CommittedRecords(fetched!, 1).take(10)).toMatchObject({
      nextOffset: 2,
      records: [{ offset: 1, key: 'b', value: Buffer.from('v'), timestamp }],
    })
  })

  it('tells errors as kafkajs does', async () => {
    const send = answering((version) => answer(version, null, 1))
    await expect(fetchRaw(broker(11, send), REQUEST)).rejects.toMatchObject({
      name: 'KafkaJSOffsetOutOfRange',
      topic: 't',
      partition: 2,
    })
  })

  it('refuses a kafkajs of another make', async () => {
    const other = { code: 'corrupt', message: expect.stringContaining('kafkajs is not the version 2.2.4') }
    const silent: Send = async () => undefined
    await expect(fetchRaw(broker(11, undefined), REQUEST)).rejects.toMatchObject(other)
    await expect(fetchRaw(broker(3, silent), REQUEST)).rejects.toMatchObject(other)
    await expect(fetchRaw(broker(11, silent), REQUEST)).rejects.toMatchObject(other)
  })
})

describe('rawProducer', () => {
  it('refuses a kafkajs of another make', () => {
    const kafka = new Kafka({ brokers: ['none:9092'], logLevel: logLevel.NOTHING })
    const other = Object.fromEntries(Object.entries(kafka)) as unknown as Kafka
    expect(() => rawProducer(other, {}, () => undefined)).toThrow('kafkajs is not the version 2.2.4')
  })
})
