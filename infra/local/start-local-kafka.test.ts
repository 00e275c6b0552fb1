import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kafkaForTests } from '../../test/support/kafka.ts'
import { isAlive } from './processes.ts'
import { type LocalKafka, startLocalKafka } from './start-local-kafka.ts'

// What these tests start is their own; the variables only say that this machine can start it.
const kafka = await kafkaForTests()

describe.skipIf(!kafka)('a local broker and registry', { timeout: 180_000 }, () => {
  let home: string
  let local: LocalKafka

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-infra-'))
    local = await startLocalKafka({ home })
  })
  afterAll(async () => {
    await local.stop()
    await rm(home, { recursive: true })
  })

  it('shows committed records to read_committed readers, and aborted ones never', async () => {
    await createTopic(local, 'quotes')
    const producer = client(local).producer({ transactionalId: 'quotes-writer', maxInFlightRequests: 1 })
    await producer.connect()
    for (const [value, end] of [
      ['dropped', 'abort'],
      ['kept', 'commit'],
    ] as const) {
      const transaction = await producer.transaction()
      await transaction.send({ topic: 'quotes', messages: [{ value }] })
      await transaction[end]()
    }
    await producer.disconnect()
    expect(await firstValue(local, 'quotes')).toBe('kept')
  })

  it('creates no topic by accident', async () => {
    const producer = client(local).producer({ retry: { retries: 0 } })
    await producer.connect()
    await expect(producer.send({ topic: 'mistyped', messages: [{ value: '' }] })).rejects.toThrow(
      /does not host this topic-partition/,
    )
    await producer.disconnect()
  })

  it('registers a schema, lets it evolve, and refuses what old readers and data contradict', async () => {
    const registry = new SchemaRegistry({ host: local.registryUrl })
    const first = await registry.register(avro([price]), subject)
    expect(await registry.register(avro([price]), subject)).toEqual(first)
    const second = await registry.register(avro([price, { ...volume, default: 0 }]), subject)
    expect(second.id).not.toBe(first.id)
    await expect(registry.register(avro([price, volume]), subject)).rejects.toMatchObject({ status: 409 })

    const anotherClient = new SchemaRegistry({ host: local.registryUrl })
    const bytes = await registry.encode(second.id, { price: 105_000, volume: 3 })
    expect(await anotherClient.decode(bytes)).toMatchObject({ price: 105_000, volume: 3 })
    await expect(anotherClient.getSchema(999_999)).rejects.toMatchObject({ status: 404 })
  })

  it('checks against every earlier version of a subject, not only the last', async () => {
    const registry = new SchemaRegistry({ host: local.registryUrl })
    const level = (type: string, extra: object = {}) => avro([price, { name: 'level', type, ...extra }])
    const options = { subject: 'transitive', compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE }
    await registry.register(avro([price]), options)
    await registry.register(level('int', { default: 1 }), options)
    // A reader with `level` and no default reads the second version, but not the first.
    await expect(registry.register(level('int'), options)).rejects.toMatchObject({ status: 409 })
  })

  it('refuses a second start in the same home', async () => {
    await expect(startLocalKafka({ home })).rejects.toMatchObject({
      code: 'alreadyRunning',
      message: expect.stringContaining(local.brokers),
    })
  })

  it('stops without a trace and starts again with its records and schema ids', async () => {
    const before = new SchemaRegistry({ host: local.registryUrl })
    const id = await before.getLatestSchemaId(subject.subject)
    await local.stop()
    expect(local.pids.filter(isAlive)).toEqual([])
    expect(await Promise.all(portsOf(local).map(isOpen))).toEqual([false, false])
    expect(existsSync(join(home, 'running.json'))).toBe(false)

    local = await startLocalKafka({ home })
    const after = new SchemaRegistry({ host: local.registryUrl })
    expect(await after.getLatestSchemaId(subject.subject)).toBe(id)
    expect(await firstValue(local, 'quotes')).toBe('kept')
  })

  it('still knows a schema id that it gave out just before it was killed', async () => {
    const before = new SchemaRegistry({ host: local.registryUrl })
    const { id } = await before.register(avro([volume]), { ...subject, subject: 'killed-value' })
    for (const pid of local.pids) process.kill(pid, 'SIGKILL')
    await local.stop()

    local = await startLocalKafka({ home })
    const after = new SchemaRegistry({ host: local.registryUrl })
    expect(await after.getLatestSchemaId('killed-value')).toBe(id)
  })
})

