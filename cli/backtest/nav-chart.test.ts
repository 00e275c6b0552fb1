import { describe, expect, it } from 'vitest'
import { portfoliosProcessor } from '../../services/signals/portfolios/portfolios-processor.ts'
import { daysOf, madeTimeline } from '../../services/signals/portfolios/testing/made-timeline.ts'
import { runSeries } from '../../test/support/series-run.ts'
import { navChart, pngOf } from './nav-chart.ts'

const days = daysOf(runSeries(portfoliosProcessor, madeTimeline(20231101, 20240628)))
const text = { title: 'weekly', subtitle: 'made up', strategy: 'weekly', benchmark: '000300.SH' }
const chart = (strategy: string): string =>
  navChart(
    days.filter((day) => day.strategy === strategy),
    text,
  )

describe('a chart of an account', () => {
  it('is an SVG document with both lines, the drawdown and their names', () => {
    const svg = chart('weekly')
    expect(svg).toMatch(/^<svg [^>]*width="1200"[\s\S]*<\/svg>\s*$/)
    for (const word of ['weekly', 'made up', '000300.SH', 'drawdown', '2024-06-28'])
      expect(svg).toContain(word)
    for (const colour of ['#c0392b', '#5b6b7d']) expect(svg).toContain(`stroke="${colour}"`)
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  it('leaves out a benchmark that there is none of', () => {
    expect(chart('hasty')).not.toContain('000300.SH')
  })

  it('becomes a PNG of twice the size', async () => {
    const png = Buffer.from(await pngOf(chart('weekly')))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2400, 1440])
  })
})
