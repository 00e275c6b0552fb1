import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEndpoint } from '../../runtime/clickhouse/engine/endpoint.ts'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { Crash, type Fault, withFaults } from '../../test/support/faulty-log.ts'
import { publicDigest } from './digest/public-digest.ts'
import { startWarehouse, type Warehouse, type WarehouseOptions } from './start-warehouse.ts'
import { activeEpoch, bar, breadth, DATE, limitState, SYMBOL, stage, tier, YUAN } from './testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from './testing/open-test-warehouse.ts'
import { Publisher } from './testing/publisher.ts'
import { tick } from './testing/session-events.ts'
import { rowsOf } from './testing/store.ts'

const SESSIONS = [1, 2, 3, 4, 7, 8, 9, 10].map((day) => DATE(2022_03_00 + day))
const SYMBOLS = Array.from({ length: 50 }, (_, i) => SYMBOL(`${600_000 + i}.SH`))
const BARS = SESSIONS.length * SYMBOLS.length

describe('the sink', () => {
  let test: TestWarehouse
  let logHome: string
  let log: EventLog
  let publisher: Publisher
  const codec = createCodec(createInProcessRegistry())
  const running: Warehouse[] = []

  const start = async (options: Partial<WarehouseOptions> = {}): Promise<Warehouse> => {
    const sink = await startWarehouse({ log, codec, warehouse: test.warehouse, ...options })
    sink.done.catch(() => {})
    running.push(sink)
    return sink
  }
  const query = <T>(text: string): Promise<readonly T[]> => rowsOf<T>(test.warehouse.client, text)
  const digest = async (): Promise<string> => (await publicDigest(test.warehouse.client)).digest

  beforeEach(async () => {
    test = await openTestWarehouse()
    logHome = await mkdtemp(join(tmpdir(), 'pulse-sink-'))
    log = await openEmbeddedLog({ home: logHome, sync: false })
    publisher = await Publisher.open(log, codec, 3)
  })
  afterEach(async () => {
    for (const sink of running.splice(0)) await sink.stop()
    await publisher.close()
    await log.close()
    await test.close()
    await rm(logHome, { recursive: true, force: true })
  })

  const publishMarket = async (): Promise<void> => {
    await publisher.publish('datasets', [activeEpoch()])
    for (const [i, tradeDate] of SESSIONS.entries()) {
      await publisher.publish(
        'bars1d',
        SYMBOLS.map((symbol, k) =>
          bar({ symbol, tradeDate, close: YUAN(10 + i + k / 100), volume: i * 100 + k }),
        ),
      )
      await publisher.publish('limitState', [limitState({ symbol: SYMBOLS[i]!, tradeDate })])
      await publisher.publish('ladder', [tier({ tradeDate }), tier({ tradeDate, tier: 2, boards: i })])
      await publisher.publish('ladder', [tier({ tradeDate, tier: 2, revision: 1, deleted: i % 2 === 0 })])
      await publisher.publish('stage', [stage({ tradeDate, limitUps: 40 + i })])
      await publisher.publish('breadth', [breadth({ tradeDate, advancers: 2_000 + i })])
    }
  }

  it('stores every topic and says when a run has landed', async () => {
    await publishMarket()
    const sink = await start()
    await publisher.mark('run-1')
    await sink.landed('run-1')
    expect(sink.rows()).toMatchObject({ [TOPICS.bars1d.name]: BARS, [TOPICS.stage.name]: SESSIONS.length })
    expect(await query('SELECT count() AS n, max(volume) AS volume FROM bars_1d')).toEqual([
      { n: BARS, volume: 749 },
    ])
    expect(await query('SELECT count() AS n FROM ladder_daily')).toEqual([{ n: SESSIONS.length + 4 }])
    expect(
      await query('SELECT limit_ups, advancers FROM sentiment_daily ORDER BY trade_date LIMIT 1'),
    ).toEqual([{ limit_ups: 40, advancers: 2_000 }])
  })

  it('stores snapshots only when asked for, late ones too', async () => {
    await publisher.publish('datasets', [activeEpoch()])
    await publisher.publish('ticks', [tick(), tick({ late: true, volume: 2_000 })])
    await publisher.mark('ticks')
    const without = await start({ application: 'without' })
    await without.landed('ticks')
    expect(await query('SELECT count() AS n FROM ticks')).toEqual([{ n: 0 }])
    await without.stop()
    await publisher.mark('ticks-again')
    const storing = await start({ storeTicks: true })
    await storing.landed('ticks-again')
    expect(await query('SELECT volume, late FROM ticks ORDER BY volume')).toEqual([
      { volume: 1_000, late: false },
      { volume: 2_000, late: true },
    ])
  })

  it('waits for the marker of every task of every writer', async () => {
    await publishMarket()
    const sink = await start()
    let landed = false
    const waiting = sink.landed('run-2').then(() => {
      landed = true
    })
    await publisher.mark('run-2', { source: 'limit-state', task: 1 })
    await sleep(1_500)
    expect(landed).toBe(false)
    await publisher.mark('run-2')
    await waiting
  })

  it('still knows after a restart which markers have landed', async () => {
    const first = await start()
    await publisher.mark('run-3', { source: 'market' })
    await sleep(1_000)
    await first.stop()
    await publisher.mark('run-3', { source: 'ingest' })
    const second = await start()
    await second.landed('run-3')
  })

  it('gives up waiting for a marker when it is stopped', async () => {
    const sink = await start()
    const waiting = expect(sink.landed('never')).rejects.toThrow(/stopped before the marker landed/)
    await sink.stop()
    await waiting
  })

  it('sends a record that cannot be stored to the dead letters and goes on', async () => {
    await publishMarket()
    const { name } = TOPICS.bars1d
    await publisher.write([
      { topic: name, key: 'main/bad', value: Buffer.from('no avro'), timestamp: 5 },
      { topic: name, key: 'main/none', value: null, timestamp: 6 },
    ])
    await publisher.publish('stage', [stage({ tradeDate: DATE(2022_13_45) })])
    await publisher.publish('bars1d', [bar({ symbol: SYMBOL('000001.SZ') })])
    const sink = await start()
    await publisher.mark('run-4')
    await sink.landed('run-4')
    expect(await query('SELECT count() AS n FROM bars_1d')).toEqual([{ n: BARS + 1 }])
    const letters = (): Promise<readonly string[]> =>
      query<{ letter: string }>(
        `SELECT concat(source, ' ', code, ' ', reason) AS letter FROM dead_letters ORDER BY letter`,
      ).then((rows) => rows.map(({ letter }) => letter))
    await expect
      .poll(letters, { timeout: 10_000 })
      .toEqual([
        expect.stringMatching(/^market.bars.1d noValue The record has no value/),
        expect.stringMatching(/^market.bars.1d wrongMagic Value of 7 bytes .* not in Confluent wire format/),
        expect.stringMatching(/^sentiment.stage impossible .* cannot be true: tradeDate is 20221345/),
      ])
  })

  it('finds the one record that ClickHouse does not take, and stores its neighbours', {
    timeout: 180_000,
  }, async () => {
    await publishMarket()
    const sink = await start({ application: 'tables-only' })
    await sink.stop()
    const refused = SYMBOLS[17]!
    await test.warehouse.client.command({
      query: `ALTER TABLE t_bars_1d ADD CONSTRAINT unwanted CHECK symbol != '${refused}' OR trade_date != '2022-03-04'`,
    })
    await test.warehouse.client.command({ query: 'TRUNCATE TABLE t_bars_1d' })
    const again = await start({ batchRows: 150 })
    await publisher.mark('run-refused')
    await again.landed('run-refused')
    expect(await query('SELECT count() AS n FROM bars_1d')).toEqual([{ n: BARS - 1 }])
    const letters = (): Promise<readonly unknown[]> =>
      query('SELECT source, code, position, reason FROM dead_letters')
    await expect.poll(letters, { timeout: 30_000 }).toEqual([
      {
        source: 'market.bars.1d',
        code: 'unacceptable',
        position: expect.stringMatching(/^partition \d, offset \d+$/),
        reason: expect.stringMatching(/469 VIOLATED_CONSTRAINT.*unwanted/s),
      },
    ])
  })

  it('leaves the same rows whatever the size of its blocks', async () => {
    await publishMarket()
    await publisher.mark('run-5')
    const large = await start()
    await large.landed('run-5')
    const expected = await digest()
    await large.stop()
    const small = await start({ batchRows: 7, application: 'again' })
    await expect.poll(() => small.rows()[TOPICS.bars1d.name], { timeout: 30_000 }).toBe(BARS)
    expect(await digest()).toBe(expected)
  })

  it('leaves the same rows when it dies between insert and commit, again and again', async () => {
    await publishMarket()
    await publisher.mark('run-6')
    const undisturbed = await start({ application: 'undisturbed' })
    await undisturbed.landed('run-6')
    const expected = await digest()
    await undisturbed.stop()
    await dropEverything(test)
    for (const fault of ['crash', 'abort'] as readonly Fault[])
      for (const at of [1, 3, 6]) {
        const faulty = withFaults(log, (commit) => (commit === at ? fault : undefined))
        const sink = await start({ log: faulty, batchRows: 20 })
        if (fault === 'crash') await expect(sink.done).rejects.toBeInstanceOf(Crash)
        else await sleep(1_000)
        await sink.stop().catch(() => {})
      }
    const last = await start()
    await last.landed('run-6')
    expect(await digest()).toBe(expected)
  })

  it('waits for an engine that was killed, and loses and doubles nothing', async () => {
    await publishMarket()
    const sink = await start({ batchRows: 10 })
    await expect.poll(() => sink.rows()[TOPICS.bars1d.name] ?? 0, { timeout: 30_000 }).toBeGreaterThan(0)
    process.kill(readEndpoint(test.home)!.pid, 'SIGKILL')
    await publishMarket()
    await publisher.mark('run-7')
    await sink.landed('run-7')
    expect(await query('SELECT count() AS n, max(volume) AS volume FROM bars_1d')).toEqual([
      { n: BARS, volume: 749 },
    ])
    expect(await query('SELECT count() AS n FROM sentiment_daily')).toEqual([{ n: SESSIONS.length }])
  })
})

/** Empties the tables, so that what stands in them afterwards was stored afterwards. */
async function dropEverything({ warehouse: { client } }: TestWarehouse): Promise<void> {
  const tables = await rowsOf<{ name: string }>(
    client,
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 't\\\\_%'`,
  )
  for (const { name } of tables) await client.command({ query: `TRUNCATE TABLE ${name}` })
}
