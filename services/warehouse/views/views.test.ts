import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../ddl/migrate.ts'
import { TABLES } from '../ddl/tables.ts'
import { activeEpoch, bar, breadth, DATE, limitState, SYMBOL, stage, tier, YUAN } from '../testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import { rowsOf, store } from '../testing/store.ts'

/** Columns and types that design.md promises to other programs. */
const PROMISED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bars_1d: {
    trade_date: 'Date',
    symbol: 'String',
    open: 'Decimal(18, 4)',
    high: 'Decimal(18, 4)',
    low: 'Decimal(18, 4)',
    close: 'Decimal(18, 4)',
    prev_close: 'Nullable(Decimal(18, 4))',
    volume: 'UInt64',
    amount: 'Nullable(Decimal(20, 2))',
  },
  limit_up_daily: {
    trade_date: 'Date',
    symbol: 'String',
    board: 'String',
    status: 'String',
    in_universe: 'Bool',
    streak: 'UInt32',
    limit_up_price: 'Nullable(Decimal(18, 4))',
    first_seal_time: `Nullable(DateTime64(3, 'Asia/Shanghai'))`,
    last_seal_time: `Nullable(DateTime64(3, 'Asia/Shanghai'))`,
    break_count: 'Nullable(UInt32)',
  },
  ladder_daily: {
    trade_date: 'Date',
    tier: 'UInt32',
    boards: 'UInt32',
    base: 'Nullable(UInt32)',
    promoted: 'Nullable(UInt32)',
    rate: 'Nullable(Float64)',
  },
  sentiment_daily: {
    trade_date: 'Date',
    limit_ups: 'UInt32',
    limit_downs: 'UInt32',
    touched: 'UInt32',
    broken: 'UInt32',
    seal_rate: 'Nullable(Float64)',
    height: 'UInt32',
    base: 'Nullable(UInt32)',
    promoted: 'Nullable(UInt32)',
    promotion_rate: 'Nullable(Float64)',
    limit_up_premium: 'Nullable(Float64)',
    advancers: 'Nullable(UInt32)',
    decliners: 'Nullable(UInt32)',
    unchanged: 'Nullable(UInt32)',
    amount: 'Nullable(Decimal(20, 2))',
    stage: 'Nullable(String)',
    stage_reason: 'Nullable(String)',
  },
  sentiment_minute: {
    trade_date: 'Date',
    minute: `DateTime64(3, 'Asia/Shanghai')`,
    limit_ups: 'UInt32',
    limit_downs: 'UInt32',
    touched: 'UInt32',
    broken: 'UInt32',
    seal_rate: 'Nullable(Float64)',
    height: 'UInt32',
    base: 'Nullable(UInt32)',
    promoted: 'Nullable(UInt32)',
    promotion_rate: 'Nullable(Float64)',
    limit_up_premium: 'Nullable(Float64)',
    advancers: 'Nullable(UInt32)',
    decliners: 'Nullable(UInt32)',
    unchanged: 'Nullable(UInt32)',
    amount: 'Nullable(Decimal(20, 2))',
    stage: 'Nullable(String)',
    stage_reason: 'Nullable(String)',
    hygiene: 'Map(String, UInt64)',
  },
  ladder_minute: {
    trade_date: 'Date',
    minute: `DateTime64(3, 'Asia/Shanghai')`,
    tier: 'UInt32',
    boards: 'UInt32',
    base: 'Nullable(UInt32)',
    promoted: 'Nullable(UInt32)',
    rate: 'Nullable(Float64)',
  },
  bars_5m: {
    trade_date: 'Date',
    symbol: 'String',
    minute: `DateTime64(3, 'Asia/Shanghai')`,
    minute_index: 'UInt32',
    open: 'Decimal(18, 4)',
    close: 'Decimal(18, 4)',
    volume: 'UInt64',
    amount: 'Nullable(Decimal(20, 2))',
  },
  ticks: {
    symbol: 'String',
    last: 'Nullable(Decimal(18, 4))',
    bid_prices: 'Array(Decimal(18, 4))',
    bid_volumes: 'Array(UInt64)',
  },
}

