import { describe, expect, it } from 'vitest'
import type { Fen, Price } from '../../../../core/market/price.ts'
import type { EventTime, TradeDate } from '../../../../core/market/trade-date.ts'
import type { Tick } from '../../../../schemas/generated/events.ts'
import { type TestBar, testBar, testInstrument } from '../../../../test/support/pipeline-harness.ts'
import { clock, madeTick, sealedBook, TICK_DATE } from '../testing/tick-maker.ts'
import { asInstrument, TickRun } from '../testing/tick-run.ts'

const A = '600001.SH'
const UP = 110_000 as Price
const price = (yuan: number): Price => Math.round(yuan * 10_000) as Price

/** Two sessions of bars: quiet on the first; what the bars say on the second. */
const sessionsBefore = (...bars: TestBar[]) => [
  { tradeDate: 20260707, bars: bars.map(([symbol]): TestBar => [symbol, 10, 10, 10, 10, 10]) },
  { tradeDate: 20260708, bars },
]
const QUIET: TestBar = [A, 10, 10, 10, 10, 10]
const SEALED: TestBar = [A, 10, 11, 10, 11, 10]

const trade = (symbol: string, time: string, last: number, extra: Partial<Tick> = {}): Tick =>
  madeTick(symbol, clock(time), price(last), extra)
const sealed = (symbol: string, time: string, extra: Partial<Tick> = {}): Tick =>
  trade(symbol, time, 11, { ...sealedBook(UP, 5_000), ...extra })
const partialAt = (run: TickRun, minute: number) =>
  run.of('partials').find((partial) => partial.minute === minute)!
const memberAt = (run: TickRun, minute: number, symbol = A) =>
  partialAt(run, minute).members.find((member) => member.symbol === symbol)

describe('a process that starts, or a feed that comes back, at 10:40', () => {
  const run = new TickRun({
    before: sessionsBefore(SEALED),
    ticks: [
      sealed(A, '10:40:02', {
        prevClose: UP,
        open: UP,
        high: price(12.1),
        last: price(12.1),
        ...sealedBook(price(12.1), 100),
      }),
      trade(A, '15:00:01', 12.1, { prevClose: UP, high: price(12.1), volume: 2_000 }),
    ],
  })

  it('misses the share until then, and not after', () => {
    expect(partialAt(run, 0)).toMatchObject({ expected: 1, seen: 0, cohortMissing: 0 })
    expect(partialAt(run, 1)).toMatchObject({ expected: 1, seen: 0, cohortMissing: 1, members: [] })
    expect(partialAt(run, 70)).toMatchObject({ seen: 0, cohortMissing: 1 })
    expect(partialAt(run, 71)).toMatchObject({ expected: 1, seen: 1, cohortMissing: 0 })
    expect(memberAt(run, 71)).toMatchObject({ up: 'sealed', streak: 2, firstTouchTime: clock('10:40:02') })
  })

  it('has no bar of minutes that it did not see', () => {
    expect(run.of('bars1m').map(({ minute, volume }) => [minute, volume])).toEqual([[240, 1_000]])
    expect(run.of('bars1d')).toMatchObject([{ volume: 2_000, source: 'ticks', close: price(12.1) }])
  })
})

describe('a feed that falls silent', () => {
  const ticks = ['9:25:03', '9:31', '9:35:30'].map((time, at) => sealed(A, time, { volume: 1_000 + at }))
  const run = new TickRun({
    before: sessionsBefore(QUIET),
    ticks: [...ticks, trade(A, '15:00:01', 10.5, { high: UP, volume: 9_000 })],
  })

  it('counts as stale after 60 s of continuous trading', () => {
    const stale = run.of('partials').filter((partial) => partial.stale > 0)
    // Row 1 (09:31) has only the opening. After 09:35:30 a minute has gone by at 09:37, row 7, up to 14:57, row 237.
    expect(stale.map(({ minute }) => minute)).toEqual([
      1,
      3,
      4,
      5,
      ...Array.from({ length: 231 }, (_, at) => 7 + at),
    ])
  })

  it('changes no state: sealed stays sealed until a snapshot says otherwise', () => {
    expect(memberAt(run, 239)).toMatchObject({ up: 'sealed', state: 'sealedUp', breakCount: 0 })
    expect(memberAt(run, 240)).toMatchObject({ up: 'broken', breakCount: 1 })
  })
})

