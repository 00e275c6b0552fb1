import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fen } from '../../core/market/price.ts'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createConfluentRegistry } from '../../runtime/codec/confluent-registry.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import { openKafkaLog } from '../../runtime/log/kafka/kafka-log.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { prefixedLog } from '../../runtime/log/prefixed-log.ts'
import type { AnyOutputEvent } from '../../runtime/processor/processor.ts'
import { kafkaForTests } from '../../test/support/kafka.ts'
import { testBar } from '../../test/support/pipeline-harness.ts'
import { activation, ladderTier, publish } from '../../test/support/published.ts'
import { type Finished, runPulse, startPulse } from '../../test/support/pulse-process.ts'

const PULSE = fileURLToPath(new URL('../bin/pulse.mjs', import.meta.url))

/** Two sessions of a ladder, a provisional state of the second, another data set, and a superseded epoch. */
const LADDER = [
  activation(1),
  { outputs: [ladderTier(20220425, [15, 0], 1, { boards: 99 })] },
  activation(2),
  { epoch: 2, closes: 20220426, outputs: [ladderTier(20220426, [15, 0], 1, { boards: 30 })] },
  {
    epoch: 2,
    outputs: [
      ladderTier(20220427, [10, 0], 2, { boards: 7, base: 30, promoted: 7, rate: 7 / 30, final: false }),
      ladderTier(20220427, [10, 1], 2, {
        boards: 8,
        base: 30,
        promoted: 8,
        rate: 8 / 30,
        final: false,
        revision: 1,
      }),
    ],
  },
  {
    epoch: 2,
    closes: 20220427,
    outputs: [
      ladderTier(20220427, [15, 0], 1, { boards: 51, revision: 2 }),
      ladderTier(20220427, [15, 0], 2, { boards: 9, base: 30, promoted: 9, rate: 0.3, revision: 2 }),
    ],
  },
  activation(1, 'sim-7'),
  { dataset: 'sim-7', outputs: [ladderTier(20220427, [15, 0], 1, { boards: 3 })] },
  // Published by a rebuild that has not landed: nobody shows it yet.
  { epoch: 3, outputs: [ladderTier(20220427, [15, 0], 1, { boards: 77 })] },
]

const BAR: AnyOutputEvent<'bars1d'> = {
  topic: 'bars1d',
  key: '600000.SH',
  eventTime: testBar(20220427, ['600000.SH', 11.5, 12.1, 11.4, 12.1]).eventTime,
  value: testBar(20220427, [
    '600000.SH',
    11.5,
    12.1,
    11.4,
    12.1,
    11,
    { amount: 123_456_789 as Fen, flags: ['a,"b"'] },
  ]),
}

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pulse-tail-'))
  await withLog(home, (log, codec) =>
    publish(log, codec, [...LADDER, { epoch: 2, closes: 20220427, outputs: [BAR] }]),
  )
})
afterAll(() => rm(home, { recursive: true }))

const tail = (...args: string[]): Promise<Finished> => runPulse(['tail', ...args], { PULSE_HOME: home })
const printed = async (...args: string[]): Promise<string[]> => {
  const { code, stdout, stderr } = await tail(...args, '--no-follow')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.split('\n').slice(0, -1)
}
const boardsOf = async (...args: string[]): Promise<number[]> =>
  (await printed('ladder', '--format', 'json', ...args)).map((line) => JSON.parse(line).boards)

