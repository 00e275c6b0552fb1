import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { DayFeedback, DayLadder } from '../../services/monitor/api/boards.ts'
import { DayGroups } from '../../services/monitor/api/groups.ts'
import { History } from '../../services/monitor/api/history.ts'
import { DayEvents } from '../../services/monitor/api/limit-events.ts'
import { DayMinutes } from '../../services/monitor/api/minutes.ts'
import { Datasets, Sessions } from '../../services/monitor/api/sessions.ts'
import { DaySnapshot } from '../../services/monitor/api/snapshot.ts'
import { StockDay } from '../../services/monitor/api/stock.ts'
import type { Monitor } from '../../services/monitor/server/start-monitor.ts'
import { bar, breadth, limitState, stage, tier, YUAN } from '../../services/warehouse/testing/events.ts'
import { TestMonitor } from './open-test-monitor.ts'
import {
  at,
  boardMinute,
  DAY,
  DAY_BEFORE,
  fen,
  groupMinute,
  instrument,
  limitChange,
  marketMinute,
  symbolOf,
  yuan,
} from './session-events.ts'

const A = symbolOf(0)
const B = symbolOf(1)
const C = symbolOf(2)

describe('answers of the monitor', () => {
  let test: TestMonitor
  let monitor: Monitor

  const get = async <Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.infer<Schema>> => {
    const response = await fetch(new URL(path, monitor.url))
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
    await test.store(
      'instruments',
      [A, B, C].map((symbol) => instrument(symbol)),
    )
    await test.store('stage', [
      stage({ tradeDate: DAY_BEFORE, limitUps: 31 }),
      stage({ tradeDate: DAY, limitUps: 44, promotionRate: 0.3125, final: true }),
      stage({ tradeDate: DAY, dataset: 'sim-7', limitUps: 7 }),
    ])
    await test.store('breadth', [breadth({ tradeDate: DAY_BEFORE, advancers: 1_234 })])
    await test.store('minutes', [
      marketMinute(0),
      marketMinute(1),
      marketMinute(1, { revision: 1, limitUps: 99 }),
      marketMinute(2, { scope: 'limit20', limitUps: 1 }),
      marketMinute(2),
      marketMinute(0, { dataset: 'sim-7', limitUps: 7 }),
    ])
    await test.store('boards', [
      boardMinute(1, { symbol: A, instrument: A, streak: 2 }),
      boardMinute(2, { symbol: A, instrument: A, streak: 3, sealAmount: fen(77_000.25) }),
      boardMinute(2, {
        symbol: B,
        instrument: B,
        up: 'broken',
        state: 'below',
        streak: 0,
        previousStreak: 2,
        closeReturn: -200_000_000,
        openReturn: -100_000_000,
      }),
      boardMinute(2, {
        symbol: C,
        instrument: C,
        up: 'sealed',
        streak: 5,
        previousStreak: 4,
        closeReturn: 1_000_000_000,
        openReturn: 300_000_000,
      }),
    ])
    await test.store('limitChanges', [
      limitChange(1, { symbol: A, instrument: A, kind: 'touchedUp' }),
      limitChange(2, { symbol: A, instrument: A }),
      limitChange(3, { symbol: A, instrument: A, revision: 0 }),
      limitChange(3, { symbol: A, instrument: A, revision: 1, deleted: true }),
      limitChange(1, { symbol: B, instrument: B, eventTime: at(9, 45), last: yuan(10.55) }),
    ])
    await test.store('groups', [
      groupMinute(0, '白酒', { limitUps: 1 }),
      groupMinute(0, '半导体', { limitUps: 9 }),
      groupMinute(2, '白酒', { limitUps: 6, amount: fen(1_234.56) }),
      groupMinute(0, '机构重仓', { kind: 'concept' }),
    ])
    await test.store('bars1d', [
      bar({ tradeDate: DAY_BEFORE, symbol: A, name: '旧名', close: YUAN(10) }),
      bar({ tradeDate: DAY_BEFORE, symbol: B, close: YUAN(12.34) }),
    ])
    await test.store('limitState', [
      limitState({ tradeDate: DAY_BEFORE, symbol: A, streak: 2, previousUp: 'sealed', previousStreak: 1 }),
      limitState({
        tradeDate: DAY_BEFORE,
        symbol: B,
        up: 'none',
        previousUp: 'sealed',
        previousStreak: 1,
        streak: 0,
        closeReturn: -345_000_000,
      }),
    ])
    await test.store('ladder', [
      tier({ tradeDate: DAY, boards: 77, final: false }),
      tier({ tradeDate: DAY_BEFORE, tier: 2, boards: 8, base: 20, promoted: 8 }),
    ])
    await test.store('bars1m', [
      {
        dataset: 'main',
        epoch: 1,
        revision: 0,
        deleted: false,
        symbol: A,
        instrument: A,
        tradeDate: DAY,
        eventTime: at(9, 31),
        minute: 1,
        open: yuan(10.1),
        high: yuan(11),
        low: yuan(10.05),
        close: yuan(11),
        volume: 4_200,
        amount: fen(45_000.5),
        source: 'ticks',
      },
    ])
    monitor = await test.start()
  })
  afterAll(async () => {
    await test.close()
  })

  it('lists data sets and sessions as SQL counts them', async () => {
    const { datasets } = await get(Datasets, '/api/v1/datasets')
    expect(datasets).toEqual([
      {
        dataset: 'main',
        simulated: false,
        epoch: 1,
        sessions: 2,
        minuteSessions: 1,
        firstDate: '2022-04-26',
        lastDate: '2022-04-27',
      },
      {
        dataset: 'sim-7',
        simulated: true,
        epoch: 1,
        sessions: 1,
        minuteSessions: 1,
        firstDate: '2022-04-27',
        lastDate: '2022-04-27',
      },
    ])
    expect((await get(Sessions, '/api/v1/sessions')).sessions).toEqual([
      { date: '2022-04-27', minutes: 3, daily: true, final: true },
      { date: '2022-04-26', minutes: 0, daily: true, final: true },
    ])
  })

  it('gives the newest revision of each minute of scope all, in yuan and epoch ms', async () => {
    const { columns, live } = await get(DayMinutes, '/api/v1/day/2022-04-27/minutes')
    const stored = await test.sql<Record<string, number>>(
      `SELECT minute_index, limit_ups, seal_rate, seal_amount, amount, volume,
         toUnixTimestamp(minute) * 1000 AS time FROM sentiment_minute ORDER BY minute_index`,
    )
    expect(columns.minute).toEqual([0, 1, 2])
    expect(columns.limitUps).toEqual([20, 99, 22])
    expect(columns.limitUps).toEqual(stored.map((row) => row.limit_ups))
    expect(columns.sealRate).toEqual(stored.map((row) => row.seal_rate))
    expect(columns.sealAmount).toEqual([123_456_789.12, 123_456_789.12, 123_456_789.12])
    expect(columns.amount).toEqual(stored.map((row) => Number(row.amount)))
    expect(columns.time).toEqual([at(9, 25), at(9, 31), at(9, 32)])
    expect(columns.time).toEqual(stored.map((row) => Number(row.time)))
    expect(columns.tiers[2]).toEqual([
      { tier: 1, boards: 17, base: 30, promoted: 6, touched: 9 },
      { tier: 2, boards: 5, base: 10, promoted: 4, touched: 5 },
    ])
    expect(columns.hygiene[0]).toEqual({ accepted: 900_000, duplicate: 12, late: 3 })
    expect(live).toBeNull()
  })

  it('keeps data sets apart', async () => {
    const { columns } = await get(DayMinutes, '/api/v1/day/2022-04-27/minutes?dataset=sim-7')
    expect(columns.limitUps).toEqual([7])
    const { columns: days } = await get(History, '/api/v1/history?dataset=sim-7')
    expect(days.limitUps).toEqual([7])
  })

  it('shows the ladder of a minute, tallest first, with names and seal money', async () => {
    const ladder = await get(DayLadder, '/api/v1/day/2022-04-27/ladder?minute=200')
    expect(ladder).toMatchObject({ source: 'minute', minute: 2 })
    expect(ladder.boards.map(({ symbol, streak, up }) => [symbol, streak, up])).toEqual([
      [C, 5, 'sealed'],
      [A, 3, 'sealed'],
      [B, 0, 'broken'],
    ])
    expect(ladder.boards[1]).toMatchObject({
      name: `股${A.slice(0, 6)}`,
      industry: '白酒',
      concepts: ['机构重仓', '沪股通'],
      sealAmount: 77_000.25,
      maxSealAmount: 99_000.5,
      firstSealTime: at(9, 31, 3),
      breakCount: 1,
      boardsInWindow: 3,
      windowDays: 5,
      closeReturn: 0.1,
    })
    expect((await get(DayLadder, '/api/v1/day/2022-04-27/ladder?minute=1')).boards).toHaveLength(1)
  })

  it('shows the ladder of a closed session with the names of that day', async () => {
    const ladder = await get(DayLadder, '/api/v1/day/2022-04-26/ladder')
    expect(ladder).toMatchObject({
      source: 'daily',
      minute: null,
      tiers: [{ tier: 2, boards: 8, base: 20, promoted: 8, touched: null }],
    })
    expect(ladder.boards.map(({ symbol, name, state }) => [symbol, name, state])).toEqual([
      [A, '旧名', null],
      [B, `股${B.slice(0, 6)}`, null],
    ])
    expect(ladder.boards[0]).toMatchObject({ noBook: false, last: 11, limitUp: 11 })
  })

  it("gives the feedback of yesterday's limit-ups by exact height", async () => {
    const { rows } = await get(DayFeedback, '/api/v1/day/2022-04-27/feedback')
    // By hand: heights 2 (A +10% sealed, opened +1.23%; B -2%, opened -1%) and 4 (C +10%, opened +3%).
    expect(rows).toEqual([
      row(0, 3, 2, (0.0123 - 0.01 + 0.03) / 3, (0.1 - 0.02 + 0.1) / 3, 2, 1),
      row(4, 1, 1, 0.03, 0.1, 1, 0),
      row(2, 2, 1, (0.0123 - 0.01) / 2, (0.1 - 0.02) / 2, 1, 1),
    ])
    const closed = await get(DayFeedback, '/api/v1/day/2022-04-26/feedback')
    expect(closed.rows[0]).toMatchObject({ count: 2, sealed: 1, redShare: 0.5 })
    expect(closed.rows[0]!.closeReturn).toBeCloseTo((0.1 - 0.0345) / 2, 12)
  })

  const row = (
    previousStreak: number,
    count: number,
    sealed: number,
    open: number,
    now: number,
    up: number,
    down: number,
  ) => ({
    previousStreak,
    count,
    sealed,
    openReturn: expect.closeTo(open, 12),
    nowReturn: expect.closeTo(now, 12),
    closeReturn: null,
    up,
    down,
    redShare: up / count,
  })

  it('lists limit changes by time, without withdrawn ones', async () => {
    const { events } = await get(DayEvents, '/api/v1/day/2022-04-27/events')
    const [{ n }] = (await test.sql<{ n: number }>('SELECT count() AS n FROM limit_events')) as [
      { n: number },
    ]
    expect(events).toHaveLength(Number(n))
    expect(events.map(({ symbol, sequence }) => [symbol, sequence])).toEqual([
      [A, 1],
      [A, 2],
      [B, 1],
    ])
    expect(events[2]).toMatchObject({ last: 10.55, limit: 11, time: at(9, 45), name: `股${B.slice(0, 6)}` })
    const since = await get(DayEvents, `/api/v1/day/2022-04-27/events?symbol=${A}&since=${at(9, 31, 2)}`)
    expect(since.events.map(({ sequence }) => sequence)).toEqual([2])
  })

  it('gives groups as they stood at a minute', async () => {
    const all = await get(DayGroups, '/api/v1/day/2022-04-27/groups?kind=industry')
    expect(all.groups.map(({ name, minute, limitUps }) => [name, minute, limitUps])).toEqual([
      ['半导体', 0, 9],
      ['白酒', 2, 6],
    ])
    expect(all.groups[1]!.amount).toBe(1_234.56)
    const first = await get(DayGroups, '/api/v1/day/2022-04-27/groups?minute=1')
    expect(first.groups.map(({ name, limitUps }) => [name, limitUps])).toEqual([
      ['半导体', 9],
      ['机构重仓', 4],
      ['白酒', 1],
    ])
  })

  it("gives a stock's session", async () => {
    const stock = await get(StockDay, `/api/v1/stock/${A}/day/2022-04-27`)
    expect(stock.bars).toMatchObject({
      minute: [1],
      open: [10.1],
      high: [11],
      volume: [4_200],
      amount: [45_000.5],
    })
    expect(stock.boards).toMatchObject({ minute: [1, 2], streak: [2, 3], sealAmount: [55_000, 77_000.25] })
    expect(stock.events.map(({ sequence }) => sequence)).toEqual([1, 2])
    expect(stock).toMatchObject({
      name: `股${A.slice(0, 6)}`,
      industry: '白酒',
      daily: null,
      summary: { streak: 3 },
    })
    const before = await get(StockDay, `/api/v1/stock/${B}/day/2022-04-26`)
    expect(before.daily).toMatchObject({ close: 12.34, volume: 1_000 })
  })

  it('gives the history of sessions', async () => {
    const { columns } = await get(History, '/api/v1/history?from=2022-04-01&to=2022-04-30')
    expect(columns.date).toEqual(['2022-04-26', '2022-04-27'])
    expect(columns.limitUps).toEqual([31, 44])
    expect(columns.promotionRate).toEqual([0.25, 0.3125])
    expect(columns.advancers).toEqual([1_234, null])
    expect(columns.regime).toEqual(['bear', 'bear'])
    expect((await get(History, '/api/v1/history?from=2022-04-27')).columns.date).toEqual(['2022-04-27'])
  })

  it('puts a whole page into one answer', async () => {
    const snapshot = await get(DaySnapshot, '/api/v1/day/latest/snapshot')
    expect(snapshot).toMatchObject({ date: '2022-04-27', previousDate: '2022-04-26', ladder: { minute: 2 } })
    expect(snapshot.minutes.columns.limitUps).toEqual([20, 99, 22])
    expect(snapshot.events).toHaveLength(3)
    expect(snapshot.groups.groups).toHaveLength(3)
    expect(snapshot.feedback.rows).toHaveLength(3)
    expect(snapshot.streamPosition).toMatch(/^1-/)
  })

  it('gives each list as a file with the same rows', async () => {
    const response = await fetch(new URL('/api/v1/day/2022-04-27/ladder?minute=2&format=csv', monitor.url))
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="ladder-2022-04-27-main-2.csv"',
    )
    const text = await response.text()
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toContain('symbol,name,board')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain(`${C},股${C.slice(0, 6)},SH_MAIN`)
    expect(lines[1]).toContain('"[""机构重仓"",""沪股通""]"')
  })
})