describe('halts', () => {
  it('keep the state of a share halted at noon, and close it with its last price', () => {
    const halted = { status: 'halted', bidPrices: [], bidVolumes: [], askPrices: [], askVolumes: [] } as const
    const run = new TickRun({
      before: sessionsBefore(QUIET),
      ticks: [sealed(A, '10:00'), sealed(A, '13:00:01', halted)],
    })
    expect(memberAt(run, 200)).toMatchObject({
      state: 'sealedUp',
      up: 'sealed',
      breakCount: 0,
      noBook: false,
    })
    expect(run.of('limitState')).toMatchObject([{ up: 'sealed', streak: 1, breakCount: 0 }])
  })

  it('take a share that does not trade all day out of the cohort, and carry its streak (G32)', () => {
    const halted = madeTick(A, clock('9:25:03'), null, { prevClose: UP, status: 'halted' })
    const run = new TickRun({ before: sessionsBefore(SEALED), ticks: [halted] })
    for (const minute of [0, 1, 100, 240])
      expect(partialAt(run, minute)).toMatchObject({
        members: [],
        suspended: 1,
        expected: 0,
        cohortMissing: 0,
      })
    expect(run.of('limitState')).toEqual([])
    expect(run.of('breadthPartials')).toMatchObject([{ board: 'SH_MAIN', absent: 1, traded: 0 }])
    const next = run.next(20260710, [[A, 12.1, 12.1, 12.1, 12.1, 11]])
    expect(next.find(({ topic }) => topic === 'limitState')?.value).toMatchObject({
      streak: 2,
      previousUp: 'none',
    })
  })
})

describe('limits', () => {
  it('are computed where the feed prints none', () => {
    const run = new TickRun({
      before: sessionsBefore(QUIET),
      ticks: [sealed(A, '10:00'), sealed(A, '15:00:01')],
    })
    expect(memberAt(run, 240)).toMatchObject({ limitUp: UP, up: 'sealed', limitPercent: 10 })
  })

  it('are the printed ones where they differ from ours, and the difference is counted once', () => {
    const printed = { limitUp: price(10.5), limitDown: price(9.5) }
    const at105 = (time: string): Tick =>
      trade(A, time, 10.5, { ...printed, ...sealedBook(price(10.5), 100) })
    const run = new TickRun({
      before: sessionsBefore(QUIET),
      ticks: [at105('10:00'), at105('10:01'), at105('15:00:01')],
    })
    expect(memberAt(run, 240)).toMatchObject({ limitUp: price(10.5), up: 'sealed', limitPercent: 5 })
    expect(run.of('limitState')).toMatchObject([{ limitUp: price(10.5), up: 'sealed', limitPercent: 5 }])
    expect(partialAt(run, 240).hygiene.limitMismatch).toBe(1)
  })

  it('do not exist where the feed prints a sentinel, intraday and at the close (G8)', () => {
    const free = { prevClose: price(20), limitUp: price(100_000), limitDown: price(0) }
    const ticks = ['9:31', '15:00:01'].map((time) => trade(A, time, 23.4, free))
    const run = new TickRun({ before: sessionsBefore([A, 20, 20, 20, 20, 20]), ticks })
    expect(run.of('limitChanges')).toEqual([])
    expect(run.of('limitState')).toEqual([])
    expect(run.of('bars1d')).toMatchObject([{ noLimit: true, limitUp: null }])
    expect(partialAt(run, 240)).toMatchObject({ members: [], seen: 1 })
  })

  it('that prices contradict are reported and count nowhere', () => {
    const run = new TickRun({
      before: sessionsBefore(QUIET),
      ticks: [trade(A, '10:00', 12), trade(A, '15:00:01', 12)],
    })
    expect(memberAt(run, 240)).toMatchObject({ exclusion: 'contradicted', up: 'none' })
    expect(run.of('limitState')).toMatchObject([{ exclusion: 'contradicted', up: 'none' }])
  })
})

describe('a code that was renamed', () => {
  it('goes on with the streak of its instrument, under the code of the day (G33)', () => {
    const old = '430001.BJ'
    const now = '920001.BJ'
    const bars = sessionsBefore([old, 10, 13, 10, 13, 10]).map((session) => ({
      ...session,
      bars: session.bars.map((bar): TestBar => {
        const [symbol, open, high, low, close, prevClose] = bar
        return [symbol, open, high, low, close, prevClose ?? null, { instrument: asInstrument(now) }]
      }),
    }))
    const limit = price(16.9)
    const last = { prevClose: price(13), instrument: asInstrument(now), ...sealedBook(limit, 100) }
    const run = new TickRun({
      before: bars,
      instruments: [testInstrument(now, { board: 'BSE', listDate: 20200101 as TradeDate })],
      ticks: [trade(now, '10:00', 16.9, last), trade(now, '15:00:01', 16.9, last)],
    })
    expect(memberAt(run, 240, now)).toMatchObject({ streak: 2, previousUp: 'sealed', exclusion: 'bse' })
    expect(run.of('limitState')).toMatchObject([{ symbol: now, streak: 2, boardsInWindow: 2, windowDays: 2 }])
  })
})

