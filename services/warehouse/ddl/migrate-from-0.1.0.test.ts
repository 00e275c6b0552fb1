import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limitState } from '../testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import { minuteBar, tick } from '../testing/session-events.ts'
import { rowsOf, store } from '../testing/store.ts'
import { migrate } from './migrate.ts'

/** The tables as version 0.1.0 created them, with a few of its rows. */
const STATEMENTS = readFileSync(new URL('./fixtures/tables-0.1.0.sql', import.meta.url), 'utf8')
  .split(/;\n+/)
  .filter((text) => text.trim() !== '')

describe('a warehouse of version 0.1.0', () => {
  let test: TestWarehouse
  const query = <T>(text: string): Promise<readonly T[]> => rowsOf<T>(test.warehouse.client, text)

  beforeAll(async () => {
    test = await openTestWarehouse()
    for (const statement of STATEMENTS) await test.warehouse.client.command({ query: statement })
  })
  afterAll(() => test.close())

  it('gets the new columns and tables, once', async () => {
    expect(await migrate(test.warehouse)).toEqual({
      applied: ['0003-session', '0004-signals', '0005-dead-letters', 'views'],
    })
    expect(await migrate(test.warehouse)).toEqual({ applied: [] })
  })

  it('keeps its rows, which know nothing of the new columns', async () => {
    expect(await query('SELECT symbol, volume, limit_up, limit_down FROM bars_1d')).toEqual([
      { symbol: '600519.SH', volume: 700, limit_up: null, limit_down: null },
    ])
    expect(await query('SELECT streak, boards_in_window, window_days FROM limit_up_daily')).toEqual([
      { streak: 2, boards_in_window: null, window_days: null },
    ])
    expect(await query('SELECT name, concepts FROM instruments')).toEqual([
      { name: '贵州茅台', concepts: [] },
    ])
  })

  it('takes new rows', async () => {
    await store(test.warehouse, 'limitState', [limitState({ revision: 1, boardsInWindow: 3, windowDays: 4 })])
    await store(test.warehouse, 'ticks', [tick()])
    await store(test.warehouse, 'bars1m', [minuteBar()])
    expect(await query('SELECT boards_in_window, window_days FROM limit_up_daily')).toEqual([
      { boards_in_window: 3, window_days: 4 },
    ])
    expect(await query('SELECT count() AS n FROM ticks')).toEqual([{ n: 1 }])
    expect(await query('SELECT count() AS n FROM bars_1m')).toEqual([{ n: 1 }])
  })
})
