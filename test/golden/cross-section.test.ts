import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { Correlation } from '../../core/windows/correlation.ts'
import { crossSectionHistory, indexRow } from '../../tools/evidence/cross-section-history.ts'
import { describeOnData } from '../support/real-history.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'
const YEAR = 'a-share-daily-bars/raw_2022.csv.gz'
const SNAPSHOT = 'a-share-snapshot-2026/all_stocks_20260703_20260807.csv.gz'
const PROXY = 'microcap/microcap_proxy_index_2010_202603.csv.gz'
const REFERENCES = ['reference/total_shares_changes_2018_2026.csv.gz', 'reference/stock_list_202605.csv.gz']

describeOnData('the microcap index on the spring of 2022', [YEAR, PROXY, ...REFERENCES], ([, proxyFile]) => {
  it('moves as the independently rebuilt proxy does', { timeout: 120_000 }, async () => {
    const proxy = new Map<number, number>()
    let before = Number.NaN
    for (const { date, close } of rowsOf(proxyFile!)) {
      proxy.set(Number(date!.replaceAll('-', '')), Number(close) / before - 1)
      before = Number(close)
    }
    const correlation = new Correlation({ length: 80 })
    const differences: number[] = []
    for await (const { tradeDate, microcap } of crossSectionHistory(DATA, [YEAR])) {
      const row = indexRow(tradeDate, microcap)
      if (row === undefined) continue
      expect(row.figures.members).toBe(400)
      correlation.push(row.change, proxy.get(tradeDate)!)
      differences.push(row.change - proxy.get(tradeDate)!)
      if (differences.length === 80) break
    }
    expect(correlation.value).toBeGreaterThan(0.995)
    expect(Math.abs(differences.reduce((sum, value) => sum + value, 0) / 80)).toBeLessThan(0.0005)
  })
})

describeOnData(
  'crowding on the snapshot of 2026-07 and 2026-08',
  [SNAPSHOT, ...REFERENCES],
  ([file, , list]) => {
    it('has TMT near where the report left it on 2026-05-29 (45.8%), as added up from the rows of the file', {
      timeout: 60_000,
    }, async () => {
      const industries = new Map(rowsOf(list!).map(({ code, industry }) => [code, industry!]))
      const sums = new Map<string, { tmt: number; all: number }>()
      for (const { date, code, amt_wan } of rowsOf(file!)) {
        const sum = sums.get(date!) ?? { tmt: 0, all: 0 }
        sums.set(date!, sum)
        sum.all += Number(amt_wan)
        if (TMT_CLASSES.has(industries.get(code) ?? '')) sum.tmt += Number(amt_wan)
      }
      let sessions = 0
      for await (const { tradeDate, crowding } of crossSectionHistory(DATA, [SNAPSHOT])) {
        const tmt = crowding.find(({ subject }) => subject === 'TMT')!
        const { tmt: amount, all } = sums.get(String(tradeDate))!
        expect(tmt.value).toBeCloseTo(amount / all, 4)
        expect(Math.abs(tmt.value! - 0.458)).toBeLessThan(0.07)
        expect(tmt.state).toBe('crowded')
        sessions += 1
      }
      expect(sessions).toBe(26)
    })
  },
)

const TMT_CLASSES = new Set(
  '半导体 元器件 软件服务 IT设备 互联网 影视音像 出版业 通信设备 电信运营'.split(' '),
)

const rowsOf = (path: string): Record<string, string>[] =>
  parse(gunzipSync(readFileSync(path)), { columns: true }) as Record<string, string>[]
