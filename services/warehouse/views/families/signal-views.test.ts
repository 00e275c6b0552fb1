import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shanghaiTime } from '../../../../core/market/trade-date.ts'
import { migrate } from '../../ddl/migrate.ts'
import { STORED_TABLES } from '../../ddl/tables.ts'
import { dropEpochsBefore } from '../../drop-epochs.ts'
import { activeEpoch, DATE, SYMBOL } from '../../testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from '../../testing/open-test-warehouse.ts'
import {
  fundFlow,
  observation,
  portfolioDay,
  portfolioStat,
  portfolioWeight,
  seriesBar,
  signal,
  target,
} from '../../testing/signal-events.ts'
import { rowsOf, store } from '../../testing/store.ts'
import { SIGNAL_FAMILIES } from './signal-families.ts'

describe('views of series and signals', () => {
  let test: TestWarehouse
  const query = <T>(text: string): Promise<readonly T[]> => rowsOf<T>(test.warehouse.client, text)

  beforeAll(async () => {
    test = await openTestWarehouse()
    await migrate(test.warehouse)
  })
  afterAll(() => test.close())
  beforeEach(async () => {
    for (const { name } of STORED_TABLES)
      await test.warehouse.client.command({ query: `TRUNCATE TABLE ${name}` })
    await store(test.warehouse, 'datasets', [activeEpoch()])
  })

  it('hold series from before 1970, on their dates and at the moment when they were known', async () => {
    const tradeDate = DATE(1927_12_30)
    await store(test.warehouse, 'series', [
      seriesBar({
        symbol: SYMBOL('SPX.US'),
        market: 'US',
        tradeDate,
        eventTime: shanghaiTime(DATE(1927_12_31), 5, 0),
        close: 17.66,
        open: null,
      }),
    ])
    expect(
      await query(
        'SELECT trade_date, symbol, open, close, toUnixTimestamp64Milli(available_at) AS known FROM series_1d',
      ),
    ).toEqual([
      { trade_date: '1927-12-30', symbol: 'SPX.US', open: null, close: 17.66, known: -1_325_559_600_000 },
    ])
  })

  it('keep every release of a period, so that what was known at a moment can be asked', async () => {
    const first = shanghaiTime(DATE(2022_03_01), 9, 30)
    const second = shanghaiTime(DATE(2022_04_01), 9, 30)
    await store(test.warehouse, 'observations', [
      observation({ value: 50.2, eventTime: first }),
      observation({ value: 50.4, eventTime: second }),
    ])
    const known = (moment: string) =>
      query(
        `SELECT argMax(value, available_at) AS value FROM macro_observations WHERE series = 'CN.PMI' AND available_at <= '${moment}'`,
      )
    expect(await known('2022-03-31 00:00:00')).toEqual([{ value: 50.2 }])
    expect(await known('2022-04-02 00:00:00')).toEqual([{ value: 50.4 }])
  })

  it('show fund flows, targets, accounts, weights and statistics as their events were', async () => {
    await store(test.warehouse, 'fundFlows', [fundFlow()])
    await store(test.warehouse, 'targets', [target()])
    await store(test.warehouse, 'portfolios', [portfolioDay()])
    await store(test.warehouse, 'weights', [portfolioWeight({ blocked: 'limitUp' })])
    await store(test.warehouse, 'portfolioStats', [portfolioStat()])
    expect(await query('SELECT trade_date, symbol, shares, nav, available_at FROM fund_flows')).toEqual([
      {
        trade_date: '2022-03-01',
        symbol: '510300.SH',
        shares: 12_000_000_000,
        nav: 4.1,
        available_at: '2022-03-02 08:00:00.000',
      },
    ])
    expect(
      await query(
        'SELECT strategy, w.symbol AS symbol, w.weight AS weight, execution FROM strategy_targets ARRAY JOIN weights AS w',
      ),
    ).toEqual([
      { strategy: 'mapping-strong', symbol: '801081.SI', weight: 0.5, execution: 'nextOpen' },
      { strategy: 'mapping-strong', symbol: '801102.SI', weight: 0.5, execution: 'nextOpen' },
    ])
    expect(await query('SELECT trade_date, nav, benchmark_nav, holdings FROM portfolio_nav')).toEqual([
      { trade_date: '2022-03-01', nav: 1.01, benchmark_nav: 1.002, holdings: 2 },
    ])
    expect(await query('SELECT symbol, weight, target, blocked FROM portfolio_weights')).toEqual([
      { symbol: '801081.SI', weight: 0.49, target: 0.5, blocked: 'limitUp' },
    ])
    expect(
      await query('SELECT period, from_date, to_date, total_return, sharpe FROM portfolio_stats'),
    ).toEqual([
      { period: '2022', from_date: '2022-03-01', to_date: '2022-03-01', total_return: 0.01, sharpe: null },
    ])
  })

  it('take one table from all topics of signals; a revision replaces, a withdrawal hides', async () => {
    await store(test.warehouse, 'volatility', [signal({ components: { vix: 16, vvix: 91 } })])
    await store(test.warehouse, 'macro', [
      signal({ signal: 'macro_timing', subject: 'CN', value: 0.5, state: null, notes: { growth: '40%' } }),
    ])
    await store(test.warehouse, 'volatility', [signal({ revision: 1, value: 5.7, state: 'watch' })])
    expect(await query('SELECT signal, value, state, notes FROM signal_daily ORDER BY signal')).toEqual([
      { signal: 'macro_timing', value: 0.5, state: null, notes: { growth: '40%' } },
      { signal: 'vvix_vix', value: 5.7, state: 'watch', notes: {} },
    ])
    await store(test.warehouse, 'macro', [
      signal({ signal: 'macro_timing', subject: 'CN', revision: 1, deleted: true }),
    ])
    expect(await query('SELECT signal FROM signal_daily')).toEqual([{ signal: 'vvix_vix' }])
  })

  it.each(SIGNAL_FAMILIES)('$view names every figure, and knows none that a row lacks', async (family) => {
    const { view, signals, value, figures, texts = {} } = family
    const components = Object.fromEntries(Object.keys(figures).map((name, index) => [name, index + 0.5]))
    const notes = Object.fromEntries(Object.keys(texts).map((name) => [name, `of ${name}`]))
    for (const name of signals)
      await store(test.warehouse, 'structure', [
        signal({ signal: name, subject: 'A', value: 2, rank: 3, components, notes }),
        signal({ signal: name, subject: 'B', value: null, state: null }),
      ])
    await store(test.warehouse, 'structure', [signal({ signal: 'another', subject: 'A' })])
    const rows = await query<Record<string, unknown>>(`SELECT * FROM ${view} ORDER BY subject`)
    expect(rows).toHaveLength(2 * signals.length)
    const snake = (name: string) =>
      name === 'index' ? 'index_value' : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const [full, bare] = [rows[0]!, rows.at(-1)!]
    expect(full).toMatchObject({ subject: 'A', state: 'normal', [value.name]: 2 })
    expect(bare).toMatchObject({ subject: 'B', state: null, [value.name]: null })
    for (const [name, figure] of Object.entries({ ...components, ...notes })) {
      expect(full[snake(name)]).toBe(figure)
      expect(bare[snake(name)]).toBeNull()
    }
  })

  it('lose an old epoch of the shared table once it is dropped', async () => {
    await store(test.warehouse, 'volatility', [signal(), signal({ epoch: 2 })])
    await store(test.warehouse, 'crowding', [signal({ signal: 'turnover_share' })])
    await dropEpochsBefore(test.warehouse.client, 'main', 2)
    expect(await query('SELECT signal, epoch FROM t_signals')).toEqual([{ signal: 'vvix_vix', epoch: 2 }])
  })
})
