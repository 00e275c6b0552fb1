import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyOf } from './series-row.ts'
import { readFiles } from './testing/read-files.ts'

const data = process.env.PULSE_TEST_DATA ?? '../shared/data'
const FOLDERS = ['vol-indices', 'us-markets', 'cn-indices', 'cn-macro', 'etf-daily', 'microcap']

describe('the whole data of series', () => {
  it('are of known formats, and next to nothing of them is rejected', async () => {
    if (!existsSync(join(data, 'vol-indices'))) {
      process.stdout.write(`no data in ${data}: the series are not read\n`)
      return
    }
    const { rows, rejections, summary, row } = await readFiles(...FOLDERS.map((folder) => join(data, folder)))
    expect(summary.errors).toEqual([])
    expect(rows.length).toBeGreaterThan(690_000)
    const counts = new Map<string, number>()
    for (const { code } of rejections) counts.set(code, (counts.get(code) ?? 0) + 1)
    // Days without a session in two tables, 10 days of VVIX twice over, four rows of a session not over, a 0 of M2.
    expect(counts.get('unparsable') ?? 0).toBe(0)
    expect(counts.get('outsideCalendar')).toBe(7)
    expect(counts.get('conflictingDuplicate')).toBeLessThan(200)
    const keys = new Set(rows.map(keyOf))
    for (const key of `SPX.US IXIC.US NDX.US VIX.US VVIX.US VIX3M.US VIX9D.US SKEW.US VX1.US VX2.US TNX.US IRX.US NVDA.US
      000001.SH 000300.SH 000852.SH 399303.SZ 801080.SI 881001.WI H30269.CSI 512400.SH 159870.SZ MICROCAP.PROXY CN.PMI
      CN.PMI.NONMFG CN.M0.YOY CN.M1.YOY CN.M2.YOY CN.CPI.YOY CN.PPI.YOY CN.SHIBOR.ON CN.SHIBOR.1Y CN.NEWCREDIT
      CN.SOCIALFINANCING CN.RRR.LARGE CN.RRR.SMALL CN.MARGIN.SH CN.MARGIN.SZ CN.NORTHBOUND CN.MARKETCAP US.DFF
      US.WALCL`.split(/\s+/))
      expect(keys).toContain(key)
    // VVIX 91.60 and VIX 16.05 on 2026-06-01, whose ratio the report prints as 5.71.
    expect(row('VVIX.US', 20260601).value).toMatchObject({ close: 91.6 })
    expect(row('VIX.US', 20260601).value).toMatchObject({ close: 16.05 })
  }, 180_000)
})
