import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import { publishTickPaths } from '../../services/ingest/tick-paths.ts'
import { withProcessorRun } from '../support/processor-run.ts'
import { PIPELINE, price, Said } from './market-day.ts'
import { clock, type RawSnapshot, rawSnapshots } from './raw-snapshots.ts'

const EXTRACT = fileURLToPath(new URL('fixtures/l2snapshot_20211201_600103.csv.gz', import.meta.url))
const DATA = resolve(process.env.PULSE_TEST_DATA ?? '../shared/data', 'ticks')
const DECEMBER = 2021_12_01 as TradeDate

/** Publishes a tick file into a log of its own and processes it. */
function throughPipeline<T>(path: string, ask: (said: Said) => Promise<T>): Promise<T> {
  return withProcessorRun(PIPELINE, 2, async (run) => {
    const { published, summary } = await publishTickPaths(run.ingest, [path])
    expect(published).toMatchObject({ sessions: 1, late: 0, rejected: 0 })
    expect(summary.errors).toEqual([])
    await run.process(published.marker)
    return ask(new Said(run))
  })
}

/** The path of a file of the real data, or undefined with a notice. */
function realFile(name: string): string | undefined {
  const path = join(DATA, name)
  if (existsSync(path)) return path
  console.info(`not run: ${path} is absent (set PULSE_TEST_DATA)`)
  return undefined
}

/** Limit-up by hand: 20% on STAR and ChiNext, else 10%, half a fen up. */
const limitUpOf = ({ code, prevClose }: RawSnapshot): number =>
  Math.floor((prevClose * (/^(688|30)/.test(code) ? 120 : 110) + 50) / 100)

const byCode = (rows: readonly RawSnapshot[]): ReadonlyMap<string, RawSnapshot[]> => {
  const found = new Map<string, RawSnapshot[]>()
  for (const row of rows) found.set(row.code, [...(found.get(row.code) ?? []), row])
  return found
}

/** Trades are shown from the opening auction's result on. */
const isTrading = ({ moment, volume }: RawSnapshot): boolean => moment >= clock(9, 25) && volume > 0

const endOfRow = (minute: number): number => (minute <= 120 ? clock(9, 30 + minute) : clock(13, minute - 120))

/** Volume by minute row: what the cumulative figure grew by, in windows that end as the rows do. */
function volumesByMinute(rows: readonly RawSnapshot[]): Map<number, number> {
  const volumes = new Map<number, number>()
  let before = 0
  for (const row of rows.filter(isTrading)) {
    if (row.volume === before || row.moment >= clock(15, 1)) continue
    const minute = row.moment < clock(9, 30) ? 0 : rowOf(row.moment)
    volumes.set(minute, (volumes.get(minute) ?? 0) + row.volume - before)
    before = row.volume
  }
  return volumes
}

function rowOf(moment: number): number {
  let minute = 1
  while (minute < 240 && moment >= endOfRow(minute) + (minute === 120 ? 60_000 : 0)) minute += 1
  return minute
}