describe('pulse tail', () => {
  it('shows the active epoch of the data set as a table in human units', async () => {
    expect(await printed('sentiment.ladder')).toEqual([
      'time                 scope  tier  boards  base  promoted  rate',
      '─'.repeat(62),
      '2022-04-26 15:00:00  all       1      30     –         –       –',
      '2022-04-27 10:00:00  all       2       7    30         7  23.33%  provisional',
      '2022-04-27 10:01:00  all       2       8    30         8  26.67%  revision 1, provisional',
      '2022-04-27 15:00:00  all       1      51     –         –       –  revision 2',
      '2022-04-27 15:00:00  all       2       9    30         9  30.00%  revision 2',
    ])
    expect((await printed('bars1d')).at(-1)).toBe(
      '2022-04-27 15:00:00  600000.SH  11.50  12.10  11.40  12.10      11.00  10,000  1,234,567.89  test',
    )
  })

  it('prints records as they are in JSON', async () => {
    const lines = await printed('market.bars.1d', '--format', 'json')
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ ...BAR.value, dataset: 'main', epoch: 2 }])
  })

  it('prints CSV with a header, quoted where needed', async () => {
    expect(
      await printed('bars1d', '--format', 'csv', '--columns', 'symbol,close,prevClose,flags,late'),
    ).toEqual(['symbol,close,prevClose,flags,late', '600000.SH,121000,110000,"[""a,\\""b\\""""]",false'])
    const [header, row] = await printed('ladder', '--format', 'csv', '--from', '2022-04-27T15:00')
    expect(header).toBe(
      'dataset,epoch,revision,deleted,scope,tradeDate,eventTime,tier,boards,base,promoted,rate,final',
    )
    expect(row).toBe('main,2,2,false,all,20220427,1651042800000,1,51,,,,true')
  })

  it.each([
    [
      ['--from', 'beginning'],
      [30, 7, 8, 51, 9],
    ],
    [
      ['--from', '10:01'],
      [8, 51, 9],
    ],
    [
      ['--from', '2022-04-27'],
      [7, 8, 51, 9],
    ],
    [
      ['--from', '2022-04-27T10:01'],
      [8, 51, 9],
    ],
    [
      ['--limit', '2'],
      [51, 9],
    ],
    [
      ['--from', 'beginning', '--limit', '2'],
      [30, 7],
    ],
    [['--dataset', 'sim-7'], [3]],
    [
      ['--epoch', 'all'],
      [99, 30, 7, 8, 51, 9, 77],
    ],
    [
      ['--where', 'tier=2'],
      [7, 8, 9],
    ],
    [['--where', 'tier=2', '--where', 'tier=1', '--where', 'tradeDate=2022-04-26'], [30]],
    [['--where', 'tradeDate=20220427', '--where', 'base=null'], [51]],
    [['--where', 'rate=30.00%'], [9]],
  ])('selects %j', async (args, boards) => {
    expect(await boardsOf(...args)).toEqual(boards)
  })

  it('finds the newest also where they lie far back', async () => {
    const far = await mkdtemp(join(tmpdir(), 'pulse-tail-'))
    const old = ladderTier(20220426, [15, 0], 9, { boards: 1 })
    const others = Array.from({ length: 50_000 }, (_, at) => ladderTier(20220427, [15, 0], 1, { boards: at }))
    await withLog(far, (log, codec) => publish(log, codec, [activation(1), { outputs: [old, ...others] }]))
    const find = (condition: string): Promise<Finished> =>
      runPulse(['tail', 'ladder', '--no-follow', '--format', 'json', '--where', condition], {
        PULSE_HOME: far,
      })
    expect(JSON.parse((await find('tier=9')).stdout)).toMatchObject({ tier: 9, boards: 1 })
    const newest = (await find('tier=1')).stdout.trim().split('\n')
    expect(newest.map((line) => JSON.parse(line).boards)).toEqual(
      [...Array(10).keys()].map((n) => 49_990 + n),
    )
    await rm(far, { recursive: true })
  })

  it('shows control records when asked to', async () => {
    const table = await printed('ladder', '--controls', '--from', 'beginning')
    expect(table.filter((line) => line.startsWith('──'))).toEqual([
      expect.stringMatching(/^─+$/),
      expect.stringContaining(
        'published up to here of session 2022-04-26 · 2022-04-26 15:00:00 · market 1/1 · epoch 2',
      ),
      expect.stringContaining(
        'published up to here of session 2022-04-27 · 2022-04-27 15:00:00 · market 1/1 · epoch 2',
      ),
    ])
    const lines = await printed('bars1d', '--controls', '--format', 'json')
    expect(lines.map((line) => Object.keys(JSON.parse(line))[0])).toEqual(['dataset', 'control'])
  })

  it.each([
    [
      ['ladder', '--where', 'teir=2', '--no-follow'],
      'have no field "teir". Did you mean tier? They have: dataset, epoch',
    ],
    [['ladder', '--where', 'tier'], '--where takes field=value'],
    [['ladder', '--columns', 'price'], 'have no field "price". They have: dataset'],
    [['ladder', '--from', 'noon'], '--from "noon" is no starting point'],
    [['ladder', '--from', 'latest', '--no-follow'], 'cannot go with --no-follow'],
    [['ladder', '--controls', '--format', 'csv'], '--controls goes with table and json only'],
    [['ladder', '--format', 'xml'], 'Allowed choices are table, json, csv'],
    [['ladder', '--limit', '0'], 'It must be a whole number above 0'],
    [['sentiment.lader'], 'Did you mean sentiment.ladder?'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await tail(...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('says so when there is nothing, no such topic yet, or no log at all', async () => {
    expect(await tail('ladder', '--no-follow', '--dataset', 'sim-1')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'pulse: sentiment.ladder has no such event of data set sim-1.\n',
    })
    const empty = await mkdtemp(join(tmpdir(), 'pulse-tail-'))
    const none = await runPulse(['tail', 'ladder'], { PULSE_HOME: empty })
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no event log in') })
    await withLog(empty, (log) => log.ensureTopics([{ name: 'other', partitions: 1, cleanup: 'delete' }]))
    const older = await runPulse(['tail', 'ladder'], { PULSE_HOME: empty })
    expect(older).toMatchObject({ code: 1, stderr: expect.stringContaining('no topic sentiment.ladder yet') })
    await rm(empty, { recursive: true })
  })

  it('ends quietly when nobody reads any more', async () => {
    const args = ['tail', 'ladder', '--from', 'beginning', '--format', 'json', '--epoch', 'all']
    const command = `set -o pipefail; "${process.execPath}" "${PULSE}" ${args.join(' ')} | head -n 2`
    const child = spawn('bash', ['-c', command], {
      env: { ...process.env, KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '', PULSE_HOME: piped },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk)
    })
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk)
    })
    const [code] = await once(child, 'close')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).boards),
    ).toEqual([0, 1])
  })

  let piped: string
  beforeAll(async () => {
    piped = await mkdtemp(join(tmpdir(), 'pulse-tail-'))
    const outputs = Array.from({ length: 20_000 }, (_, at) =>
      ladderTier(20220427, [15, 0], 1, { boards: at }),
    )
    await withLog(piped, (log, codec) => publish(log, codec, [{ outputs }]))
  })
  afterAll(() => rm(piped, { recursive: true }))
})

