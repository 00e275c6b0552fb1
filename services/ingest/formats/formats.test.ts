import { describe, expect, it } from 'vitest'
import type { SourceBar } from '../source.ts'
import { collect, EVERY_DAY, fixture, scratchFolder } from '../testing/collect.ts'

const scratch = scratchFolder()

/** The numbers of a bar as one tuple: OHLC, previous close, volume in shares, amount in fen. */
const figures = (bar: SourceBar | undefined) =>
  bar && [bar.open, bar.high, bar.low, bar.close, bar.prevClose, bar.volume, bar.amount]

const find = (bars: readonly SourceBar[], symbol: string, date: number): SourceBar | undefined =>
  bars.find((bar) => bar.symbol === symbol && bar.tradeDate === date)

describe('plain daily bars', () => {
  it('reads lots and wan, and takes the close of the row before for a blank reference price', async () => {
    const { bars } = await collect([fixture('plain_daily.csv')])
    expect(bars).toHaveLength(11)
    expect(figures(find(bars, '600000.SH', 20_220_104))).toEqual([
      85_400, 85_800, 85_200, 85_700, 85_300, 37_707_600, 32_215_000_000,
    ])
    expect(find(bars, '600000.SH', 20_220_105)?.prevClose).toBe(85_700)
    // Ping An Bank went ex dividend on 2022-07-22: 13.01 the day before, reference 12.78.
    expect(find(bars, '000001.SZ', 20_220_722)?.prevClose).toBe(127_800)
    expect(find(bars, '600938.SH', 20_220_421)).toMatchObject({ prevClose: null, close: 137_900, flags: [] })
  })

  it('reads flags, leaves out days without volume, and keeps their close as the next reference', async () => {
    const { bars, sessions, summary } = await collect([fixture('plain_daily_flagged.csv')])
    expect(find(bars, '600032.SH', 20_240_115)).toBeUndefined()
    expect(sessions.flatMap(({ omissions }) => omissions)).toEqual([
      { kind: 'omission', reason: 'noVolumeAtSource', symbol: '600032.SH', tradeDate: 20_240_115 },
    ])
    expect(figures(find(bars, '600032.SH', 20_240_116))).toEqual([
      79_200,
      79_700,
      77_700,
      78_700,
      79_300,
      5_104_900,
      null,
    ])
    expect(find(bars, '600032.SH', 20_240_117)?.prevClose).toBe(78_700)
    expect(find(bars, '600587.SH', 20_240_102)?.flags).toEqual(['scaleCorrected'])
    expect(summary.files[0]).toMatchObject({ rows: 15, bars: 14, omissions: { noVolumeAtSource: 1 } })
  })
})

describe.each(['closing_snapshot.csv', 'closing_snapshot_gbk.csv'])('closing snapshot %s', (file) => {
  it('reads names, risk status and days without a limit', async () => {
    const { bars, sessions, summary } = await collect([fixture(file)])
    expect(figures(find(bars, '000001.SZ', 20_260_706))).toEqual([
      102_500, 105_200, 102_200, 105_000, 102_900, 106_104_900, 110_390_000_000,
    ])
    expect(find(bars, '000001.SZ', 20_260_706)).toMatchObject({
      name: '平安银行',
      riskStatus: 'normal',
      noLimit: null,
    })
    expect(find(bars, '000004.SZ', 20_260_706)).toMatchObject({ name: '国华退', riskStatus: 'delisting' })
    expect(find(bars, '001232.SZ', 20_260_804)).toMatchObject({ name: 'N嘉立创', noLimit: true })
    expect(find(bars, '001232.SZ', 20_260_805)).toMatchObject({ name: 'C嘉立创', noLimit: true })
    expect(find(bars, '920819.BJ', 20_260_707)?.close).toBe(27_100)
    const suspended = sessions.flatMap(({ omissions }) => omissions)
    expect(suspended).toContainEqual({
      kind: 'omission',
      reason: 'suspended',
      symbol: '600696.SH',
      tradeDate: 20_260_706,
    })
    expect(summary.files[0]?.omissions).toEqual({ suspended: 17, notAShare: 2 })
  })
})

