import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Board, boardOf, isAShare } from './board.ts'
import { stockSymbol } from './instrument-symbol.ts'
import { limitPrices } from './limit-price.ts'
import { type LimitRule, limitRule } from './limit-rules.ts'
import { type Price, parsePrice } from './price.ts'
import { listingPrefix, type RiskStatus, riskStatusFromName } from './risk-status.ts'
import { parseTradeDate, type TradeDate } from './trade-date.ts'

/**
 * The market itself checks the rules: no share trades beyond its limits. Input are closing snapshots with
 * names and the exchange's reference prices, 2026-07-03 to 2026-08-07: 59 telling rows kept beside this
 * test, and the whole market (26 sessions) where PULSE_TEST_DATA has it. Values are as published.
 */
const EXTRACT = new URL('fixtures/closing-snapshot-2026-07.csv', import.meta.url)
const MARKET = `${process.env.PULSE_TEST_DATA ?? '../shared/data'}/a-share-snapshot-2026/all_stocks_20260703_20260807.csv.gz`

/** The only row of the market beyond its limits: first day of the delisting period, which has none. */
const FIRST_DELISTING_DAYS = ['20260709 920305 云创退']

const RISK_WARNING_REFORM = 20260706

interface Row {
  readonly label: string
  readonly date: TradeDate
  readonly board: Board
  readonly status: RiskStatus
  readonly mark: 'N' | 'C' | undefined
  readonly high: Price
  readonly low: Price
  readonly close: Price
  readonly previousClose: Price
}

function rowsOf(csv: string): readonly Row[] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [day, code, name, , high, low, close, previousClose] = line.split(',') as string[]
      const symbol = stockSymbol(code!)
      const board = symbol === undefined ? 'OTHER' : boardOf(symbol)
      if (!isAShare(board) || high === '') return [] // suspended
      return {
        label: `${day} ${code} ${name}`,
        date: parseTradeDate(day!)!,
        board,
        status: riskStatusFromName(name!),
        mark: listingPrefix(name!),
        high: parsePrice(high!)!,
        low: parsePrice(low!)!,
        close: parsePrice(close!)!,
        previousClose: parsePrice(previousClose!)!,
      }
    })
}

const SESSION_OF_MARK = { N: 1, C: 2 } as const

function ruleOf({ board, status, date, mark }: Row, delistingPeriodDay: number | null = null): LimitRule {
  return limitRule({
    board,
    status,
    tradeDate: date,
    listDate: null,
    sessionsSinceListing: mark === undefined ? null : SESSION_OF_MARK[mark],
    delistingPeriodDay,
  })
}

function isBeyondLimits(row: Row): boolean {
  const limits = limitPrices(row.previousClose, ruleOf(row))
  return limits !== undefined && (row.high > limits.up || row.low < limits.down)
}

function isSealed(row: Row): boolean {
  const limits = limitPrices(row.previousClose, ruleOf(row))
  return limits !== undefined && (row.close === limits.up || row.close === limits.down)
}

function movedMoreThan(row: Row, percent: 5 | 10): boolean {
  const limits = limitPrices(row.previousClose, { kind: 'percent', percent, rounding: 'halfUp' })!
  return row.high > limits.up || row.low < limits.down
}

const isMainRiskWarning = ({ board, status }: Row) =>
  (board === 'SH_MAIN' || board === 'SZ_MAIN') && (status === 'st' || status === 'starSt')

function expectMarketToObeyTheRules(rows: readonly Row[]): void {
  const beyond = rows.filter(isBeyondLimits)
  expect(beyond.map(({ label }) => label)).toEqual(FIRST_DELISTING_DAYS)
  for (const row of beyond) {
    expect(ruleOf(row, 1)).toEqual({ kind: 'none', reason: 'delistingPeriodFirstDay' })
  }

  const riskWarning = rows.filter(isMainRiskWarning)
  const before = riskWarning.filter(({ date }) => date < RISK_WARNING_REFORM)
  const after = riskWarning.filter(({ date }) => date >= RISK_WARNING_REFORM)
  expect(before.filter((row) => movedMoreThan(row, 5))).toEqual([])
  expect(before.filter(isSealed).length).toBeGreaterThan(5)
  expect(after.filter((row) => movedMoreThan(row, 5)).length).toBeGreaterThan(5)
  expect(after.filter((row) => movedMoreThan(row, 10))).toEqual([])
  expect(after.filter(isSealed).length).toBeGreaterThan(5)

  const newListings = rows.filter(({ mark }) => mark !== undefined)
  expect(newListings.length).toBeGreaterThan(5)
  for (const row of newListings) expect(ruleOf(row)).toEqual({ kind: 'none', reason: 'newListing' })
}

describe('closing snapshots of 2026', () => {
  const extract = rowsOf(readFileSync(EXTRACT, 'utf8'))

  it('obey the rules in the extract', () => {
    expect(extract).toHaveLength(59)
    expectMarketToObeyTheRules(extract)
  })

  it.each([
    '20260727 000428 华天酒店', // +9.87%, still a limit-up
    '20260706 000078 ST海王', // high 1.64 = +10%, close below
    '20260707 600182 S佳通', // 5% under the rules of 2026
    '20260713 300147 *ST香雪', // 20% in spite of risk warning
    '20260803 688066 *ST航图',
    '20260703 920211 新睿电子', // truncated; half up would be 158.29
    '20260730 920065 千岸科技', // truncated upwards; half up would be 40.62
  ])('%s touches its limit', (label) => {
    const row = extract.find((candidate) => candidate.label === label)!
    const { up, down } = limitPrices(row.previousClose, ruleOf(row))!
    expect(row.high === up || row.low === down).toBe(true)
  })

  it('obey the rules in the whole market', () => {
    if (!existsSync(MARKET)) {
      console.log(`closing snapshots: ${MARKET} is absent, only the extract was checked`)
      return
    }
    const rows = rowsOf(gunzipSync(readFileSync(MARKET)).toString('utf8'))
    console.log(`closing snapshots: ${rows.length} rows of the whole market checked`)
    expectMarketToObeyTheRules(rows)
  })
})
