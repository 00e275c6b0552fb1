import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chineseCalendar } from '../../../../core/market/chinese-calendar.ts'
import type { Fen } from '../../../../core/market/price.ts'
import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import { percentileRank } from '../../../../core/statistics/percentile-rank.ts'
import { randomFrom } from '../../../../test/support/random-market.ts'
import { migrate } from '../../ddl/migrate.ts'
import { activeEpoch } from '../../testing/events.ts'
import { openTestWarehouse, type TestWarehouse } from '../../testing/open-test-warehouse.ts'
import { groupMinute } from '../../testing/session-events.ts'
import { rowsOf, store } from '../../testing/store.ts'

const SESSIONS = chineseCalendar.all.filter((date) => date >= 20220301 && date <= 20220408)
const MINUTES = [0, 5, 240]
const GROUPS = [
  ['board', 'SH_MAIN'],
  ['board', 'SZ_MAIN'],
  ['industry', '半导体'],
  ['industry', '互联网'],
  ['industry', '银行'],
  ['concept', 'PCB'],
] as const

interface Row {
  readonly name: string
  readonly minute_index: number
  readonly share: number
  readonly percentile: number | null
  readonly sessions: number
}

describe('crowding_minute', () => {
  const random = randomFrom(17)
  const amounts = new Map<string, number>()
  const keyOf = (name: string, date: TradeDate, minute: number): string => `${name}/${date}/${minute}`
  let test: TestWarehouse
  const on = (day: string): Promise<readonly Row[]> =>
    rowsOf<Row>(
      test.warehouse.client,
      `SELECT name, minute_index, share, percentile, toUInt32(sessions) AS sessions FROM crowding_minute(day = '${day}') ORDER BY kind, name, minute_index`,
    )

  beforeAll(async () => {
    test = await openTestWarehouse()
    await migrate(test.warehouse)
    await store(test.warehouse, 'datasets', [activeEpoch()])
    const rows = SESSIONS.flatMap((tradeDate) =>
      [...MINUTES, 7].flatMap((minute) =>
        GROUPS.map(([kind, name]) => {
          const amount = Math.floor(1 + random() * 1e10) as Fen
          amounts.set(keyOf(name, tradeDate, minute), amount)
          return groupMinute({
            kind,
            name,
            tradeDate,
            minute,
            amount,
            eventTime: sessionMinuteEnd(tradeDate, minute),
          })
        }),
      ),
    )
    await store(test.warehouse, 'groups', rows)
    // One board of one minute has an unknown amount: the market's is not known then.
    const tradeDate = SESSIONS[3]!
    const eventTime = sessionMinuteEnd(tradeDate, 5)
    await store(test.warehouse, 'groups', [
      groupMinute({
        kind: 'board',
        name: 'SH_MAIN',
        tradeDate,
        minute: 5,
        amount: null,
        eventTime,
        revision: 1,
      }),
    ])
  })
  afterAll(() => test.close())

  const shareOf = (names: readonly string[], date: TradeDate, minute: number): number => {
    const of = (name: string): number => amounts.get(keyOf(name, date, minute))!
    return names.reduce((sum, name) => sum + of(name), 0) / (of('SH_MAIN') + of('SZ_MAIN'))
  }

  it('ranks cumulative shares among the same minute of earlier sessions', async () => {
    const day = SESSIONS.at(-1)!
    const rows = await on('2022-04-08')
    expect(rows.map(({ name }) => name)).toEqual(
      ['SH_MAIN', 'SZ_MAIN', 'PCB', '互联网', '半导体', '银行', 'TMT'].flatMap((name) => [name, name, name]),
    )
    expect(new Set(rows.map(({ minute_index }) => minute_index))).toEqual(new Set(MINUTES))
    for (const { name, minute_index: minute, share, percentile, sessions } of rows) {
      const names = name === 'TMT' ? ['半导体', '互联网'] : [name]
      const known = SESSIONS.filter((_, at) => minute !== 5 || at !== 3)
      const past = known.map((date) => shareOf(names, date, minute))
      expect(share).toBeCloseTo(shareOf(names, day, minute), 14)
      expect(sessions).toBe(known.length)
      expect(percentile).toBeCloseTo(percentileRank(past, past.at(-1)!)!, 10)
    }
  })

  it('looks at nothing after the day that is asked for, and needs twenty sessions', async () => {
    const rows = await on('2022-03-18')
    expect(new Set(rows.map(({ sessions }) => sessions))).toEqual(new Set([13, 14]))
    expect(rows.every(({ percentile }) => percentile === null)).toBe(true)
    expect(await on('2022-03-19')).toEqual([])
  })
})