describe('Tushare daily', () => {
  it('reads a recorded reply of the interface', async () => {
    const { bars } = await collect([fixture('tushare_daily_reply.json')], { calendar: EVERY_DAY })
    expect(figures(find(bars, '600860.SH', 20_000_104))).toEqual([
      66_800, 69_000, 66_000, 67_900, 65_700, 591_600, 400_308_100,
    ])
    expect(figures(find(bars, '000001.SZ', 20_000_104))).toEqual([
      175_000, 185_500, 172_000, 182_900, 174_500, 8_216_100, 14_732_535_680,
    ])
    expect(bars.map(({ flags }) => flags)).toEqual([[], [], []])
  })

  it.each([
    'tushare_daily_bom.csv',
    'tushare_daily_pandas_snappy.parquet',
    'tushare_daily_float32_timestamp.parquet',
  ])('reads %s, newest row first, as sessions in order', async (file) => {
    const { bars, summary } = await collect([fixture(file)])
    expect(bars.map(figures)).toEqual([
      [85_400, 85_800, 85_200, 85_700, 85_300, 37_707_633, 32_215_045_600],
      [85_700, 86_800, 85_600, 86_400, 85_700, 55_459_112, 47_883_012_300],
    ])
    expect(bars.map(({ tradeDate }) => tradeDate)).toEqual([20_220_104, 20_220_105])
    expect(summary.failed).toBe(false)
  })

  it('reads volume and amount after hours', async () => {
    const path = scratch.write(
      'after_hours.csv',
      'ts_code,trade_date,open,high,low,close,pre_close,change,pct_chg,vol,amount,ah_vol,ah_amount\n' +
        '600000.SH,20260706,8.54,8.58,8.52,8.57,8.53,0.04,0.47,377076,322150.456,12.5,10.7125\n',
    )
    const { bars } = await collect([path])
    expect(bars[0]).toMatchObject({ afterHoursVolume: 1250, afterHoursAmount: 1_071_250 })
  })

  it('refuses an error reply', async () => {
    const { discovery } = await collect([fixture('tushare_error_rate_hour.json')])
    expect(discovery.errors.map(({ code }) => code)).toEqual(['unrecognised'])
  })
})

describe('AKShare', () => {
  it.each([
    'akshare_stock_zh_a_hist.csv',
    'akshare_stock_zh_a_hist_gbk.csv',
    'akshare_hist_polars_zstd.parquet',
  ])('reads %s: open, close, high, low', async (file) => {
    const { bars } = await collect([fixture(file)])
    expect(bars.map(figures)).toEqual([
      [1_350_000, 1_391_000, 1_338_000, 1_367_900, null, 9_091_900, 124_163_722_280],
    ])
    expect(bars[0]).toMatchObject({ symbol: '001270.SZ', tradeDate: 20_260_604, flags: [] })
  })

  it('reads English headers and the Sina form with the symbol in the name of the file', async () => {
    const english = scratch.write(
      'hist_english.csv',
      ',date,symbol,open,close,high,low,volume,amount,amplitude,pct_change,change,turnover\n' +
        '0,2026-06-04,1270,135.0,136.79,139.1,133.8,90919,1241637222.8,3.87,-0.08,-0.11,4.44\n',
    )
    const sina = scratch.write(
      'sh600000.csv',
      'date,open,high,low,close,volume,amount,outstanding_share,turnover\n' +
        '2014-01-02,9.44,9.45,9.29,9.33,69821037.0,652410784.0,14922777132.0,0.00467882\n',
    )
    const { bars } = await collect([english, sina])
    expect(bars.map(({ symbol }) => symbol)).toEqual(['600000.SH', '001270.SZ'])
    expect(bars.map(figures)).toEqual([
      [94_400, 94_500, 92_900, 93_300, null, 69_821_037, 65_241_078_400],
      [1_350_000, 1_391_000, 1_338_000, 1_367_900, null, 9_091_900, 124_163_722_280],
    ])
  })

  it('leaves out funds and does not take minute bars for days', async () => {
    const { summary, discovery } = await collect([
      fixture('akshare_etf_hist_qfq_510300.csv'),
      fixture('akshare_stock_zh_a_hist_min_em_1.csv'),
    ])
    expect(summary.files[0]).toMatchObject({ bars: 0, omissions: { notAShare: 2 } })
    expect(discovery.errors.map(({ code }) => code)).toEqual(['unrecognised'])
  })
})

