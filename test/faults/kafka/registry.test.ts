import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_ROLES, Pipeline } from '../../../cli/pipeline.ts'
import { createConfluentRegistry } from '../../../runtime/codec/confluent-registry.ts'
import { registrable, SCHEMAS } from '../../../runtime/codec/schemas.ts'
import { readConfig } from '../../../runtime/config/read-config.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { ingestPaths } from '../../../services/ingest/ingest-paths.ts'
import { kafkaForTests } from '../../support/kafka.ts'
import { succeed, viewDigestsOf, withHome } from '../../support/pulse-process.ts'
import { writeSampleBars } from '../../support/sample-bars.ts'
import { FaultyProxy } from '../support/faulty-proxy.ts'
import { recordFigures } from '../support/figures.ts'
import { SEED } from '../support/rounds.ts'
import { installation } from './support/oracle.ts'
import { Service } from './support/service.ts'

const kafka = await kafkaForTests()
const LONG = 900_000
/** No registry hands out ids in this order of magnitude. */
const UNKNOWN_ID = 1_999_999_999

describe.skipIf(kafka === undefined)('a schema registry that fails', () => {
  let folder = ''
  let files: readonly [string, string]
  let expected: Readonly<Record<string, string>>
  let rows = 0
  let proxy: FaultyProxy

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pulse-registry-'))
    const part = (name: string, from: number, until: number): Promise<string> =>
      writeSampleBars(join(folder, name), { from, until, step: 40 })
    files = [await part('first.csv', 20220411, 20220418), await part('second.csv', 20220419, 20220427)]
    const home = join(folder, 'undisturbed')
    await succeed(['ingest', files[0]], { PULSE_HOME: home })
    await succeed(['ingest', files[1]], { PULSE_HOME: home })
    expected = withoutDeadLetters(await viewDigestsOf(home, 'main'))
    rows = Object.values(expected).reduce((sum, digest) => sum + Number.parseInt(digest, 10), 0)
    const { hostname: host, port } = new URL(kafka!.registryUrl)
    proxy = await FaultyProxy.open({ host, port: Number(port) })
  }, LONG)
  afterAll(async () => {
    await proxy?.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
  })

  const environment = (home: string): Record<string, string> => {
    const url = new URL(kafka!.registryUrl)
    url.port = String(proxy.port)
    return { ...installation({ brokers: kafka!.brokers, registryUrl: url.href }, home) }
  }
  const figures = (fault: string, injected: number, differences: number, compared = rows): void =>
    recordFigures({
      kind: 'registry',
      fault,
      on: 'Kafka',
      market: 'bars of every 40th share near its limit and twice as many others, 12 sessions',
      seed: SEED,
      rounds: 1,
      injected,
      compared,
      differences,
    })

  it(
    'is waited for at the start, and the service says so',
    () =>
      withHome(async (home) => {
        const service = new Service('sentiment', environment(home))
        proxy.refuse()
        try {
          service.start()
          await service.says(/Waiting for the schema registry/)
          await sleep(2_000)
          expect(service.isRunning).toBe(true)
          proxy.calm()
          await service.says(/ is running on /)
          expect(service.crashes).toEqual([])
        } finally {
          proxy.calm()
          await service.retire()
        }
        figures('down when a service starts', 1, 0, 0)
      }),
    LONG,
  )

  it(
    'costs time and nothing else when it is slow, and when it is down in the middle while records with new ids come',
    () =>
      withHome(async (home) => {
        const env = environment(home)
        const config = readConfig({ ...process.env, CLICKHOUSE_URL: '', ...env })
        const registry = createConfluentRegistry(kafka!.registryUrl)
        // Another program's schema of the same record, under an id that nobody here has seen yet.
        const foreign = await registry.register(`faults-${process.pid}-${Date.now()}`, {
          ...(registrable(SCHEMAS['daily-bar']) as object),
          doc: `written by another program at ${Date.now()}`,
        })
        proxy.delay(300)
        const pipeline = await Pipeline.start(config, ALL_ROLES, { log: () => undefined })
        try {
          await pipeline.takeOver()
          const publish = async (file: string): Promise<void> => {
            const { published } = await ingestPaths(pipeline.ingest, [file])
            await pipeline.landed(published.marker)
          }
          await publish(files[0])
          proxy.delay(0)
          proxy.refuse()
          const { log } = pipeline.sources
          const [bar] = await barsOf(log)
          const known = Buffer.from(bar!.value)
          known.writeUInt32BE(foreign, 1)
          const unknown = Buffer.from(bar!.value)
          unknown.writeUInt32BE(UNKNOWN_ID, 1)
          await send(`${config.kafka!.topicPrefix}${TOPICS.bars1d.name}`, [
            { key: bar!.key, value: known, partition: bar!.partition, timestamp: String(bar!.timestamp) },
            { key: bar!.key, value: unknown, partition: bar!.partition, timestamp: String(bar!.timestamp) },
          ])
          await sleep(5_000)
          expect(await deadLetters(pipeline), 'while the registry is down').toEqual([])

          proxy.calm()
          await Promise.race([publish(files[1]), pipeline.failed])
          const letters = await deadLetters(pipeline)
          expect(letters.length).toBeGreaterThan(0)
          expect(letters.filter((letter) => !letter.includes(String(UNKNOWN_ID)))).toEqual([])
        } finally {
          proxy.calm()
          proxy.delay(0)
          await pipeline.stop()
        }
        const found = withoutDeadLetters(await viewDigestsOf(home, 'main'))
        const differing = Object.keys(expected).filter((view) => expected[view] !== found[view])
        figures('slow; down while records with unknown and with new schema ids arrive', 3, differing.length)
        expect(differing).toEqual([])
      }),
    LONG,
  )
})

/** The record with the unknown id is in one of them, as it should be. */
const withoutDeadLetters = (digests: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(digests).filter(([view]) => !view.includes('dead_letters')))

type Log = Pipeline['sources']['log']

interface StoredBar {
  readonly key: string
  readonly value: Uint8Array
  readonly partition: number
  readonly timestamp: number
}

async function barsOf(log: Log): Promise<StoredBar[]> {
  const bars: StoredBar[] = []
  for await (const { partition, records } of log.read({ topic: TOPICS.bars1d.name, follow: false }))
    for (const { key, value, timestamp } of records)
      if (value !== null && !isControlKey(key)) bars.push({ key, value, partition, timestamp })
  return bars
}

/** The dead letters so far, as text. */
async function deadLetters({ sources: { log, codec } }: Pipeline): Promise<string[]> {
  const { name: topic, schema } = TOPICS.deadLetters
  const decoder = codec.decoder(schema)
  const letters: string[] = []
  for await (const { records } of log.read({ topic, follow: false })) {
    const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
    await decoder.prepare(values)
    letters.push(...values.map((value) => JSON.stringify(decoder.decode(value))))
  }
  return letters
}

async function send(
  topic: string,
  messages: { key: string; value: Buffer; partition: number; timestamp: string }[],
): Promise<void> {
  const client = new Kafka({ brokers: kafka!.brokers.split(','), logLevel: logLevel.NOTHING })
  const producer = client.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    await producer.send({ topic, messages })
  } finally {
    await producer.disconnect()
  }
}
