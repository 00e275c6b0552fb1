import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { discover } from '../discover.ts'
import type { Rejection } from '../source.ts'
import { IngestSummary } from '../summary.ts'
import { scratchFolder } from '../testing/collect.ts'
import { readTickSessions, type TickReadOptions } from './read-tick-sessions.ts'
import type { SourceTick, Sweep } from './source-tick.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'
const extract = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))
const scratch = scratchFolder()

interface Read {
  readonly sessions: readonly { readonly tradeDate: TradeDate; readonly sweeps: readonly Sweep[] }[]
  readonly ticks: readonly SourceTick[]
  readonly rejections: readonly Rejection[]
  readonly summary: IngestSummary
}

async function read(paths: readonly string[], options: Partial<TickReadOptions> = {}): Promise<Read> {
  const { files, errors } = await discover(paths)
  if (errors.length > 0) throw errors[0]!
  const summary = new IngestSummary()
  const rejections: Rejection[] = []
  const sessions: { tradeDate: TradeDate; sweeps: Sweep[] }[] = []
  const onRejections = (some: readonly Rejection[]): void => {
    rejections.push(...some)
  }
  for await (const { tradeDate, sweeps } of readTickSessions(files, { summary, onRejections, ...options })) {
    const all: Sweep[] = []
    for await (const sweep of sweeps) all.push(sweep)
    sessions.push({ tradeDate, sweeps: all })
  }
  const ticks = sessions.flatMap((session) => session.sweeps.flatMap((sweep) => sweep.ticks))
  return { sessions, ticks, rejections, summary }
}

const at = (day: number, hour: number, minute: number, second: number, millisecond = 0): number =>
  shanghaiTime(day as TradeDate, hour, minute, second) + millisecond

describe('snapshots', () => {
  it('of the first format: Shanghai, time with date, status in words', async () => {
    const { ticks, summary } = await read([extract('snapshots_datetime_2sh.csv')])
    expect(summary.files[0]).toMatchObject({ format: 'snapshots-datetime', rows: 33, ticks: 33 })
    const auction = ticks.find(({ symbol }) => symbol === '600103.SH')!
    // 09:15:02: matched 24,400 shares at 2.73; 8,100 more on the bid side without a price.
    expect(auction).toMatchObject({
      eventTime: at(20211201, 9, 15, 2),
      status: 'auction',
      prevClose: 27_200,
      open: null,
      high: null,
      low: null,
      last: null,
      volume: 0,
      amount: 0,
      depth: 5,
      bidPrices: [27_300],
      bidVolumes: [24_400],
      askPrices: [27_300],
      askVolumes: [24_400],
      limitUp: null,
    })
    const traded = ticks.find(
      ({ eventTime, symbol }) => eventTime === at(20211201, 9, 45, 11) && symbol === '600103.SH',
    )
    expect(traded).toMatchObject({
      status: 'trading',
      open: 27_400,
      high: 29_900,
      low: 27_400,
      last: 29_200,
      volume: 74_553_512,
      amount: 21_630_797_579,
      bidPrices: [29_100, 29_000, 28_900, 28_800, 28_700],
    })
    expect(traded!.bidVolumes[0]).toBe(750_473)
  })

  it('of the second: Shenzhen, date in a column, phase as a number, limit prices', async () => {
    const { ticks } = await read([extract('snapshots_mddate_000400.csv')])
    expect(ticks.at(-1)).toMatchObject({
      symbol: '000400.SZ',
      tradeDate: 20220601,
      status: 'closed',
      last: 206_300,
      volume: 64_458_834,
      amount: 128_959_490_970,
      limitUp: 213_200,
      limitDown: 174_400,
    })
    expect(new Set(ticks.map(({ status }) => status))).toEqual(
      new Set(['auction', 'unknown', 'trading', 'closed']),
    )
  })

  it('of the third: without a date in its rows, taken from the name of the file', async () => {
    const { ticks } = await read([extract('snapshots_20230201_600519.csv')])
    expect(ticks[0]).toMatchObject({
      eventTime: at(20230201, 8, 45, 18),
      prevClose: 18_457_600,
      bidPrices: [],
    })
    expect(ticks.at(-1)).toMatchObject({ symbol: '600519.SH', last: 18_449_700, amount: 624_467_892_461 })
    const nameless = scratch.write('600519.csv', 'UpdateTime,SecurityID\n')
    expect((await discover([nameless])).errors[0]!.code).toBe('unrecognised')
  })
})

