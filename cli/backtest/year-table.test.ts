import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { portfoliosProcessor } from '../../services/signals/portfolios/portfolios-processor.ts'
import { daysOf, madeTimeline, statsOf } from '../../services/signals/portfolios/testing/made-timeline.ts'
import { runSeries } from '../../test/support/series-run.ts'
import { yearFigures, yearTable } from './year-table.ts'

const outputs = runSeries(portfoliosProcessor, madeTimeline(20231101, 20240628))
const days = daysOf(outputs).filter(({ strategy }) => strategy === 'closes')
const stats = statsOf(outputs).filter(({ strategy }) => strategy === 'closes')
const countedFrom = stats.find(({ period }) => period === 'all')!.from
const rows = { days, countedFrom }

describe('figures by year from stored days', () => {
  it('are those that the processor says at the end of each year', () => {
    const figures = yearFigures(rows)
    expect(figures.map(({ period }) => period)).toEqual(['2023', '2024', 'all'])
    for (const { period, figures: shown } of figures) {
      const said = stats.findLast((stat) => stat.period === period)!
      for (const [name, value] of Object.entries(shown))
        if (typeof value === 'number')
          expect(value).toBeCloseTo(said[name as keyof typeof said] as number, 11)
        else expect(value).toBe(said[name as keyof typeof said])
    }
  })

  it('of a range begin at the close before it', () => {
    const from = 20240102 as TradeDate
    const [year, all] = yearFigures(rows, { from, to: 20240131 as TradeDate })
    const before = days.findLast(({ tradeDate }) => tradeDate < from)!
    const last = days.findLast(({ tradeDate }) => tradeDate <= 20240131)!
    expect(year!.figures).toEqual(all!.figures)
    expect(all!.figures).toMatchObject({ from, to: 20240131 })
    expect(all!.figures.totalReturn).toBeCloseTo(last.nav / before.nav - 1, 12)
    expect(all!.figures.benchmarkReturn).toBeCloseTo(last.benchmarkNav! / before.benchmarkNav! - 1, 12)
  })

  it('are none where nothing counts', () => {
    expect(yearFigures({ days: [], countedFrom: null })).toEqual([])
    expect(yearFigures(rows, { from: 20990101 as TradeDate })).toEqual([])
    expect(yearFigures(rows, { to: 20200101 as TradeDate })).toEqual([])
  })

  it('stand in a table, a line a year and one of all', () => {
    const lines = yearTable(yearFigures(rows)).split('\n')
    expect(lines[0]).toMatch(
      /year\s+return\s+a year\s+volatility\s+Sharpe\s+max drawdown\s+Calmar\s+benchmark/,
    )
    expect(lines.slice(2).map((line) => line.trim().split(/\s+/)[0])).toEqual(['2023', '2024', 'all'])
    expect(lines.at(-1)).toMatch(/all\s+-?\d+\.\d%/)
  })
})
