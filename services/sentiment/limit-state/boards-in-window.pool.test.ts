import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { boardsInWindow, withSession } from '../../../core/sentiment/boards-in-window.ts'
import { csvRows } from '../../../test/golden/csv-rows.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'
const POOL = join(DATA, 'limit-up/zt_pool_em_2026.csv.gz')
const SNAPSHOT = join(DATA, 'a-share-snapshot-2026/all_stocks_20260703_20260807.csv.gz')

/** Sessions after which the windows of nearly all rows begin inside the pool. */
const WARM_UP = 20

describe('N days M boards against the n/m column of the Eastmoney limit-up pools', () => {
  it('agrees on 99.7% of the rows, once the pool knows the sessions before', () => {
    if (!existsSync(POOL) || !existsSync(SNAPSHOT)) {
      console.info('boards-in-window.pool.test.ts: no market data at PULSE_TEST_DATA, nothing compared')
      return
    }
    const rows = csvRows(POOL)
    const dates = [...new Set(rows.map(({ date }) => date!))].sort()
    const published = new Map(rows.map(({ date, 代码, 涨停统计 }) => [`${代码} ${date}`, 涨停统计!]))
    const suspended = new Set(
      csvRows(SNAPSHOT)
        .filter(({ vol_lot }) => !(Number(vol_lot) > 0))
        .map(({ code, date }) => `${code} ${date!.replaceAll('-', '')}`),
    )
    const late = dates.slice(WARM_UP)
    let compared = 0
    const wrong: string[] = []
    for (const code of new Set(rows.map(({ 代码 }) => 代码!))) {
      let history = 0
      for (const date of dates) {
        const key = `${code} ${date}`
        if (suspended.has(key)) continue
        const expected = published.get(key)
        history = withSession(history, expected !== undefined)
        if (expected === undefined || !late.includes(date)) continue
        compared += 1
        const window = boardsInWindow(history)
        if (`${window?.days}/${window?.boards}` !== expected) wrong.push(key)
      }
    }
    expect(compared).toBeGreaterThan(1_200)
    // Limit-ups that the pool does not list: of days before it begins, and under an ST name.
    expect(wrong).toEqual(['603137 20260730', '002214 20260805', '002214 20260806'])
  })
})
