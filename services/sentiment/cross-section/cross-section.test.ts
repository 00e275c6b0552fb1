import { describe, expect, it } from 'vitest'
import type { Fen, Price } from '../../../core/market/price.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { DailyBar, History, Instrument } from '../../../schemas/generated/events.ts'
import { type CrossSectionDay, CrossSectionRun } from '../../../test/support/cross-section-run.ts'
import { testBar, testInstrument } from '../../../test/support/pipeline-harness.ts'

const MON = 20240408
const TUE = 20240409
const WED = 20240410
const THU = 20240411
const WEEK = [20240403, MON, TUE, WED, THU, 20240412]

/** A company with a million shares and its industry. */
const company = (code: string, known: Partial<Instrument> = {}): Instrument =>
  testInstrument(code, {
    board: code.endsWith('.SZ') ? 'SZ_MAIN' : 'SH_MAIN',
    industry: '银行',
    shareCapital: [{ effectiveDate: 20200101 as TradeDate, totalShares: 1_000_000 }],
    ...known,
  })

/** A bar that only has a close: code, close, reference price, amount in CNY. */
type Line = readonly [code: string, close: number, reference?: number | null, amount?: number | null]

class Market {
  readonly #run: CrossSectionRun

  constructor(...instruments: Instrument[]) {
    this.#run = new CrossSectionRun(instruments)
  }

  session(
    tradeDate: number,
    lines: readonly (Line | DailyBar)[],
    history: History = 'known',
    dataGap = false,
  ): CrossSectionDay['shares'][number] {
    const bars = lines.map((line) => ('close' in line ? line : barOf(tradeDate, line)))
    const previousSession = WEEK[WEEK.indexOf(tradeDate) - 1]! as TradeDate
    const frame = { tradeDate: tradeDate as TradeDate, previousSession, history, dataGap }
    return this.#run.session(frame, bars).shares[0]!
  }
}

function barOf(tradeDate: number, [code, close, reference = null, amount = null]: Line): DailyBar {
  const extra = { amount: amount === null ? null : ((amount * 100) as Fen) }
  return testBar(tradeDate, [code, close, close, close, close, reference, extra])
}

const smallest = (share: CrossSectionDay['shares'][number]) =>
  share.smallest.map(({ instrument, closeReturn }) => [instrument, closeReturn])
const codes = (share: CrossSectionDay['shares'][number]) => share.smallest.map(({ instrument }) => instrument)

describe('sums by group', () => {
  it('count what traded, in the market, its board, industry, concepts and segments', () => {
    const market = new Market(
      company('600001.SH', { industry: '半导体', concepts: ['AI芯片', 'AI芯片', '半导体概念'] }),
      company('600002.SH', { shareCapital: [] }),
      company('000001.SZ'),
    )
    market.session(
      MON,
      [
        ['600001.SH', 10, 10, 1],
        ['600002.SH', 5, 5, 1],
      ],
      'first',
    )
    const { groups } = market.session(TUE, [
      ['600001.SH', 11, null, 700],
      ['600002.SH', 5, null, 30],
      ['000001.SZ', 2, 2.5, null],
    ])
    const nothing = { amount: 0, amountKnown: 0, cappedAmount: 0, cappedCap: 0 }
    const chip = {
      members: 1,
      advancers: 1,
      amount: 70_000,
      amountKnown: 1,
      totalCap: 11_000_000,
      capKnown: 1,
      cappedAmount: 70_000,
      cappedCap: 11_000_000,
    }
    expect(groups).toEqual([
      { kind: 'board', name: 'SH_MAIN', ...chip, members: 2, amount: 73_000, amountKnown: 2 },
      {
        kind: 'board',
        name: 'SZ_MAIN',
        ...nothing,
        members: 1,
        advancers: 0,
        totalCap: 2_000_000,
        capKnown: 1,
      },
      { kind: 'concept', name: 'AI芯片', ...chip },
      { kind: 'concept', name: '半导体概念', ...chip },
      { kind: 'industry', name: '半导体', ...chip },
      {
        kind: 'industry',
        name: '银行',
        ...nothing,
        members: 2,
        advancers: 0,
        amount: 3_000,
        amountKnown: 1,
        totalCap: 2_000_000,
        capKnown: 1,
      },
      {
        kind: 'market',
        name: 'all',
        members: 3,
        advancers: 1,
        amount: 73_000,
        amountKnown: 2,
        totalCap: 13_000_000,
        capKnown: 2,
        cappedAmount: 70_000,
        cappedCap: 11_000_000,
      },
      { kind: 'segment', name: 'AI芯片', ...chip },
      { kind: 'segment', name: 'TMT', ...chip },
    ])
  })

  it('leave out what is no A share, and figures that no sum can bear', () => {
    const market = new Market(company('600001.SH'))
    const { groups } = market.session(MON, [
      ['000300.SH', 4_000, null, 9],
      ['600001.SH', 10, 10, 1],
      testBar(MON, ['600009.SH', 1, 1, 1, 1, 1, { volume: 2e12 }]),
      testBar(MON, ['600010.SH', 200, 200, 200, 200, 1]),
    ])
    expect(groups.find(({ kind }) => kind === 'market')).toMatchObject({ members: 1, amount: 100 })
  })

  it('know capitalisation by the shares of the day, not by those of later', () => {
    const steps = [
      { effectiveDate: 20200101 as TradeDate, totalShares: 1_000 },
      { effectiveDate: TUE as TradeDate, totalShares: 2_000 },
    ]
    const market = new Market(company('600001.SH', { shareCapital: steps }))
    const capOn = (date: number) => market.session(date, [['600001.SH', 10]]).groups[0]!.totalCap
    expect([MON, TUE, WED].map(capOn)).toEqual([10_000, 20_000, 20_000])
  })
})

