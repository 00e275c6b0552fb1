import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { describeOnData, realHistory } from '../support/real-history.ts'
import { csvRows } from './csv-rows.ts'
import { type Disagreement, type PoolCause, PoolComparison, readPool } from './eastmoney-pools.ts'

const FILES = [
  'a-share-snapshot-2026/all_stocks_20260703_20260807.csv.gz',
  'limit-up/zt_pool_em_2026.csv.gz',
  'limit-up/zb_pool_em_2026.csv.gz',
  'limit-up/dt_pool_em_2026.csv.gz',
]

/** Every symbol-day on which the limit-up pool and our limit-ups differ. */
const LIMIT_UPS: Readonly<Partial<Record<PoolCause, readonly string[]>>> = {
  closedUnsealed: [
    '20260703 300018.SZ',
    '20260706 603087.SH',
    '20260706 603800.SH',
    '20260708 600488.SH',
    '20260710 002219.SZ',
    '20260713 301520.SZ',
    '20260714 300532.SZ',
    '20260714 603255.SH',
    '20260720 600227.SH',
    '20260723 688679.SH',
    '20260724 002218.SZ',
    '20260731 300795.SZ',
    '20260804 002827.SZ',
    '20260805 601138.SH',
    '20260807 002827.SZ',
  ],
  delistingPeriod: [
    '20260703 000004.SZ',
    '20260709 000004.SZ',
    '20260710 000004.SZ',
    '20260710 002808.SZ',
    '20260713 000004.SZ',
    '20260713 920305.BJ',
    '20260714 920305.BJ',
    '20260715 920305.BJ',
    '20260716 920305.BJ',
    '20260717 920305.BJ',
    '20260722 920305.BJ',
  ],
}

/** The same for the other two pools. */
const NAMED = fileURLToPath(new URL('fixtures/eastmoney-broken-and-down.csv', import.meta.url))

describeOnData('Eastmoney pools of 2026-07-03..08-07', FILES, ([snapshot, ...pools]) => {
  let comparison: PoolComparison

  beforeAll(async () => {
    const [zt, zb, dt] = pools.map(readPool)
    comparison = new PoolComparison({ zt: zt!, zb: zb!, dt: dt! })
    for await (const session of realHistory([snapshot!])) comparison.take(session)
    const { sessions, agreed, disagreements } = comparison
    const agreement = `${agreed.zt} limit-ups, ${agreed.zb} broken boards and ${agreed.dt} limit-downs agree`
    console.info(`Eastmoney pools: ${sessions} sessions, ${agreement}, ${disagreements.length} do not`)
  })

  const found = (fits: (disagreement: Disagreement) => boolean): string[] =>
    comparison.disagreements
      .filter(fits)
      .map(({ pool, tradeDate, symbol, cause }) => `${pool} ${tradeDate} ${symbol} ${cause}`)

  it('have the same limit-ups, but for those named here', () => {
    const named = Object.entries(LIMIT_UPS).flatMap(([cause, days]) =>
      days.map((day) => `zt ${day} ${cause}`),
    )
    expect(found(({ pool }) => pool === 'zt').sort()).toEqual(named.sort())
    expect(comparison.sessions).toBe(26)
    expect(comparison.agreed.zt).toBe(1915)
  })

  it('have the same boards, where a streak began in our data', () => {
    expect(comparison.wrongBoards).toEqual([])
    expect(comparison.lowerBounds).toBe(24)
  })

  it('have the same broken boards and limit-downs, but for those named in the fixture', () => {
    const named = csvRows(NAMED).map(({ pool, date, symbol, cause }) => `${pool} ${date} ${symbol} ${cause}`)
    expect(found(({ pool }) => pool !== 'zt')).toEqual(named)
    expect(comparison.agreed).toMatchObject({ zb: 723, dt: 1015 })
  })

  it('hold no share under risk warning', () => {
    const names = pools.flatMap((path) => [...readPool(path).values()].flatMap((day) => [...day.values()]))
    expect(names.filter(({ name }) => /ST/.test(name))).toEqual([])
  })
})
