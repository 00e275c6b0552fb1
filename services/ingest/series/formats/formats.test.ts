import { describe, expect, it } from 'vitest'
import { extract, readFiles, shanghaiText } from '../testing/read-files.ts'

const known = (row: { readonly value: { readonly eventTime: number } }): string =>
  shanghaiText(row.value.eventTime)

describe('tables of one index a file', () => {
  it('have their symbol in the name of the file, and are known after the close of New York', async () => {
    const { row, files } = await readFiles(
      ...['vix_daily.csv', 'vix3m_daily.csv', 'nasdaq_composite.csv', 'sp500.csv'].map(extract),
    )
    expect(files.map(({ format }) => format)).toEqual([
      'index-ohlc',
      'index-close',
      'index-ohlc',
      'index-ohlc',
    ])
    expect(row('VIX.US', 20260722).value).toMatchObject({
      market: 'US',
      open: 17.42,
      high: 19.49,
      low: 16.64,
      close: 16.64,
      volume: null,
      amount: null,
      adjustment: 'none',
      source: 'index-ohlc',
    })
    expect(known(row('VIX.US', 20260722))).toBe('2026-07-23 04:15')
    expect(known(row('VIX.US', 19900102))).toBe('1990-01-03 05:15')
    expect(row('VIX3M.US', 20260722).value).toMatchObject({ close: 19.54 })
    expect(row('IXIC.US', 20040102).value).toMatchObject({ close: 2006.6801, volume: 1666780032 })
    expect(row('SPX.US', 19271230).value).toMatchObject({ close: 17.66, volume: null, open: null })
    expect(row('SPX.US', 20260821).value).toMatchObject({ close: 7674.37, volume: 4497270000 })
    expect(known(row('SPX.US', 20260821))).toBe('2026-08-22 04:00')
  })

  it('of Shanghai reach back before the calendar', async () => {
    const { row } = await readFiles(extract('sse_composite.csv'))
    expect(row('000001.SH', 19901219).value).toMatchObject({
      market: 'CN',
      open: 96.05,
      close: 99.98,
      volume: 126000,
    })
    expect(known(row('000001.SH', 20260608))).toBe('2026-06-08 15:00')
  })

  it('of Cboe with one figure are taken, but for the days that cannot be true', async () => {
    const { row, rejections, files } = await readFiles(extract('vvix_daily.csv'), extract('skew_daily.csv'))
    expect(row('VVIX.US', 20060306).value).toMatchObject({ close: 71.73 })
    expect(row('SKEW.US', 19900102).value).toMatchObject({ close: 126.09 })
    expect(rejections.map(({ line, code, raw }) => [line, code, raw])).toEqual([
      [3, 'impossibleValue', '2006-03-15,15.71'],
      [4, 'impossibleValue', '2006-03-16,27.94'],
      [5, 'impossibleValue', '2006-03-17,28.6'],
      [6, 'impossibleValue', '2006-03-20,37.93'],
      [7, 'impossibleValue', '2006-03-21,37.35'],
    ])
    expect(rejections[0]!.reason).toBe(
      'VVIX.US cannot be 15.71 (possible is 50 to 300); correct or remove the row',
    )
    expect(files.at(-1)!.rejections).toEqual({ impossibleValue: 5 })
  })
})