describe('trades', () => {
  it('become snapshots without a book: the day so far, at the last trade of three seconds', async () => {
    const { ticks, sessions } = await read([extract('trades_20230201_600519.csv')])
    // Six trades of 900 shares at 1854.98 in the opening auction.
    expect(ticks[0]).toMatchObject({
      symbol: '600519.SH',
      eventTime: at(20230201, 9, 25, 0, 940),
      open: 18_549_800,
      high: 18_549_800,
      low: 18_549_800,
      last: 18_549_800,
      volume: 900,
      amount: 166_948_200,
      depth: 0,
      bidPrices: [],
    })
    const { sweeps } = sessions[0]!
    expect(sweeps[0]!.until).toBe(at(20230201, 9, 25, 3))
    // Nobody trades until 09:30: time goes on minute by minute.
    expect(sweeps.slice(1, 6).map(({ until, ticks: none }) => [until, none.length])).toEqual(
      [26, 27, 28, 29, 30].map((minute) => [at(20230201, 9, minute, 0), 0]),
    )
    for (const { ticks: some } of sweeps) expect(some.length).toBeLessThanOrEqual(1)
  })

  it('leave out cancelled orders, and know their amount where it is not printed', async () => {
    const { ticks, summary } = await read([extract('trades_exectype_2.csv')])
    expect(summary.files[0]!.omissions).toEqual({ cancelledOrder: 3 })
    const shenzhen = ticks.filter(({ symbol }) => symbol === '000001.SZ')
    const { volume, amount } = shenzhen.at(-1)!
    expect(amount).toBe(volume * 1503)
  })

  it('of every format are read', async () => {
    for (const [name, format] of [
      ['trades_market_600000.csv', 'trades-market'],
      ['trades_mddate_2sh.csv', 'trades-mddate'],
    ]) {
      const { ticks, summary } = await read([extract(name!)])
      expect(summary.files[0]).toMatchObject({ format, ticks: 20 })
      expect(ticks.every(({ volume, amount }) => volume > 0 && amount! > 0)).toBe(true)
    }
  })

  it('are not used where the same day of the symbol has snapshots', async () => {
    const both = await read([extract('trades_20230201_600519.csv'), extract('snapshots_20230201_600519.csv')])
    expect(both.sessions).toHaveLength(1)
    expect(new Set(both.ticks.map(({ source }) => source))).toEqual(new Set(['snapshots-updatetime']))
  })
})

describe('several files', () => {
  const paths = ['snapshots_datetime_2sh.csv', 'snapshots_mddate_000400.csv', 'trades_mddate_2sh.csv'].map(
    extract,
  )

  it('make sessions in order, each by event time, and the same whatever fits into memory', async () => {
    const whole = await read(paths)
    expect(whole.sessions.map(({ tradeDate }) => tradeDate)).toEqual([20211201, 20220601, 20230711])
    expect(await read([...paths].reverse(), { memoryBytes: 1 })).toMatchObject({ sessions: whole.sessions })
    for (const { sweeps } of whole.sessions) {
      let before = 0
      for (const { until, ticks } of sweeps) {
        for (const { eventTime } of ticks) {
          expect(eventTime).toBeGreaterThan(before)
          expect(eventTime).toBeLessThanOrEqual(until)
        }
        expect(until).toBeGreaterThan(before)
        before = until
      }
    }
  })

  it('have the same identity wherever they lie', async () => {
    const identities = async (some: readonly string[]) => {
      const { files } = await discover(some)
      const found: string[] = []
      for await (const { identity } of readTickSessions(files, { summary: new IngestSummary() }))
        found.push(identity)
      return new Set(found)
    }
    expect(await identities(paths)).toEqual(await identities([...paths].reverse()))
    expect(await identities(paths)).not.toEqual(await identities(paths.slice(1)))
  })
})

