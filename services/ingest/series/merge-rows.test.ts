import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seriesTrust } from './formats/registry.ts'
import { mergeRows } from './merge-rows.ts'
import { dateOf, keyOf, type SeriesRow, timeOf } from './series-row.ts'
import { closeOf, observationOf } from './testing/series-rows.ts'

const merge = (...rows: readonly SeriesRow[]) => mergeRows(rows, seriesTrust)

const withHigh = (row: SeriesRow, high: number): SeriesRow =>
  ({ ...row, value: { ...row.value, high } }) as SeriesRow

describe('rows of one value', () => {
  it('that agree within the last decimal become one, which has what either has', () => {
    const fine = closeOf('000300.SH', 20220729, 4170.102, 'cn-index-ohlcv')
    const coarse = withHigh(closeOf('000300.SH', 20220729, 4170.1, 'tdx-index'), 4243.51)
    const { rows, rejections, duplicates } = merge(coarse, fine)
    expect(rows.map(({ row }) => row.value)).toEqual([{ ...fine.value, high: 4243.51 }])
    expect([rejections, duplicates]).toEqual([[], [coarse]])
    // Both are known when they come again, alone.
    expect(rows[0]!.others).toEqual(expect.arrayContaining([fine, coarse]))
  })

  it('that contradict each other leave the more trusted one, and say which file has the other', () => {
    const kept = closeOf('VIX.US', 20260722, 16.64, 'index-ohlc')
    const { rows, rejections } = merge(
      { ...closeOf('VIX.US', 20260722, 17.64, 'us-joined'), file: 'joined.csv', line: 9 },
      kept,
    )
    expect(rows.map(({ row }) => row)).toEqual([kept])
    expect(rejections).toEqual([
      {
        kind: 'rejection',
        file: 'joined.csv',
        line: 9,
        code: 'conflictingDuplicate',
        reason:
          'VIX.US of 2026-07-22 is also in made-up.csv, line 2, with other content, and that row is kept; remove the wrong one and rebuild',
        raw: 'VIX.US,20260722,,,,17.64',
        tradeDate: 20260722,
        symbol: 'VIX.US',
      },
    ])
  })

  it('of an adjusted and an unadjusted price are not compared', () => {
    const adjusted = closeOf('XLK.US', 20260731, 170, 'us-adjusted-close')
    const row = { ...adjusted, value: { ...adjusted.value, adjustment: 'totalReturn' } } as SeriesRow
    const { rows, rejections, duplicates } = merge(closeOf('XLK.US', 20260731, 175.35, 'us-ohlcv'), row)
    expect(rows.map(({ row: { value } }) => 'close' in value && value.close)).toEqual([170])
    expect([rejections.length, duplicates.length]).toEqual([0, 1])
  })

  it('of two releases of one period by one source are the later one', () => {
    const { rows, rejections } = merge(
      observationOf('CN.M2.YOY', 20190331, 1_000, 8, 'cn-releases'),
      observationOf('CN.M2.YOY', 20190331, 2_000, 8.6, 'cn-releases'),
    )
    expect(rows.map(({ row: { value } }) => 'value' in value && value.value)).toEqual([8.6])
    expect(rejections).toHaveLength(1)
  })
})

describe('rows of one series and moment', () => {
  it('stand a millisecond apart, in the order of their periods', () => {
    const { rows } = merge(
      observationOf('CN.RRR.SMALL', 20200515, 1_000, 9.5),
      observationOf('CN.RRR.SMALL', 20200615, 1_000, 9),
      observationOf('CN.RRR.SMALL', 20200415, 1_000, 10),
      observationOf('CN.RRR.LARGE', 20200415, 1_000, 12.5),
      observationOf('CN.RRR.LARGE', 20200416, 1_001, 12.5),
    )
    expect(rows.map(({ row }) => [keyOf(row), dateOf(row), timeOf(row)])).toEqual([
      ['CN.RRR.LARGE', 20200415, 1_000],
      ['CN.RRR.SMALL', 20200415, 1_000],
      ['CN.RRR.LARGE', 20200416, 1_001],
      ['CN.RRR.SMALL', 20200515, 1_001],
      ['CN.RRR.SMALL', 20200615, 1_002],
    ])
  })
})

describe('merged rows', () => {
  const row = fc
    .record({
      symbol: fc.constantFrom('SPX.US', 'VIX.US', '000300.SH'),
      day: fc.constantFrom(20260108, 20260109, 20260112),
      close: fc.constantFrom(20, 20.004, 20.01, 21),
      source: fc.constantFrom('series-csv', 'index-ohlc', 'us-joined', 'tdx-index'),
      line: fc.integer({ min: 2, max: 9 }),
    })
    .map(({ symbol, day, close, source, line }) => ({ ...closeOf(symbol, day, close, source), line }))

  it('do not depend on the order of the files', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 16 }), fc.infiniteStream(fc.integer()), (rows, order) => {
        const shuffled = rows
          .map((one) => ({ one, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
        const [a, b] = [merge(...rows), merge(...shuffled)]
        expect(b.rows.map((merged) => merged.row)).toEqual(a.rows.map((merged) => merged.row))
        expect(b.rejections.length + b.duplicates.length + b.rows.length).toBe(rows.length)
      }),
    )
  })

  it('are one a value, in the order of time', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 16 }), (rows) => {
        const merged = merge(...rows).rows.map((one) => one.row)
        const names = merged.map((one) => `${keyOf(one)} ${dateOf(one)}`)
        expect(new Set(names)).toEqual(new Set(rows.map((one) => `${keyOf(one)} ${dateOf(one)}`)))
        expect(names).toHaveLength(new Set(names).size)
        for (let at = 1; at < merged.length; at += 1)
          expect(timeOf(merged[at]!)).toBeGreaterThanOrEqual(timeOf(merged[at - 1]!))
      }),
    )
  })
})