describe('tables of many US symbols', () => {
  it('are read with their volumes, without the caret of indices', async () => {
    const { row } = await readFiles(extract('us_index_ohlcv.csv'))
    expect(row('NDX.US', 19851001).value).toMatchObject({ open: 110.62, close: 112.14, volume: 153160000 })
    expect(row('VIX.US', 20260819).value).toMatchObject({ close: 14.89, volume: null })
  })

  it('are total returns where they are adjusted, and yields are not', async () => {
    const { row } = await readFiles(extract('us_adjclose.csv'))
    expect(row('NVDA.US', 20260731).value).toMatchObject({
      close: 200.75,
      adjustment: 'totalReturn',
      high: null,
    })
    expect(row('TNX.US', 20260731).value).toMatchObject({ close: 4.745, adjustment: 'none' })
  })

  it('continue the adjusted ones with unadjusted ones, and do not mix them', async () => {
    const { rows, row, rejections, files } = await readFiles(
      extract('us_adjclose.csv'),
      extract('us_sector_ohlcv.csv'),
    )
    expect(
      rows.flatMap(({ topic, value }) =>
        topic === 'series' && value.symbol === 'XLK.US' ? [[value.tradeDate, value.adjustment]] : [],
      ),
    ).toEqual([
      [20260730, 'totalReturn'],
      [20260731, 'totalReturn'],
      [20260803, 'totalReturn'],
      [20260804, 'none'],
      [20260805, 'none'],
      [20260806, 'none'],
      [20260807, 'none'],
    ])
    expect(row('XLK.US', 20260803).value).toMatchObject({ close: 176.73, open: null })
    expect(rejections).toEqual([])
    expect(files.find(({ format }) => format === 'us-ohlcv')).toMatchObject({
      duplicates: 3,
      values: { series: 4 },
    })
  })

  it('of futures and put/call ratios have a column each', async () => {
    const { row } = await readFiles(extract('vx_futures.csv'), extract('cboe_put_call_ratio.csv'))
    expect(row('VX1.US', 20130520).value).toMatchObject({ close: 13.3 })
    expect(row('VX2.US', 20130520).value).toMatchObject({ close: 15.1 })
    expect(row('US.PUTCALL.TOTAL', 20191007).value).toMatchObject({ value: 1.05, unit: 'ratio' })
    expect(row('US.PUTCALL.SPX', 20191008).value).toMatchObject({ value: 1.71 })
    expect(known(row('US.PUTCALL.TOTAL', 20191007))).toBe('2019-10-08 06:00')
  })

  it('joined with rates give way to the files that they were joined from', async () => {
    const { row, rows, rejections, files } = await readFiles(
      extract('us_joined.csv'),
      extract('vix_daily.csv'),
    )
    expect(row('VIX.US', 20260722).value).toMatchObject({ source: 'index-ohlc', open: 17.42 })
    expect(row('VIX.US', 20260819).value).toMatchObject({ source: 'us-joined', close: 14.89 })
    expect(row('VVIX.US', 20260819).value).toMatchObject({ close: 86.53 })
    expect(rejections.map(({ code }) => code)).toEqual(['impossibleValue'])
    expect(files.find(({ format }) => format === 'us-joined')!.duplicates).toBe(1)
    // As of Wednesday 12 and 19 August, released on the Thursdays.
    const assets = rows.filter(({ topic, value }) => topic === 'observations' && value.series === 'US.WALCL')
    expect(assets.slice(-2).map((one) => [known(one), 'value' in one.value && one.value.value])).toEqual([
      ['2026-08-14 04:30', 6759955e6],
      ['2026-08-21 04:30', 6745699e6],
    ])
    expect(row('US.DFF', 20260819).value).toMatchObject({ value: 3.63, unit: 'percent', releaseKnown: false })
    expect(known(row('US.DFF', 20260819))).toBe('2026-08-22 21:00')
  })
})

