import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../ddl/migrate.ts'
import { activeEpoch, bar, breadth, DATE, limitState, SYMBOL, stage, tier, YUAN } from '../testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import {
  boardMinute,
  groupMinute,
  limitChange,
  marketMinute,
  minuteBar,
  tick,
} from '../testing/session-events.ts'
import {
  fundFlow,
  observation,
  portfolioDay,
  portfolioStat,
  portfolioWeight,
  seriesBar,
  signal,
  target,
} from '../testing/signal-events.ts'
import { store } from '../testing/store.ts'
import { PUBLIC_VIEWS } from '../views/views.ts'
import { businessColumns, publicDigest } from './public-digest.ts'

/** Views of the tables that a test below changes. */
const CHANGED = [
  'bars_1d',
  'ladder_daily',
  'sentiment_daily',
  'breadth_daily',
  'sentiment_minute',
  'ticks',
  'series_1d',
  'signal_daily',
  'portfolio_weights',
]

describe('the public digest', () => {
  let test: TestWarehouse
  const digest = (dataset = 'main') => publicDigest(test.warehouse.client, { dataset })

  /** The same few rows under any data set and epoch. */
  const fill = async (dataset: string, epoch: number, order: 'forth' | 'back'): Promise<void> => {
    const place = { dataset, epoch }
    const inOrder = <T>(events: readonly T[]): readonly T[] =>
      order === 'forth' ? events : events.toReversed()
    const { warehouse } = test
    await store(warehouse, 'datasets', [activeEpoch({ ...place, version: epoch })])
    for (const event of inOrder([bar(place), bar({ ...place, symbol: SYMBOL('000001.SZ') })]))
      await store(warehouse, 'bars1d', [event])
    await store(
      warehouse,
      'limitState',
      inOrder([limitState(place), limitState({ ...place, tradeDate: DATE(2022_03_02) })]),
    )
    await store(warehouse, 'ladder', inOrder([tier(place), tier({ ...place, tier: 2 })]))
    await store(warehouse, 'stage', [stage(place)])
    await store(warehouse, 'breadth', [breadth(place)])
    await store(
      warehouse,
      'minutes',
      inOrder([marketMinute(place), marketMinute({ ...place, minute: 31, hygiene: {} })]),
    )
    await store(warehouse, 'groups', [groupMinute(place)])
    await store(warehouse, 'boards', [boardMinute(place)])
    await store(warehouse, 'limitChanges', [limitChange(place)])
    await store(warehouse, 'bars1m', inOrder([minuteBar(place), minuteBar({ ...place, minute: 31 })]))
    await store(
      warehouse,
      'series',
      inOrder([seriesBar(place), seriesBar({ ...place, symbol: SYMBOL('VIX.US') })]),
    )
    await store(warehouse, 'observations', [observation(place)])
    await store(warehouse, 'fundFlows', [fundFlow(place)])
    await store(warehouse, 'volatility', [
      signal({ ...place, components: order === 'forth' ? { vix: 16, vvix: 91 } : { vvix: 91, vix: 16 } }),
    ])
    await store(warehouse, 'crowding', [signal({ ...place, signal: 'turnover_share', subject: 'TMT' })])
    await store(warehouse, 'targets', [target(place)])
    await store(warehouse, 'portfolios', [portfolioDay(place)])
    await store(warehouse, 'weights', [portfolioWeight(place)])
    await store(warehouse, 'portfolioStats', [portfolioStat(place)])
    await store(warehouse, 'ticks', inOrder([tick(place), tick({ ...place, volume: 1_200 })]))
  }

  beforeAll(async () => {
    test = await openTestWarehouse()
    await migrate(test.warehouse)
    await fill('main', 1, 'forth')
  })
  afterAll(() => test.close())

  it('covers the business columns of every public view, and no column that may differ between runs', async () => {
    const { views } = await digest()
    expect(views.map(({ view }) => view)).toEqual(PUBLIC_VIEWS.map(({ name }) => name))
    expect(views.find(({ view }) => view === 'bars_1d')?.rows).toBe(2)
    for (const view of PUBLIC_VIEWS) {
      const columns = businessColumns(view)
      expect(columns).toEqual(expect.arrayContaining([...view.key]))
      for (const provenance of ['epoch', 'version', 'revision', 'position', 'inserted_at'])
        expect(columns).not.toContain(provenance)
    }
  })

  it('is the same for equal rows of another data set and epoch, stored in another order', async () => {
    await fill('sim-1', 7, 'back')
    expect(await digest('sim-1')).toEqual(await digest())
  })

  it('is the same after a delivery again, a revision to the same values, and a rebuild to the same rows', async () => {
    const before = await digest()
    await fill('main', 1, 'forth')
    await store(test.warehouse, 'stage', [stage({ revision: 3 })])
    expect(await digest()).toEqual(before)
    await fill('main', 2, 'back')
    expect(await digest()).toEqual(before)
  })

  it('tells one changed digit, a row more and NULL from nothing', async () => {
    const touched = async (): Promise<string> =>
      (await publicDigest(test.warehouse.client, { views: CHANGED })).digest
    const seen = new Set([await touched()])
    const changes = [
      () => store(test.warehouse, 'bars1d', [bar({ epoch: 2, close: YUAN(10.01) })]),
      () => store(test.warehouse, 'ladder', [tier({ epoch: 2, tier: 3 })]),
      () => store(test.warehouse, 'stage', [stage({ epoch: 2, revision: 4, base: 0 })]),
      () => store(test.warehouse, 'stage', [stage({ epoch: 2, revision: 5, base: null })]),
      () => store(test.warehouse, 'breadth', [breadth({ epoch: 2, revision: 1, deleted: true })]),
      () =>
        store(test.warehouse, 'minutes', [
          marketMinute({ epoch: 2, revision: 1, hygiene: { accepted: 901 } }),
        ]),
      () => store(test.warehouse, 'ticks', [tick({ epoch: 2, askPrices: [] })]),
      () => store(test.warehouse, 'series', [seriesBar({ epoch: 2, close: 4_000.01 })]),
      () => store(test.warehouse, 'volatility', [signal({ epoch: 2, revision: 1, components: { vix: 17 } })]),
      () => store(test.warehouse, 'weights', [portfolioWeight({ epoch: 2, revision: 1, deleted: true })]),
    ]
    for (const change of changes) {
      await change()
      seen.add(await touched())
    }
    expect(seen.size).toBe(changes.length + 1)
  })

  it('can be taken of some views only', async () => {
    const { views } = await publicDigest(test.warehouse.client, { views: ['sentiment_daily'] })
    expect(views.map(({ view, rows }) => [view, rows])).toEqual([['sentiment_daily', 1]])
  })
})
