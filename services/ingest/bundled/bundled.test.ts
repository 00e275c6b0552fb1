import { stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { statusOn } from '../../../core/market/instrument-status.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { keyOf } from '../series/series-row.ts'
import { readFiles } from '../series/testing/read-files.ts'
import { collect } from '../testing/collect.ts'
import { bundledInstruments } from './instruments.ts'
import { BUNDLED_SAMPLE, BUNDLED_SERIES } from './sample.ts'

describe('bundled sample', () => {
  it('holds 61 sessions of the whole market, consistent in itself', async () => {
    const { sessions, summary, rejections } = await collect([BUNDLED_SAMPLE])
    expect(sessions).toHaveLength(61)
    expect([sessions[0]?.tradeDate, sessions.at(-1)?.tradeDate]).toEqual([20_220_301, 20_220_531])
    expect(rejections).toEqual([])
    expect(summary.files[0]).toMatchObject({ bars: 282_920, rows: 282_920, flagged: 0, omissions: {} })
  }, 30_000)

  it('gives the first bar of every share its reference price, except the newly listed', async () => {
    const { sessions } = await collect([BUNDLED_SAMPLE])
    const listed = new Map(bundledInstruments().map(({ instrument, listDate }) => [instrument, listDate]))
    const seen = new Set<string>()
    const without = sessions.flatMap(({ tradeDate, bars }) =>
      bars.flatMap(({ bar }) => {
        const isFirst = !seen.has(bar.symbol)
        seen.add(bar.symbol)
        return isFirst && bar.prevClose === null ? [[bar.symbol, tradeDate]] : []
      }),
    )
    expect(without.filter(([symbol, date]) => listed.get(symbol as never) !== date)).toEqual([])
    // Its close of 2022-02-28, the session before the sample.
    expect(sessions[0]?.bars.find(({ bar }) => bar.symbol === '600000.SH')?.bar.prevClose).toBe(83_900)
  }, 30_000)
})

describe('bundled instruments', () => {
  const instruments = new Map(bundledInstruments().map((one) => [one.instrument as string, one]))

  it('knows listings, delistings and the Shenzhen status history', () => {
    expect(instruments.get('600837.SH')).toMatchObject({ listDate: 19_940_224, delistDate: 20_250_304 })
    const history = instruments.get('000004.SZ')!
    const on = (date: number) => statusOn(history, date as TradeDate)
    expect(on(20_220_505)).toEqual({ status: 'normal', assumed: false })
    expect(on(20_220_506)).toEqual({ status: 'st', assumed: false })
    expect(on(20_090_105)).toEqual({ status: 'normal', assumed: true })
    expect(instruments.get('600000.SH')).toMatchObject({ statusKnownFrom: 0, statusHistory: [] })
  })

  it('names every share, and the industry of those still listed', () => {
    expect([...instruments.values()].filter(({ name }) => name === null || name === '')).toEqual([])
    expect(instruments.get('688001.SH')).toMatchObject({ name: '华兴源创', industry: '专用机械' })
    const listed = [...instruments.values()].filter(({ delistDate }) => delistDate === null)
    expect(listed.filter(({ industry }) => industry === null).length).toBeLessThan(listed.length / 100)
  })

  it('agrees with what the sample shows: no Shenzhen main-board share under warning closes beyond 5%', async () => {
    const { sessions } = await collect([BUNDLED_SAMPLE])
    const closes = new Map<string, number>()
    let warned = 0
    const beyond: unknown[] = []
    for (const { tradeDate, bars } of sessions) {
      for (const { bar } of bars) {
        const reference = bar.prevClose ?? closes.get(bar.symbol)
        closes.set(bar.symbol, bar.close)
        const history = instruments.get(bar.symbol)
        if (history === undefined || reference === undefined || !/^00.*SZ$/.test(bar.symbol)) continue
        const { status } = statusOn(history, tradeDate)
        if (status !== 'st' && status !== 'starSt') continue
        warned++
        // Half a fen of rounding, and one fen of tick for the cheapest shares.
        if (Math.abs(bar.close - reference) > reference * 0.05 + 100) beyond.push([bar.symbol, tradeDate])
      }
    }
    expect(warned).toBeGreaterThan(3_000)
    expect(beyond).toEqual([])
  }, 30_000)
})

describe('bundled series', () => {
  it('are taken without a rejection, and hold what the signal families need', async () => {
    const { rows, rejections, files } = await readFiles(...BUNDLED_SERIES)
    expect(rejections).toEqual([])
    expect(files.map(({ format, rows: read, doubtful }) => [format, read, doubtful])).toEqual([
      ['fund-flows-csv', 3_900, 0],
      ['observations-csv', 1_219, 0],
      ['series-csv', 25_683, 0],
    ])
    const keys = new Set(rows.map(keyOf))
    for (const key of [
      'VIX.US',
      'VVIX.US',
      'SPX.US',
      'IXIC.US',
      'NVDA.US',
      'SOXX.US',
      '000300.SH',
      '159995.SZ',
    ])
      expect(keys).toContain(key)
    for (const key of ['MICROCAP.PROXY', 'CN.PMI', 'CN.M1.YOY', 'CN.SHIBOR.3M', '510300.SH'])
      expect(keys).toContain(key)
    const bytes = await Promise.all(BUNDLED_SERIES.map(async (path) => (await stat(path)).size))
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(1_500_000)
  })
})
