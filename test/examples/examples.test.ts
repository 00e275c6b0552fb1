import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { sessionClose, type TradeDate } from '../../core/market/trade-date.ts'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createConfluentRegistry } from '../../runtime/codec/confluent-registry.ts'
import { SCHEMAS } from '../../runtime/codec/schemas.ts'
import { openKafkaLog } from '../../runtime/log/kafka/kafka-log.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { prefixedLog } from '../../runtime/log/prefixed-log.ts'
import { outputEncoder } from '../../runtime/processor/output-encoder.ts'
import type { AnyOutputEvent } from '../../runtime/processor/processor.ts'
import type { LimitState } from '../../schemas/generated/events.ts'
import { avroArbitrary } from '../support/avro-arbitrary.ts'
import { kafkaForTests } from '../support/kafka.ts'
import { activation, ladderTier, publish } from '../support/published.ts'
import { pythonForTests } from '../support/python.ts'

const kafka = await kafkaForTests()
const python = kafka === undefined ? undefined : pythonForTests()

const PREFIX = `examples-${randomUUID().slice(0, 8)}.`
const PARTITIONS = 3
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
    await publish(log, codec(), BEFORE, PARTITIONS)
    const running = programs.map(([name, command, args]) => ({ name, ...start(command, args) }))
    try {
      for (const { name, lines } of running)
        await expect.poll(lines, { timeout: 40_000, message: name }).toEqual(LINES_BEFORE)
      await abortedWrite()
      await publish(log, codec(), AFTER, PARTITIONS)
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

  it('count a session once it is complete in every partition', async () => {
    const { child, lines } = start(process.execPath, ['--import', 'tsx', 'examples/closed-sessions.ts'])
    try {
      const states = [
        sealed('600000.SH', 1),
        sealed('600001.SH', 3),
        sealed('600002.SH', 2),
        sealed('000001.SZ', 5),
      ]
      const opened = { ...states[3]!, value: { ...states[3]!.value, up: 'broken' as const, revision: 1 } }
      await publish(log, codec(), [{ outputs: states }], PARTITIONS)
      await publish(log, codec(), [{ closes: 20220427, outputs: [opened] }], PARTITIONS)
      await expect.poll(lines, { timeout: 40_000 }).toEqual(['main 20220427 epoch 1: 3 limit-ups, tallest 3'])
    } finally {
      child.kill('SIGKILL')
    }
  }, 60_000)

  it.skipIf(python === undefined)(
    'keep the ladder in SQLite across a kill',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'pulse-examples-'))
      const file = join(folder, 'ladder.db')
      const stored = (): string => {
        const query = 'SELECT key, tier, boards, promoted FROM ladder ORDER BY key'
        const script = `import json, sqlite3; print(json.dumps(sqlite3.connect("${file}").execute("${query}").fetchall()))`
        return spawnSync(python!, ['-c', script], { encoding: 'utf8' }).stdout.trim()
      }
      const row = (...fields: readonly unknown[]): string =>
        `[${fields.map((field) => JSON.stringify(field)).join(', ')}]`
      const old = row('main/all/20220426/1', 1, 30, null)
      const until = async (...rows: readonly string[]): Promise<void> => {
        const { child } = start(python!, ['examples/store_ladder.py', file])
        await expect.poll(stored, { timeout: 20_000, interval: 500 }).toBe(`[${rows.join(', ')}]`)
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      const today = row('main/all/20220427/2', 2, 9, 9)
      await until(old, today)
      await publish(
        log,
        codec(),
        [{ outputs: [ladderTier(20220428, [15, 0], 3, { boards: 4 })] }],
        PARTITIONS,
      )
      await until(old, today, row('main/all/20220428/3', 3, 4, null))
      await rm(folder, { recursive: true })
    },
    90_000,
  )
})

/** A symbol that closed at its limit-up; what the program does not read is made up. */
function sealed(symbol: string, streak: number): AnyOutputEvent<'limitState'> {
  const [made] = fc.sample(avroArbitrary(SCHEMAS['limit-state']), { numRuns: 1, seed: streak })
  const tradeDate = 20220427 as TradeDate
  const said = {
    symbol: symbol as InstrumentSymbol,
    tradeDate,
    up: 'sealed',
    inUniverse: true,
    streak,
  } as const
  const value = { ...(made as LimitState), ...said, revision: 0, deleted: false }
  return { topic: 'limitState', key: symbol, eventTime: sessionClose(tradeDate), value }
}

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