describe('tables of Chinese indices and funds', () => {
  it('come in the same units, whichever file they are of', async () => {
    const each = await Promise.all(
      ['index_ohlcv_2005.csv', 'index_named_2010.csv', 'tdx_index.csv'].map((name) =>
        readFiles(extract(name)),
      ),
    )
    const day = each.map(({ row }) => row('000300.SH', 20220729).value)
    expect(day.map((value) => 'amount' in value && value.amount)).toEqual([
      253198574648, 253198574648, 253198581760,
    ])
    expect(day.map((value) => 'volume' in value && value.volume)).toEqual([11417928600, 11417928600, null])
    expect(day.map((value) => 'close' in value && value.close)).toEqual([4170.102, 4170.102, 4170.1])
    // 4.4 thousand million CNY on the first session of 2005.
    expect(each[0]!.row('000001.SH', 20050104).value).toMatchObject({ amount: 4418452072, volume: 816177000 })
  })

  it('agree within their rounding, and the finest is kept', async () => {
    const { row, rejections, files } = await readFiles(
      ...['index_ohlcv_2005.csv', 'index_named_2010.csv', 'tdx_index.csv'].map(extract),
    )
    expect(row('000300.SH', 20220729).value).toMatchObject({ source: 'cn-index-ohlcv', open: 4226.425 })
    expect(files.map(({ format, duplicates }) => [format, duplicates])).toEqual([
      ['cn-index-named', 1],
      ['cn-index-ohlcv', 0],
      ['tdx-index', 1],
    ])
    expect(new Set(rejections.map(({ code }) => code))).toEqual(new Set(['impossibleValue']))
  })

  it('lose the rows of a session that was not over: zeros and the close of the day before', async () => {
    const { rejections, rows } = await readFiles(extract('index_named_2010.csv'))
    expect(rejections).toHaveLength(4)
    expect(rejections[0]!.reason).toMatch(/has 0 for open, high and low/)
    expect(rows).toHaveLength(2)
  })

  it('begin with closes alone, and rows without one say nothing', async () => {
    const { row, rows, rejections } = await readFiles(extract('index_volume_2003.csv'))
    expect(row('000300.SH', 20030102).value).toMatchObject({ close: 1074.984, open: null, volume: null })
    expect(rows.some(({ value }) => 'symbol' in value && value.symbol === '000852.SH')).toBe(false)
    expect(rejections).toEqual([])
  })

  it('may have a column a symbol; a day without a session is refused for each', async () => {
    const { row, rejections } = await readFiles(
      extract('cn_index_close.csv'),
      extract('industry_etf_close.csv'),
    )
    expect(row('000300.SH', 20260318).value).toMatchObject({ close: 4658.332 })
    expect(row('H30269.CSI', 20260318).value).toMatchObject({ close: 11531.92 })
    expect(row('159915.SZ', 20260317).value).toMatchObject({ close: 3.273 })
    expect(row('512400.SH', 20260327).value).toMatchObject({ close: 1.976, market: 'CN' })
    expect(rejections.map(({ code, reason }) => [code, reason.slice(0, 35)])).toEqual([
      ['outsideCalendar', '2005-01-01 was no session of 000852'],
      ['outsideCalendar', '2005-01-01 was no session of 000905'],
      ['outsideCalendar', '2005-01-01 was no session of H30269'],
    ])
  })

  it('of Shenwan, of TDX and of microcaps have their own symbols', async () => {
    const { row, rejections } = await readFiles(
      ...['sw_close.csv', 'tdx_index.csv', 'microcap_proxy.csv'].map(extract),
    )
    expect(row('801980.SI', 20230110).value).toMatchObject({ close: 7347.22 })
    expect(row('399303.SZ', 20230224).value).toMatchObject({ close: 8542.27, amount: 235438604288 })
    expect(row('MICROCAP.PROXY', 20100105).value).toMatchObject({
      market: 'CN',
      close: 1010.5906438252296,
      high: 1020.524722470646,
      adjustment: 'totalReturn',
    })
    // A holiday.
    expect(rejections.map(({ code, line }) => [code, line])).toEqual([['outsideCalendar', 7]])
  })

  it('of funds give a bar and a flow, known in the evening', async () => {
    const { row, rows } = await readFiles(extract('etf_snapshot.csv'))
    const flows = rows.filter(({ topic }) => topic === 'fundFlows')
    expect(flows).toHaveLength(9)
    expect(flows.find(({ value }) => 'tradeDate' in value && value.tradeDate === 20260807)!.value).toEqual({
      symbol: '159870.SZ',
      tradeDate: 20260807,
      eventTime: Date.parse('2026-08-07T20:00:00+08:00'),
      name: '化工ETF鹏华',
      shares: 18332107008,
      nav: 0.8269,
      close: 0.826,
      netInflow: -23969314,
      source: 'etf-snapshot',
    })
    expect(row('512400.SH', 20260807)).toMatchObject({
      topic: 'series',
      value: { open: 1.909, high: 1.985, low: 1.909, close: 1.985, volume: 659000300, amount: 1289270000 },
    })
  })
})

