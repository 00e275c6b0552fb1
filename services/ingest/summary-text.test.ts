import { describe, expect, it } from 'vitest'
import { SourceError } from './source-error.ts'
import { IngestSummary } from './summary.ts'
import { summaryLines } from './summary-text.ts'

describe('summaryLines', () => {
  it('says what was taken from each file and what was not', () => {
    const summary = new IngestSummary()
    Object.assign(summary.file('a.csv', 'plain-daily'), {
      rows: 1_240,
      bars: 1_234,
      duplicates: 2,
      flagged: 1,
      omissions: { suspended: 1 },
      rejections: { offGrid: 2, unparsable: 1 },
    })
    summary.file('days.csv', 'trading-days').facts = 5
    const error = new SourceError('truncated', 'b.csv.gz', 'the compressed data end too early')
    summary.file('b.csv.gz', 'plain-daily').error = error
    summary.errors.push(error)
    summary.skipped.push({ path: 'notes.txt', reason: 'no known format' })
    expect(summaryLines(summary)).toEqual([
      '  a.csv (plain-daily): 1,234 bars; 1 suspended; 2 duplicates; 1 flagged amountOutsideRange; 3 rejected: 2 offGrid, 1 unparsable',
      '  days.csv (trading-days): 5 facts',
      '  skipped notes.txt: no known format',
      '  not taken: b.csv.gz: the compressed data end too early',
      '1,234 bars and 5 reference facts from 2 files, 3 rows rejected (see dead_letters)',
    ])
    expect(summary.failed).toBe(true)
  })

  it('names what files of series hold, and what of it was left out', () => {
    const summary = new IngestSummary()
    Object.assign(summary.file('etf.csv', 'etf-snapshot'), {
      values: { series: 1_000, observations: 0, fundFlows: 1_002 },
      doubtful: 3,
      duplicates: 4,
      rejections: { outsideCalendar: 1 },
    })
    expect(summaryLines(summary)).toEqual([
      '  etf.csv (etf-snapshot): 1,000 closes, 1,002 fund flows; 4 duplicates; 3 doubtful figures left out; 1 rejected: 1 outsideCalendar',
      '2,002 values of series, 0 bars and 0 reference facts from 1 files, 1 rows rejected (see dead_letters)',
    ])
    expect(summary.failed).toBe(false)
  })

  it('says that nothing was taken, unless everything had been taken before', () => {
    const summary = new IngestSummary()
    const file = summary.file('a.csv', 'plain-daily')
    expect(summaryLines(summary)[1]).toMatch(/nothing was taken/)
    expect(summary.failed).toBe(true)
    file.skipped = 3
    expect(summaryLines(summary)[0]).toMatch(/3 before the first session asked for/)
    expect(summary.failed).toBe(false)
  })

  it('sums up thousands of files', () => {
    const summary = new IngestSummary()
    for (let i = 0; i < 5_000; i++) summary.file(`${i}.csv`, 'tdx-day').bars = 10
    const lines = summaryLines(summary)
    expect(lines).toHaveLength(22)
    expect(lines.at(-2)).toBe('  and 4980 more files: 49,800 bars')
    expect(summary.failed).toBe(false)
  })
})