describe('what cannot be read', () => {
  const HEADER = 'SecurityID,Market,TradeTime,TradePrice,TradeQty,TradeAmount,BuyNum,SellNum'
  const GOOD = '600000,XSHG,2020.01.02T09:30:00.000,12.48,2000,24960,1,2'

  it('is rejected row by row, with line, reason and the row itself', async () => {
    const path = scratch.write(
      'bad.csv',
      [
        HEADER,
        GOOD,
        '600000,XSHG,2020.01.02T09:3x:00.000,12.48,2000,24960,1,2',
        '12345678,XSHG,2020.01.02T09:30:00.000,12.48,2000,24960,1,2',
        '600000,XSHG,2020.01.04T09:30:00.000,12.48,2000,24960,1,2',
        '600000,XSHG,2020.01.02T09:30:01.000,12.485,2000,24960,1,2',
        '600000,XSHG,2020.01.02T09:30:01.000,12.48,-5,24960,1,2',
        '600000,XSHG,2020.01.02T09:30:01.000,12.48',
        '510300,XSHG,2020.01.02T09:30:01.000,4.48,100,448,1,2',
      ].join('\n'),
    )
    const { ticks, rejections, summary } = await read([path])
    expect(ticks).toHaveLength(1)
    expect(rejections.map(({ line, code }) => [line, code])).toEqual([
      [3, 'unparsable'],
      [4, 'unknownSymbol'],
      [5, 'outsideCalendar'],
      [6, 'offGrid'],
      [7, 'negativeVolume'],
      [8, 'unparsable'],
    ])
    expect(rejections[0]).toMatchObject({
      file: path,
      reason: expect.stringContaining('no time'),
      raw: '600000,XSHG,2020.01.02T09:3x:00.000,12.48,2000,24960,1,2',
    })
    expect(summary.files[0]!.omissions).toEqual({ notAShare: 1 })
  })

  it('is refused as a file when its units are not those of its format', async () => {
    const lots = scratch.write('lots.csv', `${HEADER}\n${GOOD.replace(',2000,', ',20,')}\n`)
    await expect(read([lots])).rejects.toMatchObject({ code: 'wrongUnits' })
  })

  it('is refused as a file when it is cut', async () => {
    const whole = gzipSync(`${HEADER}\n${`${GOOD}\n`.repeat(5000)}`)
    const cut = scratch.write('cut.csv.gz', whole.subarray(0, whole.length - 20))
    await expect(read([cut])).rejects.toMatchObject({ code: 'truncated' })
  })
})

/**
 * Day figures of the daily bars of the same sessions (raw_2022 in the test data), or as the sources state them:
 * open, high, low, close in 1/10000 CNY and volume in shares.
 */
const DAYS = [
  ['l2snapshot_20220601_sz4', '000400.SZ', 191_600, 208_000, 190_800, 206_300, 64_458_834],
  ['l2snapshot_20220601_sz4', '300122.SZ', 870_500, 882_000, 861_800, 868_200, 10_507_570],
  ['l2snapshot_20220601_sz4', '300918.SZ', 81_500, 83_000, 81_200, 82_400, 2_388_800],
  ['l2snapshot_20230201_600519', '600519.SH', 18_549_800, 18_590_000, 18_114_000, 18_449_700, 3_397_389],
  ['trades_20230201_600519', '600519.SH', 18_549_800, 18_590_000, 18_114_000, 18_449_700, 3_397_389],
] as const

describe('whole days', () => {
  it('end with the open, high, low, close and volume of the daily bars, average price within the range', async () => {
    const folder = join(DATA, 'ticks')
    if (!existsSync(folder)) {
      console.log('PULSE_TEST_DATA has no ticks: whole days are not compared')
      return
    }
    const files = new Map<string, Map<string, SourceTick>>()
    for (const name of new Set(DAYS.map(([file]) => file))) {
      const { ticks, rejections } = await read([join(folder, `${name}.csv.gz`)], { memoryBytes: 1_000_000 })
      expect(rejections).toEqual([])
      files.set(name, new Map(ticks.map((tick) => [tick.symbol, tick])))
    }
    for (const [file, symbol, open, high, low, last, volume] of DAYS) {
      const final = files.get(file)!.get(symbol)!
      expect(final).toMatchObject({ open, high, low, last, volume })
      const average = (final.amount! * 100) / final.volume
      expect(average).toBeGreaterThan(low)
      expect(average).toBeLessThan(high)
    }
  })
})
