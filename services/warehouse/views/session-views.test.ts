import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fen } from '../../../core/market/price.ts'
import { SESSION_MINUTES, sessionMinuteEnd } from '../../../core/market/sessions.ts'
import { migrate } from '../ddl/migrate.ts'
import { TABLES } from '../ddl/tables.ts'
import { activeEpoch, breadth, DATE, stage, tier, YUAN } from '../testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import {
  boardMinute,
  groupMinute,
  limitChange,
  marketMinute,
  minuteBar,
  tick,
} from '../testing/session-events.ts'
import { rowsOf, store } from '../testing/store.ts'
import { PUBLIC_VIEWS } from './views.ts'

const FIRST = DATE(2022_03_01)

describe('views of a session', () => {
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

  it('label the minutes of a session as the market does', async () => {
    await store(
      test.warehouse,
      'minutes',
      Array.from({ length: SESSION_MINUTES }, (_, minute) => marketMinute({ minute })),
    )
    const rows = await query<{ minute_index: number; label: string }>(
      'SELECT minute_index, toString(toUnixTimestamp64Milli(minute)) AS label FROM sentiment_minute ORDER BY minute_index',
    )
    expect(rows).toEqual(
      Array.from({ length: SESSION_MINUTES }, (_, minute) => ({
        minute_index: minute,
        label: String(sessionMinuteEnd(FIRST, minute)),
      })),
    )
    const text = await query<{ t: string }>(
      `SELECT formatDateTime(minute, '%H:%i') AS t FROM sentiment_minute WHERE minute_index IN (0, 1, 120, 121, 240) ORDER BY minute`,
    )
    expect(text.map(({ t }) => t)).toEqual(['09:25', '09:31', '11:30', '13:01', '15:00'])
  })

  it('show every measure of the daily row, equal at 15:00', async () => {
    await store(test.warehouse, 'stage', [stage()])
    await store(test.warehouse, 'breadth', [breadth()])
    await store(test.warehouse, 'minutes', [marketMinute({ minute: 240, final: true })])
    const columnsOf = (name: string): readonly string[] =>
      PUBLIC_VIEWS.find((view) => view.name === name)!.columns.map((column) => column.name)
    const minute = columnsOf('sentiment_minute')
    const missing = columnsOf('sentiment_daily').filter((name) => !minute.includes(name))
    expect(missing).toEqual(['data_gap', 'absent'])
    const shared = columnsOf('sentiment_daily').filter((name) => minute.includes(name))
    expect(await query(`SELECT ${shared.join(', ')} FROM sentiment_minute WHERE final`)).toEqual(
      await query(`SELECT ${shared.join(', ')} FROM sentiment_daily`),
    )
  })

  it('hold provisional rows of an open session out of the statistics', async () => {
    await store(test.warehouse, 'stage', [stage({ final: false, height: 9 })])
    expect(await query('SELECT height, final FROM sentiment_daily')).toEqual([{ height: 9, final: false }])
    expect(await query('SELECT * FROM regime_distributions')).toEqual([])
  })

  it('open the tiers of a minute', async () => {
    await store(test.warehouse, 'minutes', [marketMinute(), marketMinute({ scope: 'limit20' })])
    await store(test.warehouse, 'ladder', [
      tier({ tier: 1, boards: 30, base: 30, promoted: 6, rate: 6 / 30 }),
      tier({ tier: 2, boards: 6, base: 0, promoted: 0, rate: null }),
    ])
    const columns = 'tier, boards, base, promoted, rate'
    const minute = await query(`SELECT ${columns} FROM ladder_minute ORDER BY tier`)
    expect(minute).toHaveLength(2)
    expect(minute).toEqual(await query(`SELECT ${columns} FROM ladder_daily ORDER BY tier`))
  })

  it('show a corrected minute once, and scopes beside the headline', async () => {
    await store(test.warehouse, 'minutes', [marketMinute({ revision: 1, limitUps: 51 })])
    await store(test.warehouse, 'minutes', [marketMinute(), marketMinute({ scope: 'limit20', limitUps: 9 })])
    expect(await query('SELECT limit_ups, hygiene FROM sentiment_minute')).toEqual([
      { limit_ups: 51, hygiene: { accepted: 900, duplicate: 3 } },
    ])
    expect(await query('SELECT scope, limit_ups FROM sentiment_minute_scopes ORDER BY scope')).toEqual([
      { scope: 'all', limit_ups: 51 },
      { scope: 'limit20', limit_ups: 9 },
    ])
  })

  it('show snapshots, changes, boards and groups in the units of SQL', async () => {
    await store(test.warehouse, 'ticks', [
      tick(),
      tick(),
      tick({ askPrices: [], askVolumes: [] }),
      tick({ late: true, volume: 2_000 }),
    ])
    expect(
      await query(
        'SELECT toString(bid_prices) AS bids, ask_volumes, late FROM ticks ORDER BY volume, length(ask_volumes) DESC',
      ),
    ).toEqual([
      { bids: '[10.39,10.38]', ask_volumes: [300], late: false },
      { bids: '[10.39,10.38]', ask_volumes: [], late: false },
      { bids: '[10.39,10.38]', ask_volumes: [300], late: true },
    ])
    await store(test.warehouse, 'limitChanges', [limitChange()])
    await store(test.warehouse, 'boards', [boardMinute()])
    await store(test.warehouse, 'groups', [groupMinute()])
    expect(
      await query(
        'SELECT kind, toString(limit_price) AS price, toString(seal_amount) AS seal FROM limit_events',
      ),
    ).toEqual([{ kind: 'sealedUp', price: '11', seal: '220000' }])
    expect(
      await query(
        'SELECT minute, close_return, toString(max_seal_amount) AS seal, first_seal_time FROM board_minute',
      ),
    ).toEqual([
      {
        minute: '2022-03-01 10:00:00.000',
        close_return: 0.1,
        seal: '300000',
        first_seal_time: '2022-03-01 09:41:00.000',
      },
    ])
    expect(await query('SELECT kind, name, promotion_rate FROM group_minute')).toEqual([
      { kind: 'concept', name: '芯片', promotion_rate: 0.5 },
    ])
  })

  it('put minute bars together by session minute: auctions in the first and last, noon in between', async () => {
    const price = (minute: number): number => 10 + ((minute * 37) % 100) / 100
    const bars = Array.from({ length: SESSION_MINUTES }, (_, minute) =>
      minuteBar({
        minute,
        open: YUAN(price(minute)),
        high: YUAN(price(minute) + 0.05),
        low: YUAN(price(minute) - 0.05),
        close: YUAN(price(minute) + 0.01),
        volume: minute + 1,
        amount: (minute === 7 ? null : minute * 100) as Fen,
      }),
    )
    await store(test.warehouse, 'bars1m', bars)
    for (const length of [5, 15, 60]) {
      const expected = Array.from({ length: 240 / length }, (_, slot) => {
        const last = (slot + 1) * length
        const inside = bars.filter(
          ({ minute }) => minute <= last && minute > (slot === 0 ? -1 : last - length),
        )
        const amounts = inside.map(({ amount }) => amount)
        return {
          minute_index: last,
          label: String(sessionMinuteEnd(FIRST, last)),
          open: inside[0]!.open / 10_000,
          high: Math.max(...inside.map(({ high }) => high)) / 10_000,
          low: Math.min(...inside.map(({ low }) => low)) / 10_000,
          close: inside.at(-1)!.close / 10_000,
          volume: inside.reduce((sum, { volume }) => sum + volume, 0),
          amount: amounts.includes(null)
            ? null
            : amounts.reduce<number>((sum, fen) => sum + (fen ?? 0) / 100, 0),
        }
      })
      expect(
        await query(
          `SELECT minute_index, toString(toUnixTimestamp64Milli(minute)) AS label, open, high, low, close, volume, amount FROM bars_${length}m ORDER BY minute`,
        ),
      ).toEqual(expected)
    }
  })
})
