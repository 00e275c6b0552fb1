import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { shanghaiTime } from '../../core/market/trade-date.ts'
import { Portfolio, Portfolios } from '../../services/monitor/api/portfolios.ts'
import { Series } from '../../services/monitor/api/series.ts'
import { SIGNAL_FAMILIES, SignalLatest, SignalSeries, Signals } from '../../services/monitor/api/signals.ts'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import { DATE, SYMBOL } from '../../services/warehouse/testing/events.ts'
import {
  portfolioDay,
  portfolioStat,
  portfolioWeight,
  seriesBar,
  signal,
  target,
} from '../../services/warehouse/testing/signal-events.ts'
import { SIGNAL_FAMILIES as VIEWS } from '../../services/warehouse/views/families/signal-families.ts'
import { TestMonitor } from './open-test-monitor.ts'

const days = [2022_03_01, 2022_03_02, 2022_03_03].map(DATE)

describe('answers about signals and portfolios', () => {
  let test: TestMonitor
  let monitor: Monitor

  const ask = (path: string): Promise<Response> => fetch(new URL(`/api/v1/${path}`, monitor.url))
  const get = async <Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.infer<Schema>> => {
    const response = await ask(path)
    const body: unknown = await response.json()
    expect(response.status, JSON.stringify(body)).toBe(200)
    const answer = (schema as z.ZodType).parse(body)
    expect(body, 'no field that the schema does not have').toEqual(answer)
    return answer as z.infer<Schema>
  }

  beforeAll(async () => {
    test = await TestMonitor.open()
    await test.announce()
    await test.announce('sim-7')
    await test.store('volatility', [
      ...days.map((tradeDate, index) =>
        signal({ tradeDate, value: 5 + index / 2, components: { vix: 16 + index, vvix: 91 } }),
      ),
      signal({ dataset: 'sim-7', value: 1 }),
    ])
    await test.store('crowding', [
      signal({
        signal: 'turnover_share',
        subject: 'industry:电子',
        tradeDate: days[1]!,
        rank: 2,
        value: 0.1,
      }),
      signal({ signal: 'turnover_share', subject: 'TMT', tradeDate: days[1]!, rank: 1, value: 0.4 }),
      signal({ signal: 'turnover_share', subject: 'gone', tradeDate: days[0]!, rank: 1, value: 0.2 }),
      signal({ signal: 'turnover_share', subject: 'TMT', tradeDate: days[0]!, rank: 2, value: 0.3 }),
    ])
    await test.store('series', [
      seriesBar({
        symbol: SYMBOL('SPX.US'),
        market: 'US',
        tradeDate: DATE(1950_01_03),
        eventTime: shanghaiTime(DATE(1950_01_04), 5, 0),
        close: 16.66,
        open: null,
      }),
    ])
    await test.store(
      'portfolios',
      days.map((tradeDate, index) => portfolioDay({ tradeDate, nav: 1 + index / 100 })),
    )
    await test.store('weights', [
      portfolioWeight({ tradeDate: days[1]!, symbol: SYMBOL('801053.SI') }),
      portfolioWeight({ tradeDate: days[2]!, weight: 0.4 }),
      portfolioWeight({ tradeDate: days[2]!, symbol: SYMBOL('801102.SI'), weight: 0.6 }),
    ])
    await test.store('portfolioStats', [portfolioStat(), portfolioStat({ period: 'all', sharpe: 1.5 })])
    await test.store('targets', [target(), target({ tradeDate: days[2]!, reason: 'newest' })])
    monitor = await test.start()
  })
  afterAll(() => test.close())

  it('knows the families that have views', () => {
    expect(Object.entries(SIGNAL_FAMILIES)).toEqual(VIEWS.map(({ view, signals }) => [view, signals]))
  })

  it('list every signal, what there is of it, and its newest state', async () => {
    const { signals } = await get(Signals, 'signals')
    expect(signals.map(({ signal: name }) => name)).toEqual(Object.values(SIGNAL_FAMILIES).flat())
    expect(signals.find(({ signal: name }) => name === 'vvix_vix')).toMatchObject({
      family: 'vvix_vix',
      subjects: 1,
      rows: 3,
      from: '2022-03-01',
      to: '2022-03-03',
      availableAt: shanghaiTime(DATE(2022_03_04), 5, 0),
      latest: { value: 6, components: { vix: 18, vvix: 91 } },
    })
    expect(signals.find(({ signal: name }) => name === 'turnover_share')?.latest).toMatchObject({
      subject: 'TMT',
      date: '2022-03-02',
    })
    expect(signals.find(({ signal: name }) => name === 'fsi')).toEqual({
      family: 'stress_index',
      signal: 'fsi',
      subjects: 0,
      rows: 0,
      from: null,
      to: null,
      availableAt: null,
      latest: null,
    })
  })

  it('give the newest row of each subject, as of now and as of a moment', async () => {
    const now = await get(SignalLatest, 'signals/turnover_share/latest')
    expect(now.rows.map(({ subject, date, value }) => [subject, date, value])).toEqual([
      ['TMT', '2022-03-02', 0.4],
      ['industry:电子', '2022-03-02', 0.1],
      ['gone', '2022-03-01', 0.2],
    ])
    const moment = shanghaiTime(DATE(2022_03_03), 4, 59)
    const then = await get(SignalLatest, `signals/turnover_share/latest?asOf=${moment}`)
    expect(then.rows.map(({ subject, value }) => [subject, value])).toEqual([
      ['gone', 0.2],
      ['TMT', 0.3],
    ])
  })

  it('give a series by subject, range and moment, the newest rows of it', async () => {
    const dates = async (query: string) =>
      (await get(SignalSeries, `signals/vvix_vix/series${query}`)).rows.map(({ date }) => date)
    expect(await dates('')).toEqual(['2022-03-01', '2022-03-02', '2022-03-03'])
    expect(await dates('?limit=2')).toEqual(['2022-03-02', '2022-03-03'])
    expect(await dates('?from=2022-03-02&to=2022-03-02')).toEqual(['2022-03-02'])
    expect(await dates(`?asOf=${shanghaiTime(DATE(2022_03_03), 5, 0)}`)).toEqual(['2022-03-01', '2022-03-02'])
    expect(await dates('?subject=CN')).toEqual([])
    expect(await dates('?dataset=sim-7')).toEqual(['2022-03-01'])
    const of = await get(
      SignalSeries,
      `signals/turnover_share/series?subject=${encodeURIComponent('industry:电子')}`,
    )
    expect(of.rows).toHaveLength(1)
  })

  it('take what is asked for as a value, never as SQL, and refuse what is no name', async () => {
    const quoted = await get(
      SignalSeries,
      `signals/vvix_vix/series?subject=${encodeURIComponent("US' OR '1'='1")}`,
    )
    expect(quoted.rows).toEqual([])
    for (const path of [
      'signals/DROP%20TABLE/latest',
      'signals/vvix_vix/series?limit=20001',
      'signals/vvix_vix/series?form=2022-01-01',
      'portfolios/Mapping',
      'series/spx',
    ])
      expect((await ask(path)).status, path).toBe(400)
    expect((await ask('signals?dataset=nowhere')).status).toBe(404)
  })

  it('give bars of a series from before 1970', async () => {
    const { columns } = await get(Series, 'series/SPX.US')
    expect(columns).toEqual({
      date: ['1950-01-03'],
      open: [null],
      high: [16.66],
      low: [16.66],
      close: [16.66],
      availableAt: [shanghaiTime(DATE(1950_01_04), 5, 0)],
    })
  })

  it('give strategies with their accounts, figures, positions and newest target', async () => {
    const { strategies } = await get(Portfolios, 'portfolios')
    expect(strategies).toMatchObject([
      {
        strategy: 'mapping-strong',
        sessions: 3,
        from: '2022-03-01',
        latest: { date: '2022-03-03', nav: 1.02 },
      },
    ])
    const one = await get(Portfolio, 'portfolios/mapping-strong')
    expect(one.days.nav).toEqual([1, 1.01, 1.02])
    expect(one.stats.map(({ period, sharpe }) => [period, sharpe])).toEqual([
      ['2022', null],
      ['all', 1.5],
    ])
    expect(one.weights.map(({ symbol, weight }) => [symbol, weight])).toEqual([
      ['801102.SI', 0.6],
      ['801081.SI', 0.4],
    ])
    expect(one.target).toMatchObject({ reason: 'newest', benchmark: '881001.WI', weights: target().weights })
    const none = await get(Portfolio, 'portfolios/macro-timing')
    expect(none).toMatchObject({ days: { nav: [] }, stats: [], weights: [], target: null })
    const text = await (await ask('portfolios/mapping-strong?format=csv&from=2022-03-03')).text()
    expect(text.split('\r\n').slice(1, 2)[0]).toMatch(/^2022-03-03,1.02,1.002,/)
  })
})