describe('macro-economic tables', () => {
  it('stand at the day of release where the calendar of releases has one', async () => {
    const { row } = await readFiles(...['pmi_releases.csv', 'pmi_monthly.csv'].map(extract))
    expect(row('CN.PMI', 20250430).value).toMatchObject({
      value: 49,
      forecast: 49.7,
      unit: 'index',
      releaseKnown: true,
      source: 'cn-releases',
    })
    expect(known(row('CN.PMI', 20250430))).toBe('2025-04-30 09:30')
    // That of January came before the festival, that of February on 1 March.
    expect(known(row('CN.PMI', 20250131))).toBe('2025-01-27 09:30')
    expect(known(row('CN.PMI', 20220228))).toBe('2022-03-01 09:30')
    // Later months are only in the monthly table; September's is known on its last day.
    expect(row('CN.PMI', 20250930).value).toMatchObject({
      value: 49.8,
      releaseKnown: false,
      source: 'cn-pmi',
    })
    expect(known(row('CN.PMI', 20250930))).toBe('2025-09-30 09:30')
    expect(known(row('CN.PMI', 20050131))).toBe('2005-02-01 09:30')
    expect(row('CN.PMI.NONMFG', 20080131).value).toMatchObject({ value: 60.2 })
    expect(known(row('CN.PMI.NONMFG', 20080131))).toBe('2008-02-03 09:30')
  })

  it('take the first of a month for no date of prices and money', async () => {
    const { row, rejections } = await readFiles(
      ...['cpi_releases.csv', 'm2_releases.csv', 'cpi_monthly.csv'].map(extract),
    )
    expect(row('CN.CPI.YOY', 19860131).value).toMatchObject({ value: 7.1, releaseKnown: false })
    expect(known(row('CN.CPI.YOY', 19860131))).toBe('1986-02-20 09:30')
    expect(known(row('CN.CPI.YOY', 20101130))).toBe('2010-12-11 09:30')
    expect(known(row('CN.CPI.YOY', 20250430))).toBe('2025-05-10 09:30')
    expect(known(row('CN.CPI.YOY', 20250930))).toBe('2025-10-18 09:30')
    // Windows of possible days: the value stands where one is printed, and a 0 is none.
    expect(row('CN.M2.YOY', 20200131).value).toMatchObject({ value: 8.4 })
    expect(known(row('CN.M2.YOY', 20200131))).toBe('2020-02-20 16:00')
    // On 8 April 2019 the value of the month before was printed again.
    expect(row('CN.M2.YOY', 20190331).value).toMatchObject({ value: 8.6 })
    expect(rejections.map(({ code, raw }) => [code, raw])).toEqual([
      ['impossibleValue', '中国M2货币供应年率报告,2020-02-17,0.0,8.6,8.7'],
      ['conflictingDuplicate', 'CN.M2.YOY,20190331,8'],
    ])
  })

  it('of money, credit and market value are in percent and CNY', async () => {
    const { row, rows } = await readFiles(
      ...[
        'money_supply.csv',
        'new_credit.csv',
        'social_financing.csv',
        'market_cap.csv',
        'ppi_monthly.csv',
      ].map(extract),
    )
    expect(row('CN.M1.YOY', 20250930).value).toMatchObject({ value: 7.2, unit: 'percent' })
    expect(row('CN.M0.YOY', 20250930).value).toMatchObject({ value: 11.5 })
    expect(known(row('CN.M1.YOY', 20250930))).toBe('2025-10-18 16:00')
    expect(row('CN.NEWCREDIT', 20250430).value).toMatchObject({ value: 884e8, unit: 'CNY' })
    expect(row('CN.SOCIALFINANCING', 20250331).value).toMatchObject({ value: 58894e8 })
    expect(row('CN.MARKETCAP', 20250430).value).toMatchObject({ value: 84151885500000, unit: 'CNY' })
    expect(row('CN.PPI.YOY', 20250430).value).toMatchObject({ value: -2.7 })
    // A month without market values.
    expect(
      rows.some(
        ({ value }) => 'series' in value && value.series === 'CN.MARKETCAP' && value.period === 20250531,
      ),
    ).toBe(false)
  })

  it('of reserve requirements stand at the announcement, two steps a millisecond apart', async () => {
    const { row, rows } = await readFiles(extract('rrr.csv'))
    expect(row('CN.RRR.LARGE', 20250515).value).toMatchObject({ value: 9, releaseKnown: true })
    expect(known(row('CN.RRR.LARGE', 20250515))).toBe('2025-05-07 18:00')
    const small = rows.flatMap(({ topic, value }) =>
      topic === 'observations' && value.series === 'CN.RRR.SMALL' && value.period < 20210000 ? [value] : [],
    )
    expect(small.map(({ period, value }) => [period, value])).toEqual([
      [20200415, 10],
      [20200515, 9.5],
    ])
    expect(small[1]!.eventTime - small[0]!.eventTime).toBe(1)
  })

  it('of every day have a value a day', async () => {
    const { row } = await readFiles(
      ...[
        'shibor.csv',
        'margin_sh.csv',
        'margin_sz.csv',
        'northbound.csv',
        'sge_au9999.csv',
        'xauusd.csv',
      ].map(extract),
    )
    expect(row('CN.SHIBOR.1W', 20150508).value).toMatchObject({ value: 2.334, unit: 'percent' })
    expect(row('CN.SHIBOR.3M', 20250530).value).toMatchObject({ value: 1.652 })
    expect(known(row('CN.SHIBOR.3M', 20250530))).toBe('2025-05-30 11:00')
    expect(row('CN.MARGIN.SH', 20250529).value).toMatchObject({ value: 916592382723, unit: 'CNY' })
    // Thursday's balances are printed before Friday's session; 31 May and 2 June had none.
    expect(known(row('CN.MARGIN.SH', 20250529))).toBe('2025-05-30 09:00')
    expect(row('CN.MARGIN.SZ', 20241018).value).toMatchObject({ value: 766538231738 })
    expect(known(row('CN.MARGIN.SZ', 20241018))).toBe('2024-10-21 09:00')
    expect(row('CN.NORTHBOUND', 20231229).value).toMatchObject({ value: -566.2 * 1e6, unit: 'CNY' })
    expect(row('CN.SOUTHBOUND', 20141118).value).toMatchObject({ value: 8e8 })
    expect(row('CN.GOLD.AU9999', 20260414).value).toMatchObject({ value: 1048.35, unit: 'CNY per gram' })
    expect(row('US.GOLD.XAUUSD', 20250530).value).toMatchObject({ value: 3289.67 })
  })
})
