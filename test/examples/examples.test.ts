import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createConfluentRegistry } from '../../runtime/codec/confluent-registry.ts'
import { openKafkaLog } from '../../runtime/log/kafka/kafka-log.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { prefixedLog } from '../../runtime/log/prefixed-log.ts'
import { outputEncoder } from '../../runtime/processor/output-encoder.ts'
import { kafkaForTests } from '../support/kafka.ts'
import { activation, ladderTier, publish } from '../support/published.ts'
import { pythonForTests } from '../support/python.ts'

const kafka = await kafkaForTests()
const python = kafka === undefined ? undefined : pythonForTests()

const PREFIX = `examples-${randomUUID().slice(0, 8)}.`
const PROVISIONAL = { base: 30, final: false }

/** A morning: a tier that moves, a revision that changes nothing shown, and one that an older writer sends late. */
const BEFORE = [
  activation(1),
  { closes: 20220426, outputs: [ladderTier(20220426, [15, 0], 1, { boards: 30 })] },
  {
    outputs: [
      ladderTier(20220427, [10, 0], 2, { ...PROVISIONAL, boards: 7, promoted: 7 }),
      ladderTier(20220427, [10, 1], 2, { ...PROVISIONAL, boards: 7, promoted: 7, revision: 1 }),
      ladderTier(20220427, [10, 2], 2, { ...PROVISIONAL, boards: 8, promoted: 8, revision: 2 }),
      ladderTier(20220427, [10, 1], 2, { ...PROVISIONAL, boards: 5, promoted: 5, revision: 1 }),
    ],
  },
]
const AFTER = [
  {
    closes: 20220427,
    outputs: [ladderTier(20220427, [15, 0], 2, { base: 30, boards: 9, promoted: 9, revision: 3 })],
  },
]
const LINES_BEFORE = [
  '15:00:00 main/all/20220426/1: 30 symbols, no history',
  '10:00:00 main/all/20220427/2: 7 symbols, promoted 7/30, provisional',
  '10:02:00 main/all/20220427/2: 8 symbols, promoted 8/30, provisional',
]
const LINE_AFTER = '15:00:00 main/all/20220427/2: 9 symbols, promoted 9/30'

describe.skipIf(kafka === undefined)('examples against a broker and a registry', () => {
  let log: EventLog
  const codec = () => createCodec(createConfluentRegistry(kafka!.registryUrl))
  beforeAll(async () => {
    log = prefixedLog(await openKafkaLog({ brokers: kafka!.brokers.split(',') }), PREFIX)
  })
  afterAll(() => log.close())

  /** What a writer that failed leaves in the topic. */
  async function abortedWrite(): Promise<void> {
    const encode = await outputEncoder(codec(), ['ladder'])
    const { topic, key, value } = encode(ladderTier(20220427, [15, 0], 2, { boards: 999, revision: 9 }), {
      dataset: 'main',
      epoch: 1,
    })
    const client = new Kafka({ brokers: kafka!.brokers.split(','), logLevel: logLevel.NOTHING })
    const producer = client.producer({ transactionalId: PREFIX, maxInFlightRequests: 1, idempotent: true })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic: PREFIX + topic, messages: [{ key, value: Buffer.from(value!) }] })
    await transaction.abort()
    await producer.disconnect()
  }

  const programs: readonly (readonly [string, string, readonly string[]])[] = [
    ['consume-ladder.ts', process.execPath, ['--import', 'tsx', 'examples/consume-ladder.ts']],
    ...(python === undefined ? [] : [['consume_ladder.py', python, ['examples/consume_ladder.py']] as const]),
  ]
  it('print the ladder as it changes, and end on Ctrl-C', async () => {
    await publish(log, codec(), BEFORE)
    const running = programs.map(([name, command, args]) => ({ name, ...start(command, args) }))
    try {
      for (const { name, lines } of running)
        await expect.poll(lines, { timeout: 40_000, message: name }).toEqual(LINES_BEFORE)
      await abortedWrite()
      await publish(log, codec(), AFTER)
      for (const { name, lines } of running)
        await expect.poll(lines, { timeout: 20_000, message: name }).toEqual([...LINES_BEFORE, LINE_AFTER])
      for (const { name, child } of running) {
        child.kill('SIGINT')
        const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
        expect({ name, code }).toEqual({ name, code: 0 })
      }
    } finally {
      for (const { child } of running) child.kill('SIGKILL')
    }
  }, 120_000)
})

function start(
  command: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly lines: () => readonly string[] } {
  const child = spawn(command, args, {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: {
      ...process.env,
      KAFKA_BROKERS: kafka!.brokers,
      SCHEMA_REGISTRY_URL: kafka!.registryUrl,
      KAFKA_TOPIC_PREFIX: PREFIX,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  return { child, lines: () => stdout.split('\n').slice(0, -1) }
}