describe('public views', () => {
  let test: TestWarehouse
  const query = <T>(text: string): Promise<readonly T[]> => rowsOf<T>(test.warehouse.client, text)

  beforeAll(async () => {
    test = await openTestWarehouse()
    await migrate(test.warehouse)
  })
  afterAll(() => test.close())
  beforeEach(async () => {
    for (const { name } of Object.values(TABLES))
      await test.warehouse.client.command({ query: `TRUNCATE TABLE ${name}` })
    await store(test.warehouse, 'datasets', [activeEpoch()])
  })

  it.each(Object.keys(PROMISED))('%s has the promised columns and types, with comments', async (view) => {
    for (const name of [view, `${view}_all`]) {
      const columns = await query<{ name: string; type: string; comment: string }>(
        `SELECT name, type, comment FROM system.columns WHERE database = currentDatabase() AND table = '${name}'`,
      )
      const types = Object.fromEntries(columns.map((column) => [column.name, column.type]))
      expect(types).toMatchObject(PROMISED[view]!)
      expect('dataset' in types).toBe(name !== view)
      expect(columns.filter(({ comment }) => comment === '')).toEqual([])
    }
  })

  it('every column of every table and view has a comment', async () => {
    const silent = await query(
      `SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = ''`,
    )
    expect(silent).toEqual([])
  })

  it('show a stored event in the units of SQL', async () => {
    await store(test.warehouse, 'bars1d', [
      bar({ close: YUAN(12.3456), prevClose: null, amount: 123_456 as never, volume: 7 }),
    ])
    expect(
      await query(
        'SELECT trade_date, symbol, toString(close) AS close, prev_close, toString(amount) AS amount, volume FROM bars_1d',
      ),
    ).toEqual([
      {
        trade_date: '2022-03-01',
        symbol: '600519.SH',
        close: '12.3456',
        prev_close: null,
        amount: '1234.56',
        volume: 7,
      },
    ])
    await store(test.warehouse, 'limitState', [
      limitState({ firstSealTime: Date.parse('2022-03-01T09:35:03+08:00') as never }),
      limitState({ symbol: SYMBOL('600000.SH'), up: 'broken', streak: 0 }),
    ])
    expect(
      await query(
        'SELECT symbol, status, toString(limit_up_price) AS price, first_seal_time, close_return FROM limit_up_daily',
      ),
    ).toEqual([
      {
        symbol: '600519.SH',
        status: 'normal',
        price: '11',
        first_seal_time: '2022-03-01 09:35:03.000',
        close_return: 0.1,
      },
    ])
    expect(await query('SELECT symbol, up FROM limit_states ORDER BY symbol')).toEqual([
      { symbol: '600000.SH', up: 'broken' },
      { symbol: '600519.SH', up: 'sealed' },
    ])
  })

  it('put a later revision in the place of an earlier one, in whatever order they come', async () => {
    await store(test.warehouse, 'stage', [stage({ revision: 2, limitUps: 52 })])
    await store(test.warehouse, 'stage', [stage({ limitUps: 50 })])
    await store(test.warehouse, 'stage', [stage({ revision: 1, limitUps: 51 })])
    expect(await query('SELECT limit_ups FROM sentiment_daily')).toEqual([{ limit_ups: 52 }])
  })

  it('hide a withdrawn key, and show it again after a later revision', async () => {
    await store(test.warehouse, 'ladder', [tier({ tier: 1 }), tier({ tier: 2, boards: 8 })])
    await store(test.warehouse, 'ladder', [tier({ tier: 2, revision: 1, deleted: true })])
    expect(await query('SELECT tier FROM ladder_daily')).toEqual([{ tier: 1 }])
    await store(test.warehouse, 'ladder', [tier({ tier: 2, revision: 2, boards: 9 })])
    expect(await query('SELECT tier, boards FROM ladder_daily ORDER BY tier')).toEqual([
      { tier: 1, boards: 30 },
      { tier: 2, boards: 9 },
    ])
  })

  it('show rows that were delivered again once', async () => {
    const bars = [bar(), bar({ symbol: SYMBOL('000001.SZ') })]
    await store(test.warehouse, 'bars1d', bars)
    await store(test.warehouse, 'bars1d', bars)
    await store(test.warehouse, 'bars1d', [...bars, ...bars])
    expect(await query('SELECT count() AS n, uniqExact(symbol) AS symbols FROM bars_1d')).toEqual([
      { n: 2, symbols: 2 },
    ])
  })

  it('show main only; their siblings show every data set', async () => {
    await store(test.warehouse, 'datasets', [activeEpoch({ dataset: 'sim-7', epoch: 3 })])
    await store(test.warehouse, 'stage', [stage(), stage({ dataset: 'sim-7', epoch: 3, limitUps: 99 })])
    await store(test.warehouse, 'breadth', [breadth(), breadth({ dataset: 'sim-7', epoch: 3, advancers: 1 })])
    expect(await query('SELECT limit_ups, advancers FROM sentiment_daily')).toEqual([
      { limit_ups: 50, advancers: 2_300 },
    ])
    expect(
      await query('SELECT dataset, limit_ups, advancers FROM sentiment_daily_all ORDER BY dataset'),
    ).toEqual([
      { dataset: 'main', limit_ups: 50, advancers: 2_300 },
      { dataset: 'sim-7', limit_ups: 99, advancers: 1 },
    ])
  })

  it('know nothing of breadth where breadth has no row', async () => {
    await store(test.warehouse, 'stage', [stage({ stage: null, stageReason: 'noHistory' })])
    expect(
      await query('SELECT advancers, amount, mean_return, stage, stage_reason, regime FROM sentiment_daily'),
    ).toEqual([
      {
        advancers: null,
        amount: null,
        mean_return: null,
        stage: null,
        stage_reason: 'noHistory',
        regime: 'bear',
      },
    ])
  })

  it('switch to another epoch in one step, in every query that runs meanwhile', async () => {
    const sessions = [1, 2, 3, 4, 7, 8].map((day) => DATE(2022_03_00 + day))
    for (const epoch of [1, 2]) {
      await store(
        test.warehouse,
        'stage',
        sessions.map((tradeDate) => stage({ epoch, tradeDate, limitUps: epoch })),
      )
      await store(
        test.warehouse,
        'breadth',
        sessions.map((tradeDate) => breadth({ epoch, tradeDate, advancers: epoch })),
      )
    }
    const seen: string[] = []
    let switched = false
    const reader = async (): Promise<void> => {
      for (let after = 0; after < 5; after += switched ? 1 : 0) {
        const [row] = await query<{ seen: string }>(
          `SELECT concat(toString(count()), ':', arrayStringConcat(arraySort(groupUniqArray(concat(toString(limit_ups), '/', toString(advancers)))), ',')) AS seen FROM sentiment_daily`,
        )
        seen.push(row!.seen)
      }
    }
    const readers = Promise.all([reader(), reader()])
    await store(test.warehouse, 'datasets', [activeEpoch({ epoch: 2, version: 2 })])
    switched = true
    await readers
    expect(new Set(seen)).toEqual(new Set([...seen.filter((text) => text === '6:1/1'), '6:2/2']))
    expect(seen.at(-1)).toBe('6:2/2')
  })

  it('go back to the epoch before when the newer one is withdrawn', async () => {
    await store(test.warehouse, 'stage', [stage({ limitUps: 1 }), stage({ epoch: 2, limitUps: 2 })])
    await store(test.warehouse, 'datasets', [activeEpoch({ epoch: 2, version: 2 })])
    expect(await query('SELECT limit_ups FROM sentiment_daily')).toEqual([{ limit_ups: 2 }])
    await store(test.warehouse, 'datasets', [activeEpoch({ epoch: 2, version: 3, active: false })])
    expect(await query('SELECT limit_ups FROM sentiment_daily')).toEqual([{ limit_ups: 1 }])
  })
})
