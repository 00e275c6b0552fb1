import { describe, expect, it } from 'vitest'
import { scratchFolder } from '../../testing/collect.ts'
import { readFiles, shanghaiText } from '../testing/read-files.ts'

const scratch = scratchFolder()

describe('our own tables', () => {
  it('of closes need no more than a close, and take any market', async () => {
    const path = scratch.write(
      'own.csv',
      `symbol,date,open,high,low,close,volume,amount,market
8841431.WI,2025-10-24,,,,415321.5,,,
HSTECH.HK,2025-10-29,6100,6200,6090,6171.08,1000,2000.5,
GOLD.US,20251029,,,,4001.5,,,US
MICROCAP-1030.PROXY,2025-10-24,,,,90000,,,CN
`,
    )
    const { row, rows } = await readFiles(path)
    expect(rows).toHaveLength(4)
    expect(row('8841431.WI', 20251024).value).toMatchObject({
      market: 'CN',
      close: 415321.5,
      adjustment: 'none',
    })
    expect(row('HSTECH.HK', 20251029).value).toMatchObject({ open: 6100, volume: 1000, amount: 2000.5 })
    expect(shanghaiText(row('HSTECH.HK', 20251029).value.eventTime)).toBe('2025-10-29 16:10')
    expect(shanghaiText(row('GOLD.US', 20251029).value.eventTime)).toBe('2025-10-30 04:00')
  })

  it('of observations print the moment, or the day, or leave it to the rule of the series', async () => {
    const path = scratch.write(
      'observations.csv',
      `series,period,value,released_at,forecast,unit
CN.YIELD.10Y,2025-10-24,1.8486,,,
US.CDS5Y.ORCL,2025-11-21,105.6,2025-11-22 06:00,,basis points
US.FEDCUT,2025-11-21,0.71,2025-11-21T17:30:00-05:00,,fraction
CN.PMI,2025-10,49,2025-10-31,49.6,
SOME.OTHER,2025-10,3,2025-11-05,,
`,
    )
    const { row } = await readFiles(path)
    const of = (series: string, period: number) => {
      const { value } = row(series, period)
      if (!('unit' in value)) throw new Error('no observation')
      const { value: figure, unit, forecast, releaseKnown, eventTime } = value
      return [figure, unit, forecast, releaseKnown, shanghaiText(eventTime)]
    }
    expect(of('CN.YIELD.10Y', 20251024)).toEqual([1.8486, 'percent', null, false, '2025-10-24 18:00'])
    expect(of('US.CDS5Y.ORCL', 20251121)).toEqual([105.6, 'basis points', null, true, '2025-11-22 06:00'])
    expect(of('US.FEDCUT', 20251121)).toEqual([0.71, 'fraction', null, true, '2025-11-22 06:30'])
    expect(of('CN.PMI', 20251031)).toEqual([49, 'index', 49.6, true, '2025-10-31 09:30'])
    expect(of('SOME.OTHER', 20251031)).toEqual([3, 'value', null, true, '2025-11-05 20:00'])
  })

  it('of fund flows may lack what is not known', async () => {
    const path = scratch.write(
      'flows.csv',
      'symbol,date,shares,nav,close,name\n513180.SH,2025-11-20,52000000000,0.7312,0.731,恒生科技ETF\n510300.SH,2025-11-20,100,,,\n',
    )
    const { row } = await readFiles(path)
    expect(row('513180.SH', 20251120).value).toMatchObject({ shares: 52e9, nav: 0.7312, name: '恒生科技ETF' })
    expect(row('510300.SH', 20251120).value).toMatchObject({
      shares: 100,
      nav: null,
      close: null,
      name: null,
    })
  })

  it('refuse rows one by one, and say where, why and what to do', async () => {
    const closes = scratch.write(
      'bad.csv',
      `symbol,date,open,high,low,close,volume,amount
000300.SH,2026-01-01,,,,4700,,
000300.SH,2027-01-04,,,,4700,,
SPX.US,2026-01-10,,,,6900,,
SPX.US,2026-01-12,,,,0,,
SPX.US,2026-01-13,,,,abc,,
SPX.US,2026-01-14,,,,,,
SPX,2026-01-14,,,,6900,,
SPX.US,14.01.2026,,,,6900,,
SPX.US,2026-01-15,6800,6700,6750,6900,-1,
`,
    )
    const others = scratch.write(
      'unknown.csv',
      'series,period,value\nMY.SERIES,2025-10,3\nCN.M2.YOY,2025-13,8\n',
    )
    const { rejections, rows, files } = await readFiles(closes, others)
    expect(rejections.map(({ line, code, reason }) => [line, code, reason])).toEqual([
      [2, 'outsideCalendar', '2026-01-01 was no session of 000300.SH; correct the date or remove the row'],
      [
        3,
        'outsideCalendar',
        'the calendar ends at 2026-12-31: give the sessions of a later year with a trading-days file',
      ],
      [4, 'outsideCalendar', '2026-01-10 was no session of SPX.US; correct the date or remove the row'],
      [
        5,
        'impossibleValue',
        'SPX.US cannot be 0 (possible is 0.000001 to 1000000000000); correct or remove the row',
      ],
      [6, 'unparsable', 'close is "abc", which is no number; correct or remove the row'],
      [7, 'unparsable', 'close is missing; fill it in or remove the row'],
      [8, 'unknownSymbol', '"SPX" is no symbol; write it like 000300.SH or VIX.US'],
      [9, 'unparsable', '"14.01.2026" is no date; write yyyymmdd or yyyy-mm-dd'],
      [
        2,
        'unknownRelease',
        'nothing says when MY.SERIES was released: add a column released_at, or a rule for it (docs/sources.md)',
      ],
      [3, 'unparsable', '"2025-13" is no month; write yyyymm'],
    ])
    // High below low, and a volume below nothing: the close is kept.
    expect(rows.map(({ value }) => value)).toMatchObject([
      { close: 6900, open: 6800, high: null, low: null, volume: null },
    ])
    expect(files[0]).toMatchObject({ rows: 9, doubtful: 2, values: { series: 1 } })
  })
})