describe('600103 on 2021-12-01, which touches its limit of 2.99 and is never sealed', () => {
  const raw = rawSnapshots(EXTRACT)

  it('has the limit and the first touch in its file', () => {
    expect(limitUpOf(raw[0]!)).toBe(299)
    expect(raw.filter(({ high }) => high > 299)).toEqual([])
    const first = raw.find(({ high }) => high === 299)!
    expect(first).toMatchObject({ moment: clock(9, 41) + 32_000, last: 298, volume: 62_724_929 })
    expect(raw.filter(({ last, askVolume }) => last === 299 && askVolume === 0)).toEqual([])
  })

  it('changes once: touched at 09:41:32', () =>
    throughPipeline(EXTRACT, async (said) => {
      expect(await said.of('limitChanges')).toMatchObject([
        {
          symbol: '600103.SH',
          kind: 'touchedUp',
          eventTime: shanghaiTime(DECEMBER, 9, 41, 32),
          sequence: 1,
          limit: price(2.99),
          last: price(2.98),
          breakCount: 0,
          sealVolume: 0,
          noBook: false,
        },
      ])
    }))

  it('stands at the end of each minute where the last snapshot before it stood', () =>
    throughPipeline(EXTRACT, async (said) => {
      for (const minute of [11, 12, 13, 14, 15]) {
        const last = raw.findLast(({ moment }) => moment < endOfRow(minute))!
        const board = await said.board(DECEMBER, minute, '600103.SH')
        if (minute === 11) expect(board).toBeUndefined()
        else
          expect(board).toMatchObject({
            up: 'broken',
            state: last.last === 299 ? 'atLimitUp' : 'below',
            last: last.last * 100,
            volume: last.volume,
            breakCount: 0,
            firstTouchTime: shanghaiTime(DECEMBER, 9, 41, 32),
            firstSealTime: null,
          })
        expect(await said.minute(DECEMBER, minute)).toMatchObject({
          touched: minute === 11 ? 0 : 1,
          limitUps: 0,
          base: null,
          stageReason: 'noHistory',
        })
      }
    }))

  it('has the bars that its cumulative volume tells', () =>
    throughPipeline(EXTRACT, async (said) => {
      const bars = await said.of('bars1m')
      expect(new Map(bars.map(({ minute, volume }) => [minute, volume]))).toEqual(volumesByMinute(raw))
      for (const { minute, close } of bars.filter((bar) => bar.minute > 0)) {
        const last = raw.findLast(({ moment }) => moment < endOfRow(minute))!
        expect({ minute, close }).toEqual({ minute, close: last.last * 100 })
      }
    }))
})

/** Published daily bars of 2022-06-01: open, high, low, close (fen), lots. */
const JUNE_BARS: Readonly<Record<string, readonly number[]>> = {
  '000400.SZ': [1916, 2080, 1908, 2063, 644_588],
  '300122.SZ': [8705, 8820, 8618, 8682, 105_076],
  '300288.SZ': [976, 993, 970, 985, 49_484],
  '300918.SZ': [815, 830, 812, 824, 23_888],
}

describe('real files through the whole pipeline', () => {
  it.each([
    ['l2snapshot_20211201_26stocks.csv.gz', DECEMBER, 26],
    ['l2snapshot_20220601_sz4.csv.gz', 2022_06_01 as TradeDate, 4],
    ['l2snapshot_20230201_600519.csv.gz', 2023_02_01 as TradeDate, 1],
  ] as const)(
    '%s: minute volumes and touches are those of the file',
    async (name, tradeDate, shares) => {
      const path = realFile(name)
      if (path === undefined) return
      const raw = byCode(rawSnapshots(path))
      expect(raw.size).toBe(shares)
      await throughPipeline(path, async (said) => {
        const bars = await said.of('bars1m')
        const changes = await said.of('limitChanges')
        for (const [code, rows] of raw) {
          const ofShare = bars.filter(({ symbol }) => symbol.startsWith(code))
          const found = Object.fromEntries(ofShare.map(({ minute, volume }) => [minute, volume]))
          const wanted = Object.fromEntries([...volumesByMinute(rows)].filter(([, volume]) => volume > 0))
          // A row without volume shows a new price alone.
          for (const [minute, volume] of Object.entries(found)) if (volume === 0) delete found[minute]
          expect({ code, volumes: found }).toEqual({ code, volumes: wanted })
          const limit = limitUpOf(rows[0]!)
          const touch = rows.find((row) => isTrading(row) && row.high >= limit)
          const touched = changes.filter(
            ({ symbol, kind }) => symbol.startsWith(code) && kind === 'touchedUp',
          )
          expect(touched.map(({ eventTime }) => eventTime)).toEqual(
            touch === undefined ? [] : [shanghaiTime(tradeDate, 0, 0) + touch.moment],
          )
        }
        expect(changes.every(({ kind }) => kind === 'touchedUp')).toBe(true)
      })
    },
    240_000,
  )

  it('2022-06-01: the days built from snapshots are the published daily bars', async () => {
    const path = realFile('l2snapshot_20220601_sz4.csv.gz')
    if (path === undefined) return
    await throughPipeline(path, async (said) => {
      const days = await said.of('bars1d')
      const found = days.map(({ symbol, open, high, low, close, volume }) => [
        symbol,
        [open / 100, high / 100, low / 100, close / 100, Math.round(volume / 100)],
      ])
      expect(Object.fromEntries(found)).toEqual(JUNE_BARS)
    })
  }, 120_000)
})
