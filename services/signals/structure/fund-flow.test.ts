import { describe, expect, it } from 'vitest'
import { addDays, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import { csvRows } from '../../../test/golden/csv-rows.ts'
import { describeOnData } from '../../../test/support/real-history.ts'
import { fundFlow, runSeries, sessionsBetween, type Timeline } from '../../../test/support/series-run.ts'
import { isHongKongClosed } from './hong-kong-closures.ts'
import { structureProcessor } from './structure-processor.ts'

const said = (events: Timeline['events']): Signal[] =>
  runSeries(structureProcessor, { events, sessions: [] }).map(({ value }) => value as Signal)

const of = (rows: readonly Signal[], subject: string): Signal[] =>
  rows.filter((row) => row.subject === subject)

/** Made flows: the shares that give these flows at a value of 1 CNY, from a thousand million shares. */
function madeFund(symbol: string, name: string, flows: readonly (readonly [date: number, flow: number])[]) {
  let shares = 1e12
  const first = addDays(flows[0]![0] as TradeDate, -1)
  return [
    fundFlow(symbol, first, shares, 1, { name }),
    ...flows.map(([date, flow]) => {
      shares += flow
      return fundFlow(symbol, date, shares, 1, { name })
    }),
  ]
}

describe('etf_flow on made flows', () => {
  it('counts 21 sessions of Hong Kong funds to 2025-11-20, the holiday of 10-29 skipped (G27)', () => {
    const sessions = sessionsBetween(20251021, 20251120)
    expect(sessions).toHaveLength(23)
    const flows = sessions.map((date): [number, number] => {
      if (date === 20251021) return [date, -5e8]
      return [date, isHongKongClosed(date) ? 0 : 100e8]
    })
    const rows = of(said(madeFund('513180.SH', '恒生科技ETF', flows)), 'class.hk')
    expect(rows.find(({ tradeDate }) => tradeDate === 20251029)).toMatchObject({
      state: 'skipped',
      components: { streak: 5, skipped: 1 },
    })
    expect(rows.at(-1)).toMatchObject({
      tradeDate: 20251120,
      state: 'inflow',
      components: { streak: 21, cumulative: 2100e8, lastOutflow: 20251021 },
    })
    // A fund of mainland shares could be created on that day: its streak breaks.
    const broad = of(said(madeFund('510300.SH', '沪深300ETF', flows)), 'class.broad')
    expect(broad.at(-1)!.components.streak).toBe(16)
  })

  it('adds classes: 55.9 broad and 196.1 sector are 252.0 within two weeks (G28)', () => {
    const sessions = sessionsBetween(20251110, 20251121)
    expect(sessions).toHaveLength(10)
    const spread = (total: number) =>
      sessions.map((date): [number, number] => [date, total / sessions.length])
    const rows = said([
      ...madeFund('510300.SH', '沪深300ETF', spread(55.9e8)),
      ...madeFund('512000.SH', '券商ETF', spread(196.1e8)),
      ...madeFund('513180.SH', '恒生科技ETF', spread(300e8)),
    ])
    const twoWeeks = (name: string): number => of(rows, `class.${name}`).at(-1)!.components.twoWeeks! / 1e8
    expect(twoWeeks('broad').toFixed(1)).toBe('55.9')
    expect(twoWeeks('sector').toFixed(1)).toBe('196.1')
    expect(twoWeeks('aShares').toFixed(1)).toBe('252.0')
  })

  it('adds quarters: 1055, 824 and 4795 are 6674 (G28)', () => {
    const quarters = [
      [20250331, 1055e8],
      [20250630, 824e8],
      [20250930, 4795e8],
    ] as const
    const rows = of(said(madeFund('970001.SH', '固收+', quarters)), 'class.fixedIncomePlus')
    expect(rows.at(-1)!.components).toMatchObject({ streak: 3, cumulative: 6674e8 })
  })

  it('flags money that comes in while prices fall', () => {
    const rows = said([
      fundFlow('510300.SH', 20260706, 100, 5, { name: '沪深300ETF' }),
      fundFlow('510300.SH', 20260707, 120, 4.9, { name: '沪深300ETF' }),
      fundFlow('510300.SH', 20260708, 130, 5.1, { name: '沪深300ETF' }),
    ])
    const flags = (subject: string) => of(rows, subject).map(({ components }) => components.counterCyclical)
    expect(flags('510300.SH')).toEqual([1, 0])
    expect(flags('class.broad')).toEqual([1, 0])
  })

  it('leaves a suspect count out of its class and says it beside it', () => {
    const rows = said([
      fundFlow('512480.SH', 20260703, 8689, 1.3223, { name: '半导体ETF' }),
      fundFlow('512480.SH', 20260706, 17_126, 1.33, { name: '半导体ETF' }),
    ])
    const [sector] = of(rows, 'class.sector')
    expect(sector).toMatchObject({ value: 0, state: 'unchanged' })
    expect(sector!.components.suspectFlow).toBeCloseTo(8437 * 1.33, 6)
  })

  it('says a class again when more of it comes to be known', () => {
    const late = fundFlow('510500.SH', 20260707, 110, 1, { name: '中证500ETF' })
    const eventTime = (late.eventTime + 3_600_000) as typeof late.eventTime
    const rows = said([
      fundFlow('510300.SH', 20260706, 100, 1, { name: '沪深300ETF' }),
      fundFlow('510500.SH', 20260706, 100, 1, { name: '中证500ETF' }),
      fundFlow('510300.SH', 20260707, 105, 1, { name: '沪深300ETF' }),
      { ...late, eventTime, value: { ...late.value, eventTime } },
    ])
    expect(
      of(rows, 'class.broad').map(({ value, revision, components }) => [value, revision, components.streak]),
    ).toEqual([
      [5, 0, 1],
      [15, 1, 1],
    ])
  })
})

describeOnData('etf_flow on 26 days of all funds', ['etf-daily/etf_20260703_20260807.csv.gz'], ([path]) => {
  const table = csvRows(path!)
  const number = (text: string | undefined): number | null =>
    text === undefined || text === '' || Number(text) === 0 ? null : Number(text)
  const symbolOf = (code: string): string => `${code}.${code.startsWith('1') ? 'SZ' : 'SH'}`
  const rows = said(
    table.map((row) =>
      fundFlow(symbolOf(row.code!), Number(row.date), Number(row.shares), number(row.iopv), {
        name: row.name!,
        close: number(row.close),
      }),
    ),
  ).filter(({ subject }) => !subject.startsWith('class.'))

  it('finds the splits that the exchanges print as reference prices, and no other', () => {
    const closes = new Map<string, number>()
    const printed: string[] = []
    for (const row of [...table].sort((a, b) => Number(a.date) - Number(b.date))) {
      const before = closes.get(row.code!)
      const ratio = before === undefined ? 1 : Number(row.prev_close) / before
      if (ratio < 0.7 || ratio > 1.4)
        printed.push(`${symbolOf(row.code!)} ${row.date} ${Math.round(1 / ratio)}`)
      if (Number(row.close) > 0) closes.set(row.code!, Number(row.close))
    }
    // A split that the count of shares follows later is found on the day of the reference price, too.
    const awaited = new Map<string, number>()
    const found = rows.flatMap(({ subject, tradeDate, state, components }) => {
      if (state === 'splitAwaited') {
        if (!awaited.has(subject)) awaited.set(subject, tradeDate)
        return []
      }
      if (components.split === undefined) return []
      return [`${subject} ${awaited.get(subject) ?? tradeDate} ${components.split}`]
    })
    expect(printed.length).toBeGreaterThan(25)
    expect(found.sort()).toEqual(printed.sort())
    expect(rows.filter(({ state }) => state === 'unexplained')).toEqual([])
  })

  it('equals change of shares times value where nothing splits', () => {
    const by = new Map(rows.map((row) => [`${row.subject}/${row.tradeDate}`, row]))
    const fund = table.filter(({ code }) => code === '510300').sort((a, b) => Number(a.date) - Number(b.date))
    let checked = 0
    fund.slice(1).forEach((row, at) => {
      const naive = (Number(row.shares) - Number(fund[at]!.shares)) * Number(row.iopv)
      expect(by.get(`510300.SH/${row.date}`)!.value).toBeCloseTo(naive, 2)
      checked += 1
    })
    expect(checked).toBe(25)
  })
})
