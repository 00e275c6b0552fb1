import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { afterEach, describe, expect, it } from 'vitest'
import { kafkaForTests } from '../../../test/support/kafka.ts'
import { keyPartition } from '../partitioner.ts'
import type { EventLog, OutgoingRecord, RecordBatch, TaskGroup, TaskLog, TaskRunner } from '../port.ts'
import { openKafkaLog } from './kafka-log.ts'

const kafka = await kafkaForTests()
const brokers = kafka?.brokers.split(',') ?? []
const client = new Kafka({
  brokers: brokers.length > 0 ? brokers : ['none:9092'],
  logLevel: logLevel.NOTHING,
})

const NOTHING = { outputs: [], state: new Map(), positions: [] } as const
const bytes = (text: string): Buffer => Buffer.from(text)
const text = (value: Uint8Array | null | undefined): string => Buffer.from(value ?? []).toString()
const untilAborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted ? Promise.resolve() : once(signal, 'abort')

async function eventually<T>(
  what: string,
  forMs: number,
  look: () => T | undefined | Promise<T | undefined>,
) {
  const giveUpAt = Date.now() + forMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > giveUpAt) throw new Error(`${what} did not happen within ${forMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

async function readAll(log: EventLog, topic: string): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = []
  for await (const batch of log.read({ topic, follow: false })) batches.push(batch)
  return batches
}

describe.skipIf(kafka === undefined)('event log on Kafka', () => {
  const logs: EventLog[] = []
  const children: ChildProcess[] = []
  let count = 0
  const unique = () => `pulse-test-${process.pid}-${Date.now().toString(36)}-${++count}`

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await Promise.all(logs.splice(0).map((log) => log.close()))
  })

  const open = async (): Promise<EventLog> => {
    const log = await openKafkaLog({ brokers, sessionTimeoutMs: 6_000 })
    logs.push(log)
    return log
  }

  /** Takes the task of a source and keeps it until the group stops. */
  const source = async (log: EventLog, application: string): Promise<{ task: TaskLog; group: TaskGroup }> => {
    let assigned!: (task: TaskLog) => void
    const assignment = new Promise<TaskLog>((resolve) => {
      assigned = resolve
    })
    const group = await log.join(
      { application, processor: 'source', inputs: [], assignment: 'single' },
      async (task, signal) => {
        assigned(task)
        await untilAborted(signal)
      },
    )
    return { task: await assignment, group }
  }

  const write = async (log: EventLog, topic: string, keys: readonly string[]): Promise<void> => {
    const { task, group } = await source(log, unique())
    const outputs = keys.map((key, n): OutgoingRecord => ({ topic, key, value: bytes(key), timestamp: n }))
    await task.commit({ ...NOTHING, outputs })
    await group.stop()
  }

  /** Copies inputs to outputs and counts them in its state. */
  const copier =
    (target: string, onTask: (task: TaskLog, count: number) => void = () => undefined): TaskRunner =>
    async (task, signal) => {
      const { state, positions } = await task.restore()
      let copied = Number(text(state.get('copied')) || '0')
      onTask(task, copied)
      await task.seek(positions)
      while (!signal.aborted) {
        const batches = await task.poll({ maxRecords: 50, waitMs: 100 })
        const records = batches.flatMap((batch) => batch.records)
        copied += records.length
        await task.commit({
          outputs: records.map(({ key, value, timestamp }) => ({ topic: target, key, value, timestamp })),
          state: new Map([['copied', bytes(String(copied))]]),
          positions: batches.map(({ nextOffset, topic, partition }) => ({
            topic,
            partition,
            offset: nextOffset,
          })),
        })
      }
    }

  it('fences the process that had a task before, and the new one sees everything it committed', async () => {
    const [first, second] = [await open(), await open()]
    const application = unique()
    const topic = unique()
    await first.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete' }])
    const zombie = await source(first, application)
    const record = (key: string) => ({ topic, key, value: bytes(key), timestamp: 1 })
    await zombie.task.commit({ ...NOTHING, outputs: [record('a')], state: new Map([['n', bytes('1')]]) })

    const owner = await source(second, application)
    expect(text((await owner.task.restore()).state.get('n'))).toBe('1')
    const late = { ...NOTHING, outputs: [record('zombie')], state: new Map([['n', bytes('zombie')]]) }
    await expect(zombie.task.commit(late)).rejects.toMatchObject({ code: 'fenced' })
    await expect(zombie.task.restore()).rejects.toMatchObject({ code: 'fenced' })
    await owner.task.commit({ ...NOTHING, outputs: [record('b')], state: new Map([['n', bytes('2')]]) })

    expect(text((await owner.task.restore()).state.get('n'))).toBe('2')
    const keys = (await readAll(second, topic)).flatMap((batch) => batch.records.map(({ key }) => key))
    expect(keys).toEqual(['a', 'b'])
  })

  it('hides aborted and undecided records, and reads past them to the committed end', async () => {
    const log = await open()
    const topic = unique()
    await log.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete' }])
    await write(log, topic, ['a', 'b'])
    const producer = client.producer({
      transactionalId: unique(),
      createPartitioner: Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    const aborted = await producer.transaction()
    await aborted.send({ topic, messages: [{ key: 'aborted', value: 'x' }] })
    await aborted.abort()
    const afterAbort = await eventually('the abort marker', 5_000, async () => {
      const [end] = await log.ends(topic)
      return end!.offset === 5 ? end : undefined
    })
    const batches = await readAll(log, topic)
    expect(batches.flatMap((batch) => batch.records.map(({ key }) => key))).toEqual(['a', 'b'])
    expect(batches.at(-1)!.nextOffset).toBe(afterAbort.offset)

    const undecided = await producer.transaction()
    await undecided.send({ topic, messages: [{ key: 'undecided', value: 'x' }] })
    await write(log, topic, ['c'])
    expect(await log.ends(topic)).toEqual([afterAbort])
    expect((await readAll(log, topic)).flatMap((batch) => batch.records)).toHaveLength(2)
    await undecided.commit()
    await producer.disconnect()
    const all = await eventually('the commit', 5_000, async () => {
      const records = (await readAll(log, topic)).flatMap((batch) => batch.records)
      return records.length === 4 ? records : undefined
    })
    expect(all.map(({ key }) => key)).toEqual(['a', 'b', 'undecided', 'c'])
  })

  it('ends the transaction that a dead owner left open before it restores', async () => {
    const log = await open()
    const application = unique()
    const topic = unique()
    await log.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete' }])
    const first = await source(log, application)
    await first.task.commit({ ...NOTHING, state: new Map([['n', bytes('committed')]]) })
    await first.group.stop()
    const dead = client.producer({
      transactionalId: `${application}-source-0`,
      createPartitioner: Partitioners.DefaultPartitioner,
    })
    await dead.connect()
    const left = await dead.transaction()
    await left.sendBatch({
      topicMessages: [
        { topic: `${application}-source-changelog`, messages: [{ key: 'state/n', value: 'left open' }] },
        { topic, messages: [{ key: 'left', value: 'open' }] },
      ],
    })
    const { task } = await source(log, application)
    expect(text((await task.restore()).state.get('n'))).toBe('committed')
    await task.commit({ ...NOTHING, outputs: [{ topic, key: 'next', value: bytes('x'), timestamp: 1 }] })
    const keys = (await readAll(log, topic)).flatMap((batch) => batch.records.map(({ key }) => key))
    expect(keys).toEqual(['next'])
    await dead.disconnect()
  })

  it('splits a large commit into requests that a broker takes, all in one transaction', async () => {
    const log = await open()
    const topic = unique()
    await log.ensureTopics([{ name: topic, partitions: 2, cleanup: 'delete' }])
    const { task } = await source(log, unique())
    const outputs = Array.from({ length: 30_000 }, (_, n) => ({
      topic,
      key: String(n),
      value: Buffer.alloc(n % 1_000 === 0 ? 400_000 : 100),
      timestamp: n,
      headers: { n: String(n) },
    }))
    await task.commit({ ...NOTHING, outputs, state: new Map([['large', Buffer.alloc(990_000)]]) })
    const batches = await readAll(log, topic)
    for (const partition of [0, 1]) {
      const records = batches
        .filter((batch) => batch.partition === partition)
        .flatMap((batch) => batch.records)
      const expected = outputs.filter(({ key }) => keyPartition(key, 2) === partition)
      expect(records.map(({ key }) => key)).toEqual(expected.map(({ key }) => key))
      expect(records.map(({ headers }) => headers?.n)).toEqual(expected.map(({ key }) => key))
    }
    expect((await task.restore()).state.get('large')).toHaveLength(990_000)
    // One commit marker per partition: 30,000 records and nothing else.
    const ends = (await log.ends(topic)).reduce((sum, { offset }) => sum + offset, 0)
    expect(ends).toBe(30_002)
  })

  it('shares tasks among members that come and go; every record is processed once', async () => {
    const [first, second] = [await open(), await open()]
    const application = unique()
    const [input, output] = [unique(), unique()]
    await first.ensureTopics(
      [input, output].map((name) => ({ name, partitions: 4, cleanup: 'delete' as const })),
    )
    const spec = { application, processor: 'copy', inputs: [input], assignment: 'perPartition' } as const
    const tasks: { member: string; task: number }[] = []
    const member = (name: string) => copier(output, ({ id }) => tasks.push({ member: name, task: id.task }))
    const groupA = await first.join(spec, member('a'))
    const all: string[] = []
    const publish = async (round: number) => {
      const keys = Array.from({ length: 200 }, (_, n) => `${round}-${n}`)
      all.push(...keys)
      await write(first, input, keys)
    }
    await publish(1)
    const groupB = await second.join(spec, member('b'))
    await publish(2)
    await eventually('sharing', 20_000, () => tasks.filter((started) => started.member === 'b').length >= 2)
    await publish(3)
    await groupA.stop()
    await publish(4)
    const copied = await eventually('copying', 20_000, async () => {
      const keys = (await readAll(second, output)).flatMap((batch) => batch.records.map(({ key }) => key))
      return keys.length >= all.length ? keys : undefined
    })
    await groupB.stop()
    expect(copied.toSorted()).toEqual(all.toSorted())
    expect(new Set(tasks.filter((started) => started.member === 'b').map(({ task }) => task)).size).toBe(4)
    await Promise.all([groupA.done, groupB.done])
  })

  it('opens a task again that somebody fenced while the group still gives it to us', async () => {
    const log = await open()
    const application = unique()
    const [input, output] = [unique(), unique()]
    await log.ensureTopics(
      [input, output].map((name) => ({ name, partitions: 1, cleanup: 'delete' as const })),
    )
    let opened = 0
    const group = await log.join(
      { application, processor: 'copy', inputs: [input], assignment: 'perPartition' },
      copier(output, () => {
        opened += 1
      }),
    )
    await eventually('the first opening', 10_000, () => opened === 1)
    const intruder = client.producer({ transactionalId: `${application}-copy-0` })
    await intruder.connect()
    await (await intruder.transaction()).abort()
    await write(log, input, ['a', 'b', 'c'])
    await eventually('the second opening', 10_000, () => opened === 2)
    await eventually('copying', 10_000, async () => (await readAll(log, output)).length > 0)
    const keys = (await readAll(log, output)).flatMap((batch) => batch.records.map(({ key }) => key))
    expect(keys).toEqual(['a', 'b', 'c'])
    await intruder.disconnect()
    await group.stop()
  })

  it('gives the tasks of a killed process to another, with the state it had committed', async () => {
    const log = await open()
    const application = unique()
    const [input, output] = [unique(), unique()]
    await log.ensureTopics(
      [input, output].map((name) => ({ name, partitions: 2, cleanup: 'delete' as const })),
    )
    const keys = Array.from({ length: 500 }, (_, n) => String(n))
    await write(log, input, keys)
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('killed-member.fixture.ts', import.meta.url))],
      {
        env: {
          ...process.env,
          BROKERS: brokers.join(','),
          APPLICATION: application,
          INPUT: input,
          OUTPUT: output,
        },
      },
    )
    children.push(child)
    const said: string[] = []
    child.stdout!.on('data', (chunk: Buffer) => said.push(chunk.toString()))
    child.stderr!.on('data', (chunk: Buffer) => said.push(chunk.toString()))
    await eventually(
      `the child's transactions, it said ${said}`,
      20_000,
      () => said.join('').match(/in transaction/g)?.length === 2,
    )
    child.kill('SIGKILL')
    const killedAt = Date.now()
    const restored: number[] = []
    const group = await log.join(
      { application, processor: 'copy', inputs: [input], assignment: 'perPartition' },
      copier(output, (_, copied) => restored.push(copied)),
    )
    await eventually('take-over', 15_000, () => restored.length === 2)
    expect(Date.now() - killedAt).toBeLessThan(12_000)
    // The child had committed six batches of ten records; what it was writing when it died does not count.
    expect(restored.reduce((sum, copied) => sum + copied, 0)).toBe(60)
    const copied = await eventually('copying', 20_000, async () => {
      const found = (await readAll(log, output)).flatMap((batch) => batch.records.map(({ key }) => key))
      return found.length >= keys.length ? found : undefined
    })
    expect(copied.toSorted()).toEqual(keys.toSorted())
    await group.stop()
  }, 90_000)

  it('shows the committed positions as lag of the consumer group', async () => {
    const log = await open()
    const application = unique()
    const [input, output] = [unique(), unique()]
    await log.ensureTopics(
      [input, output].map((name) => ({ name, partitions: 1, cleanup: 'delete' as const })),
    )
    await write(log, input, ['a', 'b', 'c'])
    const group = await log.join(
      { application, processor: 'copy', inputs: [input], assignment: 'perPartition' },
      copier(output),
    )
    const admin = client.admin()
    await admin.connect()
    const [end] = await log.ends(input)
    await eventually('the offset', 10_000, async () => {
      const [shown] = await admin.fetchOffsets({ groupId: `${application}-copy`, topics: [input] })
      return shown?.partitions[0]?.offset === String(end!.offset)
    })
    await admin.disconnect()
    await group.stop()
  })

  it('says that no broker answers', async () => {
    await expect(openKafkaLog({ brokers: ['127.0.0.1:9'], retryForMs: 500 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('KAFKA_BROKERS'),
    })
  })
})