describe('the smallest companies', () => {
  it('are chosen by the close before, and their return is that of the session after', () => {
    const market = new Market(company('600001.SH'), company('600002.SH'), company('600003.SH'))
    const first = market.session(
      MON,
      [
        ['600001.SH', 30],
        ['600002.SH', 20],
        ['600003.SH', 20],
      ],
      'first',
    )
    expect(first.smallest).toEqual([])
    const second = market.session(TUE, [
      ['600001.SH', 15, null, 5],
      ['600002.SH', 22],
      ['600003.SH', 19],
    ])
    expect(second.smallest).toEqual([
      { instrument: '600002.SH', cap: 20_000_000, closeReturn: 22 / 20 - 1, amount: null },
      { instrument: '600003.SH', cap: 20_000_000, closeReturn: 19 / 20 - 1, amount: null },
      { instrument: '600001.SH', cap: 30_000_000, closeReturn: -0.5, amount: 500 },
    ])
    expect(codes(market.session(WED, []))).toEqual(['600001.SH', '600003.SH', '600002.SH'])
  })

  it('are 400 at most', () => {
    const names = Array.from({ length: 410 }, (_, at) => `${600_100 + at}.SH`)
    const market = new Market(...names.map((code) => company(code)))
    const lines = names.map((code, at): Line => [code, 410 - at])
    market.session(MON, lines)
    const chosen = codes(market.session(TUE, lines))
    expect(chosen).toEqual(names.slice(10).reverse())
  })

  it('take the exchange reference price where there is one: a dividend is no loss', () => {
    const market = new Market(company('600001.SH'))
    market.session(MON, [['600001.SH', 20]])
    expect(smallest(market.session(TUE, [['600001.SH', 10.5, 10]]))).toEqual([['600001.SH', 10.5 / 10 - 1]])
  })

  it('stay while they are suspended, and jump when they trade again, but not after twenty sessions', () => {
    const market = new Market(company('600001.SH'))
    market.session(MON, [['600001.SH', 20]])
    expect(smallest(market.session(TUE, []))).toEqual([['600001.SH', null]])
    expect(smallest(market.session(WED, [['600001.SH', 22]]))).toEqual([['600001.SH', 22 / 20 - 1]])
    for (let days = 1; days <= 20; days += 1)
      expect(codes(market.session(THU, [])), `${days}`).toEqual(['600001.SH'])
    expect(codes(market.session(THU, []))).toEqual(['600001.SH'])
    expect(codes(market.session(THU, []))).toEqual([])
    market.session(THU, [['600001.SH', 9]])
    expect(codes(market.session(THU, []))).toEqual(['600001.SH'])
  })

  it('are no ST at the close that chose them; the day on which they become it still counts', () => {
    const st = { from: WED as TradeDate, until: null, status: 'st' } as const
    const market = new Market(
      company('600001.SH', { statusHistory: [st] }),
      company('600002.SH'),
      company('600003.SH', { statusHistory: [{ ...st, from: MON as TradeDate, status: 'delisting' }] }),
    )
    const lines: Line[] = [
      ['600001.SH', 10],
      ['600002.SH', 20],
      ['600003.SH', 5],
    ]
    market.session(MON, lines)
    expect(codes(market.session(TUE, lines))).toEqual(['600001.SH', '600002.SH'])
    expect(codes(market.session(WED, lines))).toEqual(['600001.SH', '600002.SH'])
    expect(codes(market.session(THU, lines))).toEqual(['600002.SH'])
  })

  it('go by the status that the source prints, before the documented one', () => {
    const market = new Market(company('600001.SH'))
    market.session(MON, [testBar(MON, ['600001.SH', 1, 1, 1, 1, 1, { riskStatus: 'starSt' }])])
    expect(codes(market.session(TUE, []))).toEqual([])
  })

  it('are listed: not in their first fortnight, nor from the day on which they are gone; a code may have had another life', () => {
    const market = new Market(
      company('600001.SH', { listDate: 20240326 as TradeDate }),
      company('600002.SH', { listDate: 20240325 as TradeDate }),
      company('600003.SH', { delistDate: TUE as TradeDate }),
      company('600004.SH', { listDate: 20300101 as TradeDate }),
      company('920001.BJ', { board: 'BSE' }),
      company('600005.SH', { shareCapital: [] }),
    )
    const lines = ['600001.SH', '600002.SH', '600003.SH', '600004.SH', '920001.BJ', '600005.SH'].map(
      (code): Line => [code, 5],
    )
    market.session(MON, lines)
    expect(codes(market.session(TUE, lines.slice(0, 2)))).toEqual(['600002.SH', '600004.SH'])
  })

  it('do not begin with an IPO of the old regime that has not opened', () => {
    const listed = company('600001.SH', { listDate: 20160104 as TradeDate })
    const run = new CrossSectionRun([listed])
    const day = (tradeDate: number, low: number, close: number, reference: number) =>
      run.session(
        { tradeDate: tradeDate as TradeDate, previousSession: null, history: 'known', dataGap: false },
        [testBar(tradeDate, ['600001.SH', close, close, low, close, reference])],
      ).shares[0]!
    const steps = { ...listed, shareCapital: [{ effectiveDate: 20150101 as TradeDate, totalShares: 1 }] }
    Object.assign(listed, steps)
    day(20160104, 12, 14.4, 10)
    for (let at = 5; at < 29; at += 1) expect(codes(day(20160100 + at, 20, 20, 19))).toEqual([])
    day(20160129, 19, 20, 20)
    expect(codes(day(20160201, 19, 20, 20))).toEqual(['600001.SH'])
  })

  it('are nobody after a gap in the data, and prices of before it are no references', () => {
    const market = new Market(company('600001.SH'), company('600002.SH'))
    market.session(
      MON,
      [
        ['600001.SH', 10],
        ['600002.SH', 10],
      ],
      'first',
    )
    market.session(TUE, [['600001.SH', 10]], 'known', true)
    const after = market.session(
      WED,
      [
        ['600001.SH', 11],
        ['600002.SH', 12],
      ],
      'gap',
    )
    expect(after.smallest).toEqual([])
    expect(after.groups.find(({ kind }) => kind === 'market')).toMatchObject({ members: 2, advancers: 1 })
    expect(
      smallest(
        market.session(THU, [
          ['600001.SH', 11],
          ['600002.SH', 6],
        ]),
      ),
    ).toEqual([
      ['600001.SH', 0],
      ['600002.SH', -0.5],
    ])
  })
})

describe('two bars of one session', () => {
  const vendor = (close: number) => barOf(TUE, ['600001.SH', close, null, 7])
  const ticks = (close: number): DailyBar => ({
    ...vendor(close),
    source: 'ticks',
    eventTime: (vendor(close).eventTime + 60_000) as EventTime,
  })

  it.each([
    ['the vendor first', [vendor(9), ticks(11)]],
    ['the snapshots first', [ticks(11), vendor(9)]],
  ])('count once, as the snapshots tell it: %s', (_order, bars) => {
    const market = new Market(company('600001.SH'))
    market.session(MON, [['600001.SH', 10]], 'first')
    const { groups, smallest } = market.session(TUE, bars)
    expect(groups.find(({ kind }) => kind === 'market')).toMatchObject({
      members: 1,
      amount: 700,
      advancers: 1,
    })
    expect(smallest).toMatchObject([{ closeReturn: 11 / (10 as Price) - 1 }])
  })
})