describe('a vendor’s bar of a session with snapshots', () => {
  const vendor = (bar: TestBar) => testBar(TICK_DATE, bar)
  const ticks = [sealed(A, '10:00', { volume: 9_000 }), sealed(A, '15:00:01', { volume: 10_000 })]

  it('is compared with the day that the snapshots tell, which wins', () => {
    const differs = new TickRun({
      before: sessionsBefore(QUIET),
      ticks,
      vendor: [vendor([A, 11, 11, 11, 10.9, 10])],
    })
    expect(partialAt(differs, 240).hygiene.vendorMismatch).toBe(1)
    expect(differs.of('limitState')).toMatchObject([{ up: 'sealed', close: UP }])
    const agrees = new TickRun({
      before: sessionsBefore(QUIET),
      ticks,
      vendor: [vendor([A, 11, 11, 11, 11, 10])],
    })
    expect(partialAt(agrees, 240).hygiene.vendorMismatch).toBeUndefined()
  })

  it('stands in for a day whose close the snapshots do not show', () => {
    const half = [sealed(A, '10:00', { volume: 9_000 })]
    const run = new TickRun({
      before: sessionsBefore(QUIET),
      ticks: half,
      vendor: [vendor([A, 11, 11, 10.5, 10.9, 10])],
    })
    expect(run.of('bars1d')).toEqual([])
    expect(run.of('limitState')).toMatchObject([{ up: 'broken', close: price(10.9), breakCount: null }])
    expect(partialAt(run, 240).hygiene.incompleteDay).toBe(1)
  })
})

describe('after the close', () => {
  it('volume grows apart from the session, and nothing else changes (G35)', () => {
    const close = sealed(A, '15:00:01', { volume: 5_000, amount: 5_500_000 as Fen })
    const later = { ...close, eventTime: clock('15:20'), volume: 6_000, amount: 6_600_000 as Fen }
    const run = new TickRun({ before: sessionsBefore(QUIET), ticks: [sealed(A, '10:00'), close, later] })
    expect(run.of('bars1d')).toMatchObject([
      { volume: 5_000, amount: 5_500_000, afterHoursVolume: 1_000, afterHoursAmount: 1_100_000, close: UP },
    ])
    expect(memberAt(run, 240)).toMatchObject({ volume: 5_000, up: 'sealed' })
  })
})

describe('snapshots that hygiene refuses', () => {
  it('are dead letters with their reason, counted, and touch no state', () => {
    const beyond = trade(A, '10:01', 12, { limitUp: UP, limitDown: price(9) })
    const run = new TickRun({ before: sessionsBefore(QUIET), ticks: [trade(A, '10:00', 10), beyond] })
    expect(run.of('deadLetters')).toMatchObject([
      { code: 'outsideLimits', symbol: A, source: 'market.ticks', tradeDate: TICK_DATE },
    ])
    expect(run.of('deadLetters')[0]!.reason).toContain('above the limit')
    expect(partialAt(run, 240)).toMatchObject({ members: [], hygiene: { accepted: 1, outsideLimits: 1 } })
  })
})

describe('between two minutes', () => {
  it('says how the market stands without remembering it', () => {
    const ticks = [sealed(A, '10:00:10'), trade(A, '10:00:20', 10.5, { high: UP, volume: 2_000 })]
    const watermarks = ['10:00:12', '10:00:30', '10:00:40'].map(clock) as EventTime[]
    const run = new TickRun({ before: sessionsBefore(QUIET), ticks, watermarks })
    expect(run.of('livePartials').map(({ minute, eventTime }) => [minute, eventTime])).toEqual([
      [null, clock('10:00:12')],
      [null, clock('10:00:30')],
    ])
    expect(run.of('livePartials').map(({ members }) => members[0]?.up)).toEqual(['sealed', 'broken'])
    expect(run.of('livePartials')[0]!.tallies.map(({ kind }) => kind)).toEqual(['board'])
  })

  it('says nothing while more is waiting to be read, and the minutes all the same', () => {
    const input = {
      before: sessionsBefore(QUIET),
      ticks: [sealed(A, '10:00:10')],
      watermarks: [clock('10:00:12')],
    }
    const run = new TickRun({ ...input, behind: true })
    expect(run.of('livePartials')).toEqual([])
    expect(run.of('partials')).toEqual(new TickRun(input).of('partials'))
  })
})