describe.skipIf(!kafka)('a broker that cannot start', { timeout: 180_000 }, () => {
  it('is reported with the end of its log, and nothing goes on running', async () => {
    const home = await mkdtemp(join(tmpdir(), 'pulse-infra-'))
    const brokerConfig = { 'num.network.threads': 0 }
    await expect(startLocalKafka({ home, brokerConfig })).rejects.toMatchObject({
      code: 'startFailed',
      message: expect.stringMatching(/ended with exit code 1[\s\S]*num\.network\.threads/),
    })
    expect(existsSync(join(home, 'running.json'))).toBe(false)
    const registryLog = await readFile(join(home, 'logs', 'registry.log'), 'utf8')
    const [, registryPort] = /Listening on: http:\/\/[\d.]+:(\d+)/.exec(registryLog) ?? []
    expect(await isOpen(Number(registryPort))).toBe(false)
    await rm(home, { recursive: true })
  })
})

describe.skipIf(!kafka)('three local brokers', { timeout: 180_000 }, () => {
  it('hold three copies of what is written, go on without one, and take it back', async () => {
    const home = await mkdtemp(join(tmpdir(), 'pulse-infra-'))
    const local = await startLocalKafka({ home, brokers: 3 })
    try {
      const admin = client(local).admin()
      await admin.connect()
      await admin.createTopics({ topics: [{ topic: 'quotes', numPartitions: 1 }], waitForLeaders: true })
      const partition = async () =>
        (await admin.fetchTopicMetadata({ topics: ['quotes'] })).topics[0]!.partitions[0]!
      const before = await partition()
      expect([...before.replicas].sort()).toEqual([1, 2, 3])

      const leader = local.nodes.find(({ id }) => id === before.leader)!
      await leader.kill()
      const producer = client(local).producer()
      await producer.connect()
      await producer.send({ topic: 'quotes', acks: -1, messages: [{ value: 'kept' }] })
      await producer.disconnect()
      expect((await partition()).leader).not.toBe(before.leader)
      expect(await firstValue(local, 'quotes')).toBe('kept')

      await leader.restart()
      while (!(await partition()).isr.includes(leader.id)) await sleep(100)
      await admin.disconnect()
      expect(local.pids.filter(isAlive)).toHaveLength(4)
    } finally {
      await local.stop()
      await rm(home, { recursive: true })
    }
  })
})

const price = { name: 'price', type: 'long' }
const volume = { name: 'volume', type: 'int' }
const subject = { subject: 'quotes-value', compatibility: COMPATIBILITY.BACKWARD_TRANSITIVE }

function avro(fields: readonly object[]) {
  const schema = { type: 'record', name: 'Quote', namespace: 'test', fields }
  return { type: SchemaType.AVRO, schema: JSON.stringify(schema) } as const
}

function client({ brokers }: LocalKafka): Kafka {
  return new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
}

async function createTopic(local: LocalKafka, topic: string): Promise<void> {
  const admin = client(local).admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
  await admin.disconnect()
}

async function firstValue(local: LocalKafka, topic: string): Promise<string | undefined> {
  const consumer = client(local).consumer({ groupId: `reader-${Math.random()}`, readUncommitted: false })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const value = new Promise<string | undefined>((resolve) => {
    void consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) })
  })
  return value.finally(() => consumer.disconnect())
}

function portsOf({ brokers, registryUrl }: LocalKafka): number[] {
  return [Number(brokers.split(':')[1]), Number(new URL(registryUrl).port)]
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy())
}