describe('baostock', () => {
  it('reads shares, yuan, the previous close and the ST mark', async () => {
    const { bars } = await collect([fixture('baostock_daily_sh600000.csv')])
    expect(bars).toHaveLength(5)
    expect(figures(bars[0])).toEqual([94_400, 94_500, 92_900, 93_300, 94_300, 69_821_037, 65_241_078_400])
    expect(bars[1]).toMatchObject({ open: 92_800, high: 93_000, riskStatus: 'normal', tradeDate: 20_140_103 })
  })

  it('refuses adjusted prices and leaves out suspended days', async () => {
    const path = scratch.write(
      'baostock.csv',
      'date,code,open,high,low,close,preclose,volume,amount,adjustflag,turn,tradestatus,pctChg,isST\n' +
        '2022-01-04,sh.600000,8.5400,8.5800,8.5200,8.5700,8.5300,37707600,322150456.0000,3,0.1,1,0.4,1\n' +
        '2022-01-05,sh.600000,8.5700,8.6800,8.5600,8.6400,8.5700,55459100,478830123.0000,2,0.1,1,0.8,0\n' +
        '2022-01-06,sh.600000,8.6400,8.6400,8.6400,8.6400,8.6400,,,3,,0,0,0\n',
    )
    const { bars, rejections, summary } = await collect([path])
    expect(bars).toMatchObject([{ tradeDate: 20_220_104, riskStatus: 'st' }])
    expect(rejections).toMatchObject([
      { code: 'adjustedPrices', line: 3, symbol: '600000.SH', tradeDate: 20_220_105 },
    ])
    expect(rejections[0]?.reason).toContain('adjustflag 3')
    expect(summary.files[0]).toMatchObject({ rows: 3, omissions: { suspended: 1 } })
  })
})

describe('Qlib', () => {
  it('divides by the factor and rounds to the tick', async () => {
    const { bars, summary } = await collect([fixture('SH600000_qlib.csv')])
    expect(bars.map(figures)).toEqual([
      [85_400, 85_800, 85_200, 85_700, null, expect.closeTo(37_707_600, -1), null],
      [85_700, 86_800, 85_600, 86_400, null, expect.closeTo(55_459_100, -1), null],
    ])
    expect(bars[0]?.symbol).toBe('600000.SH')
    expect(summary.files[0]?.omissions).toEqual({ suspended: 1 })
  })

  it('rejects prices that its factor does not explain', async () => {
    const path = scratch.write(
      'SZ000001.csv',
      'date,open,close,high,low,volume,factor\n2022-01-04,1.2345,1.2377,1.2391,1.2333,1000,0.1\n',
    )
    const { rejections } = await collect([path])
    expect(rejections.map(({ code }) => code)).toEqual(['offGrid'])
  })
})

describe('TDX day files', () => {
  it('reads a folder tree of binary files and leaves out indices', async () => {
    const { bars, summary, discovery } = await collect([fixture('vipdoc')])
    expect(discovery.files.map(({ format }) => format)).toEqual(['tdx-day', 'tdx-day'])
    expect(bars).toHaveLength(30)
    // First and fourth record as the fixture's publisher decodes them (mootdx).
    expect(figures(find(bars, '000001.SZ', 20_210_330))).toEqual([
      213_800,
      219_300,
      212_100,
      219_300,
      null,
      73_865_481,
      160_123_852_800,
    ])
    expect(figures(find(bars, '000001.SZ', 20_210_402))).toEqual([
      217_000,
      217_300,
      213_600,
      215_000,
      null,
      58_108_352,
      124_940_544_000,
    ])
    expect(summary.files.map(({ omissions }) => omissions)).toEqual([{ notAShare: 30 }, {}])
    expect(bars.flatMap(({ flags }) => flags)).toEqual([])
  })
})