describe('pulse tail beside a writing process', () => {
  let shared: string
  afterEach(() => rm(shared, { recursive: true }))

  it('follows what is written, shows a rebuilt epoch once it is active, and ends on Ctrl-C', async () => {
    shared = await mkdtemp(join(tmpdir(), 'pulse-tail-'))
    await withLog(shared, async (log, codec) => {
      const tier = (boards: number) => [ladderTier(20220427, [10, 0], 1, { boards })]
      await publish(log, codec, [activation(1), { outputs: tier(1) }])
      const { child, finished } = startPulse(['tail', 'ladder', '--format', 'json'], { PULSE_HOME: shared })
      let lines = ''
      child.stdout!.on('data', (chunk) => {
        lines += String(chunk)
      })
      const seen = (boards: number) =>
        expect.poll(() => lines, { timeout: 20_000 }).toContain(`"boards":${boards},`)
      await seen(1)
      await publish(log, codec, [{ outputs: tier(2) }])
      await seen(2)
      await publish(log, codec, [{ epoch: 2, outputs: tier(3) }, { outputs: tier(4) }])
      await seen(4)
      await publish(log, codec, [activation(2), { epoch: 2, outputs: tier(5) }, { outputs: tier(6) }])
      await seen(5)
      child.kill('SIGINT')
      const { code, stdout, stderr } = await finished
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'Stopping …\n' })
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).boards),
      ).toEqual([1, 2, 4, 5])
    })
  })
})

const kafka = await kafkaForTests()

describe.skipIf(kafka === undefined)('pulse tail on Kafka', () => {
  it('shows the newest across partitions, only what is committed, and follows', async () => {
    const prefix = `tail-${randomUUID().slice(0, 8)}.`
    const env = {
      KAFKA_BROKERS: kafka!.brokers,
      SCHEMA_REGISTRY_URL: kafka!.registryUrl,
      KAFKA_TOPIC_PREFIX: prefix,
    }
    const barAt = (day: number): AnyOutputEvent<'bars1d'> => {
      const symbol = `${600_000 + day}.SH`
      const value = testBar(day, [symbol, 11.5, 12.1, 11.4, 12.1])
      return { topic: 'bars1d', key: symbol, eventTime: value.eventTime, value }
    }
    const days = Array.from({ length: 20 }, (_, at) => 20220401 + at)
    const log = prefixedLog(await openKafkaLog({ brokers: kafka!.brokers.split(',') }), prefix)
    try {
      const codec = createCodec(createConfluentRegistry(kafka!.registryUrl))
      await publish(log, codec, [activation(1), { closes: 20220420, outputs: days.map(barAt) }], 3)
      const { child, finished } = startPulse(['tail', 'bars1d', '--format', 'json'], env)
      let lines = ''
      child.stdout!.on('data', (chunk) => {
        lines += String(chunk)
      })
      const printedDays = () =>
        lines
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line).tradeDate)
      await expect.poll(printedDays, { timeout: 30_000 }).toEqual(days.slice(-10))
      await publish(log, codec, [{ outputs: [barAt(20220421)] }], 3)
      await expect.poll(printedDays, { timeout: 20_000 }).toEqual([...days.slice(-10), 20220421])
      child.kill('SIGINT')
      expect(await finished).toMatchObject({ code: 0 })
      const all = await runPulse(['tail', 'bars1d', '--no-follow', '--from', 'beginning', '--controls'], env)
      expect(all.stdout.match(/published up to here of session 2022-04-20/g)).toHaveLength(3)
      expect(all.stdout.match(/\.SH /g)).toHaveLength(21)
    } finally {
      await log.close()
    }
  }, 120_000)
})

async function withLog(
  folder: string,
  work: (log: EventLog, codec: ReturnType<typeof createCodec>) => Promise<void>,
): Promise<void> {
  const log = await openEmbeddedLog({ home: folder, sync: false })
  try {
    await work(log, createCodec(createInProcessRegistry(folder)))
  } finally {
    await log.close()
  }
}
