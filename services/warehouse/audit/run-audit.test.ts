import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import { keyPartition } from '../../../runtime/log/partitioner.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { startWarehouse, type Warehouse } from '../start-warehouse.ts'
import { activeEpoch, bar, breadth, DATE, limitState, SYMBOL, stage, tier, YUAN } from '../testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import { Publisher } from '../testing/publisher.ts'
import { tick } from '../testing/session-events.ts'
import { signal } from '../testing/signal-events.ts'
import { type AuditReport, outcomeOf, type TopicAudit } from './audit-report.ts'
import { type AuditOptions, runAudit } from './run-audit.ts'

const PARTITIONS = 3
const SESSIONS = [1, 2, 3, 4].map((day) => DATE(2022_03_00 + day))
const SYMBOLS = Array.from({ length: 40 }, (_, i) => SYMBOL(`${600_000 + i}.SH`))
const BARS = SESSIONS.length * SYMBOLS.length
const BARS_ONLY: AuditOptions = { topics: ['bars1d'] }
const WATCHED = '600007.SH'
const WATCHED_PARTITION = keyPartition(`main/${WATCHED}`, PARTITIONS)

describe('the audit', { timeout: 180_000 }, () => {
  let test: TestWarehouse
  let logHome: string
  let log: EventLog
  let publisher: Publisher
  let sink: Warehouse
  let marks = 0
  const codec = createCodec(createInProcessRegistry())

  const audit = (options: AuditOptions = {}, read: EventLog = log): Promise<AuditReport> =>
    runAudit({ log: read, codec, client: test.warehouse.client }, { waitMs: 30_000, ...options })
  const bars = (report: AuditReport): TopicAudit =>
    report.topics.find(({ topic }) => topic === TOPICS.bars1d.name)!
  const landed = async (): Promise<void> => {
    marks += 1
    await publisher.mark(`audit-${marks}`)
    await sink.landed(`audit-${marks}`)
  }
  const command = (query: string): Promise<unknown> =>
    test.warehouse.client.command({ query, clickhouse_settings: { mutations_sync: '2' } })
  /** Does something to the tables and puts them back. */
  const meanwhile = async (
    change: string,
    undo: string,
    options: AuditOptions = BARS_ONLY,
  ): Promise<AuditReport> => {
    await command(change)
    try {
      return await audit(options)
    } finally {
      await command(undo)
    }
  }

  beforeAll(async () => {
    test = await openTestWarehouse()
    logHome = await mkdtemp(join(tmpdir(), 'pulse-audit-'))
    log = await openEmbeddedLog({ home: logHome, sync: false })
    publisher = await Publisher.open(log, codec, PARTITIONS)
    sink = await startWarehouse({ log, codec, warehouse: test.warehouse, storeTicks: true })
    await publisher.publish('datasets', [activeEpoch()])
    for (const [i, tradeDate] of SESSIONS.entries()) {
      await publisher.publish(
        'bars1d',
        SYMBOLS.map((symbol, k) =>
          bar({ symbol, tradeDate, close: YUAN(10 + i + k / 100), volume: i * 100 + k }),
        ),
      )
      await publisher.publish('ladder', [tier({ tradeDate }), tier({ tradeDate, tier: 2, boards: i })])
      await publisher.publish('ladder', [tier({ tradeDate, tier: 2, revision: 1, deleted: i % 2 === 0 })])
      await publisher.publish('limitState', [limitState({ symbol: SYMBOLS[i]!, tradeDate })])
      await publisher.publish('stage', [stage({ tradeDate, limitUps: 40 + i })])
      await publisher.publish('breadth', [breadth({ tradeDate, advancers: 2_000 + i })])
      await publisher.publish('volatility', [signal({ tradeDate, signal: 'vvix_vix' })])
      await publisher.publish('crowding', [signal({ tradeDate, signal: 'turnover_share' })])
    }
    await publisher.publish(
      'ticks',
      SYMBOLS.map((symbol, k) => tick({ symbol, volume: 1_000 + k })),
    )
    await landed()
  })
  afterAll(async () => {
    await sink?.stop()
    await publisher?.close()
    await log?.close()
    await test?.close()
    await rm(logHome, { recursive: true, force: true })
  })

  it('accounts for every record and every row', async () => {
    const report = await audit()
    expect(report.topics.flatMap(({ findings }) => findings)).toEqual([])
    expect(outcomeOf(report)).toBe('complete')
    expect(bars(report)).toMatchObject({ records: BARS, standing: BARS, rows: BARS, behind: 0 })
    const ladder = report.topics.find(({ topic }) => topic === TOPICS.ladder.name)
    expect(ladder).toMatchObject({ records: 12, superseded: 4, withdrawn: 2, standing: 6, rows: 6 })
    const hours = bars(report).hours
    expect(new Set(hours.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2]))
    expect(hours.reduce((sum, { stored }) => sum + stored, 0)).toBe(BARS)
    expect(hours[0]!.hour).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00\+08:00$/)
  })

  it('looks at chosen days', async () => {
    const report = await audit({ from: SESSIONS[1], to: SESSIONS[2] })
    expect(outcomeOf(report)).toBe('complete')
    expect(bars(report)).toMatchObject({ records: 2 * SYMBOLS.length, rows: 2 * SYMBOLS.length })
  })

  it('comes to the same with little memory', async () => {
    const whole = await audit()
    expect(await audit({ mostKeys: 7 })).toEqual(whole)
  })

  it('names a row that is gone', async () => {
    const at = `trade_date = '2022-03-02' AND symbol = '${WATCHED}'`
    await command(`CREATE TABLE kept AS t_bars_1d ENGINE = MergeTree ORDER BY symbol`)
    await command(`INSERT INTO kept SELECT * FROM t_bars_1d WHERE ${at}`)
    for (const mostKeys of [4_000_000, 5]) {
      await command(`ALTER TABLE t_bars_1d DELETE WHERE ${at}`)
      const report = await audit({ ...BARS_ONLY, mostKeys })
      await command('INSERT INTO t_bars_1d SELECT * FROM kept')
      expect(outcomeOf(report)).toBe('different')
      expect(bars(report).counts).toEqual({ missing: 1, stray: 0, changed: 0, doubled: 0, unanswered: 0 })
      expect(bars(report).findings).toEqual([
        expect.objectContaining({
          kind: 'missing',
          topic: 'market.bars.1d',
          table: 't_bars_1d',
          partition: WATCHED_PARTITION,
          offset: expect.any(Number),
          key: `('main',1,20220302,'${WATCHED}')`,
        }),
      ])
      const differing = bars(report).hours.filter(({ isEqual }) => !isEqual)
      expect(differing).toEqual([
        expect.objectContaining({ partition: WATCHED_PARTITION, hour: bars(report).findings[0]!.hour }),
      ])
      expect(differing[0]!.expected - differing[0]!.stored).toBe(1)
    }
    expect(outcomeOf(await audit(BARS_ONLY))).toBe('complete')
  })

  it('names a value that was changed, and its column', async () => {
    const report = await meanwhile(
      `ALTER TABLE t_bars_1d UPDATE close = close + 0.0001 WHERE trade_date = '2022-03-03' AND symbol = '${WATCHED}'`,
      `ALTER TABLE t_bars_1d UPDATE close = close - 0.0001 WHERE trade_date = '2022-03-03' AND symbol = '${WATCHED}'`,
    )
    expect(outcomeOf(report)).toBe('different')
    expect(bars(report).findings).toEqual([
      expect.objectContaining({
        kind: 'changed',
        detail: 'close',
        partition: WATCHED_PARTITION,
        key: `('main',1,'2022-03-03','${WATCHED}')`,
      }),
    ])
  })

  it('names a row that no record stands for', async () => {
    const report = await meanwhile(
      `INSERT INTO t_bars_1d SELECT * REPLACE ('900001.SH' AS symbol) FROM (SELECT * FROM t_bars_1d WHERE trade_date = '2022-03-01' AND symbol = '${WATCHED}')`,
      `ALTER TABLE t_bars_1d DELETE WHERE symbol = '900001.SH'`,
    )
    expect(outcomeOf(report)).toBe('different')
    expect(bars(report).findings).toEqual([
      expect.objectContaining({ kind: 'stray', key: `('main',1,'2022-03-01','900001.SH')` }),
    ])
  })

  it('names a row that lies there twice, although it is shown once', async () => {
    await command('SYSTEM STOP MERGES t_bars_1d')
    await command(
      `INSERT INTO t_bars_1d SELECT * FROM t_bars_1d WHERE trade_date = '2022-03-01' AND symbol = '${WATCHED}' LIMIT 1`,
    )
    const report = await audit(BARS_ONLY)
    expect(outcomeOf(report)).toBe('complete')
    expect(bars(report).again).toBeGreaterThanOrEqual(1)
    expect(bars(report).againKeys).toContain(`('main',1,'2022-03-01','${WATCHED}')`)
    expect(bars(report).physical).toBeGreaterThan(bars(report).rows)
    await command('SYSTEM START MERGES t_bars_1d')
    await command('OPTIMIZE TABLE t_bars_1d FINAL')
    expect(bars(await audit(BARS_ONLY))).toMatchObject({ again: 0, physical: BARS })
  })

  it('names rows of a shared table that no topic has written', async () => {
    const report = await meanwhile(
      `INSERT INTO t_signals SELECT * REPLACE ('made_up' AS signal) FROM (SELECT * FROM t_signals WHERE signal = 'vvix_vix' LIMIT 1)`,
      `ALTER TABLE t_signals DELETE WHERE signal = 'made_up'`,
      {},
    )
    expect(outcomeOf(report)).toBe('different')
    expect(report.strangers).toEqual([{ table: 't_signals', origin: 'made_up', rows: 1 }])
  })

  it('names the rows whose records are not in the log', async () => {
    const [end] = (await log.ends(TOPICS.bars1d.name)).filter(
      ({ partition }) => partition === WATCHED_PARTITION,
    )
    const shorter = withoutTail(log, TOPICS.bars1d.name, WATCHED_PARTITION, end!.offset - 40)
    const report = await audit(BARS_ONLY, shorter)
    expect(outcomeOf(report)).toBe('different')
    const { counts, findings } = bars(report)
    expect(counts.stray).toBeGreaterThan(0)
    expect(counts.missing).toBe(0)
    expect(findings.every(({ kind, partition }) => kind === 'stray' && partition === WATCHED_PARTITION)).toBe(
      true,
    )
  })

  it('accounts for late bars, other data sets, older epochs and dead letters', async () => {
    const tradeDate = DATE(2022_03_07)
    await publisher.publish('bars1d', [
      bar({ tradeDate, symbol: SYMBOLS[0]!, late: true }),
      bar({ tradeDate, symbol: SYMBOLS[1]!, dataset: 'sim-5' }),
      bar({ tradeDate, symbol: SYMBOLS[2]!, epoch: 0 }),
    ])
    const key = `main/${SYMBOLS[3]}`
    await publisher.write([
      { topic: TOPICS.bars1d.name, key, value: Buffer.from('no avro'), timestamp: 5 },
      { topic: TOPICS.bars1d.name, key, value: null, timestamp: 6 },
    ])
    await landed()
    const report = await audit()
    expect(outcomeOf(report)).toBe('complete')
    expect(bars(report)).toMatchObject({
      records: BARS + 3,
      standing: BARS,
      withheld: 1,
      deadLettered: 2,
      outside: 1,
      past: 1,
    })
    const sim = await audit({ ...BARS_ONLY, dataset: 'sim-5' })
    expect(outcomeOf(sim)).toBe('complete')
    expect(bars(sim)).toMatchObject({ records: 1, standing: 1, rows: 1 })

    const silent = await audit(BARS_ONLY, withoutTail(log, TOPICS.deadLetters.name, 0, 0))
    expect(outcomeOf(silent)).toBe('different')
    expect(bars(silent).counts.unanswered).toBe(2)
    expect(bars(silent).findings[0]).toMatchObject({ kind: 'unanswered', key })
  })

  it('holds while records are being written and stored', async () => {
    let stop = false
    const writing = (async () => {
      for (let i = 0; !stop; i += 1) {
        const tradeDate = DATE(2022_04_01 + (i % 28))
        await publisher.publish(
          'bars1d',
          SYMBOLS.map((symbol) => bar({ symbol, tradeDate, volume: i })),
        )
        await publisher.publish('ladder', [tier({ tradeDate, revision: i, deleted: i % 3 === 0 })])
      }
    })()
    try {
      for (let round = 0; round < 5; round += 1) {
        const report = await audit({ topics: ['bars1d', 'ladder'], waitMs: 0 })
        expect(report.topics.flatMap(({ findings }) => findings)).toEqual([])
        expect(['complete', 'behind']).toContain(outcomeOf(report))
      }
    } finally {
      stop = true
      await writing
    }
    await landed()
    expect(outcomeOf(await audit({ topics: ['bars1d', 'ladder'] }))).toBe('complete')
  })

  it('cannot judge what the sink has not stored yet, and says how much that is', async () => {
    await sink.stop()
    await publisher.publish(
      'bars1d',
      SYMBOLS.map((symbol) => bar({ symbol, tradeDate: DATE(2022_05_05) })),
    )
    const waited: string[] = []
    const report = await audit({ ...BARS_ONLY, waitMs: 600, onWaiting: (topics) => waited.push(...topics) })
    expect(outcomeOf(report)).toBe('behind')
    expect(bars(report).behind).toBe(SYMBOLS.length)
    expect(waited).toContain(TOPICS.bars1d.name)
  })
})

/** A log that does not have the records of one partition from some offset on. */
const withoutTail = (log: EventLog, topic: string, partition: number, end: number): EventLog => ({
  kind: log.kind,
  ensureTopics: (topics) => log.ensureTopics(topics),
  partitions: (name) => log.partitions(name),
  ends: async (name) =>
    (await log.ends(name)).map((position) =>
      position.topic === topic && position.partition === partition
        ? { ...position, offset: Math.min(end, position.offset) }
        : position,
    ),
  committed: (processor) => log.committed(processor),
  async *read(options) {
    for await (const batch of log.read(options))
      yield options.topic === topic && batch.partition === partition
        ? { ...batch, records: batch.records.filter(({ offset }) => offset < end) }
        : batch
  },
  join: (spec, run) => log.join(spec, run),
  close: () => log.close(),
})
