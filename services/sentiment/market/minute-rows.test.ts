import { describe, expect, it } from 'vitest'
import type { Fen } from '../../../core/market/price.ts'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { IntradayMember } from '../../../schemas/generated/events.ts'
import {
  closeYesterday,
  event,
  groupTally,
  intradayMember,
  intradayPartial,
  MarketRun,
  minuteBoundary,
  share,
} from './testing/intraday.ts'

const YESTERDAY = 2022_03_04 as TradeDate
const TODAY = 2022_03_07 as TradeDate

const symbol = (at: number): string => `60${String(at).padStart(4, '0')}.SH`

/** `promoted` of `base` sealed again, the tallest with so many boards; a height of 0 or 1 needs none promoted. */
function market(height: number, promoted: number, base: number): IntradayMember[] {
  const members = Array.from({ length: base }, (_, at) =>
    intradayMember(symbol(at), {
      previousUp: 'sealed',
      previousStreak: at === 0 ? Math.max(height - 1, 1) : 1,
      up: at < promoted ? 'sealed' : 'none',
    }),
  )
  return promoted === 0 && height > 0
    ? [...members, intradayMember(symbol(900), { up: 'sealed', streak: height })]
    : members
}

const opened = (history: 'known' | 'first' | 'gap' = 'known'): MarketRun => {
  const run = new MarketRun()
  closeYesterday(run, YESTERDAY, [1, 1, 2])
  return run.open(TODAY, history)
}
const headline = (run: MarketRun) => run.said('minutes').filter(({ scope }) => scope === 'all')

describe('stage of a minute', () => {
  it.each([
    [2, 1, 5, 'ice-slump'],
    [2, 1, 4, 'ice-build-up'],
    [3, 9, 20, 'ice-stir'],
    [4, 24, 100, 'chaos-cooling'],
    [6, 44, 100, 'chaos-tug'],
    [5, 9, 20, 'chaos-active'],
    [8, 1, 10, 'theme-divergence'],
    [7, 1, 4, 'theme-steady'],
    [9, 45, 100, 'theme-acceleration'],
    [10, 1, 5, 'climax-decline'],
    [11, 2, 5, 'climax-split'],
    [12, 9, 20, 'climax-euphoria'],
  ])('height %i, %i of %i: %s (G13)', (height, promoted, base, stage) => {
    const run = opened().take(share(intradayPartial(TODAY, 30, { members: market(height, promoted, base) })))
    expect(headline(run)[0]).toMatchObject({ height, promoted, base, stage, stageReason: null, final: false })
  })

  it.each([
    [0, 0, 0, 'noCohort'],
    [1, 0, 30, 'belowGrid'],
    [5, 0, 0, 'noCohort'],
  ])('height %i, %i of %i: none, %s (G14)', (height, promoted, base, stageReason) => {
    const run = opened().take(share(intradayPartial(TODAY, 30, { members: market(height, promoted, base) })))
    expect(headline(run)[0]).toMatchObject({ height, base, stage: null, stageReason })
  })

  it.each(['first', 'gap'] as const)(
    'without a known session before (%s): nulls and the reason',
    (history) => {
      const run = opened(history).take(share(intradayPartial(TODAY, 30, { members: market(5, 9, 20) })))
      expect(headline(run)[0]).toMatchObject({
        height: 5,
        limitUps: 9,
        base: null,
        promoted: null,
        promotionRate: null,
        promotedTouched: null,
        promotedAtLimit: null,
        excluded: null,
        stage: null,
        stageReason: 'noHistory',
        announcedStage: null,
        percentile: null,
      })
      expect(headline(run)[0]!.tiers[0]).toEqual({
        tier: 1,
        boards: 0,
        base: null,
        promoted: null,
        touched: null,
      })
    },
  )

  it('of a processor that never saw yesterday: the same, never zero', () => {
    const run = new MarketRun()
      .open(TODAY)
      .take(share(intradayPartial(TODAY, 30, { members: market(5, 9, 20) })))
    expect(headline(run)[0]).toMatchObject({
      base: null,
      promoted: null,
      stage: null,
      stageReason: 'noHistory',
    })
  })
})

describe('announcing', () => {
  const minute = (at: number, members: IntradayMember[], known = {}) =>
    share(intradayPartial(TODAY, at, { members, ...known }))
  const tug = market(5, 9, 30)
  const active = market(5, 15, 30)

  it('waits three minutes, and holds over noon', () => {
    const run = opened()
    for (const at of [118, 119, 120, 121]) run.take(minute(at, tug))
    expect(headline(run).map(({ announcedStage }) => announcedStage)).toEqual([
      null,
      null,
      'chaos-tug',
      'chaos-tug',
    ])
  })

  it('holds back while more than 2% of the cohort is missing', () => {
    const run = opened()
    // 30 of the cohort are there: 1 missing of 31 is 3.2%
    for (const at of [10, 11, 12, 13]) run.take(minute(at, tug, { cohortMissing: 1 }))
    expect(headline(run).map(({ quality }) => quality)).toEqual(Array(4).fill('partial'))
    expect(headline(run).map(({ announcedStage }) => announcedStage)).toEqual([null, null, null, null])
  })

  it('takes 1 missing of 50 as complete: 2% is no more than 2%', () => {
    const run = opened().take(minute(10, market(5, 20, 49), { cohortMissing: 1 }))
    expect(headline(run)[0]!.quality).toBe('ok')
  })

  it('says boards sealed without a book', () => {
    const members = [intradayMember(symbol(1), { up: 'sealed', noBook: true })]
    expect(headline(opened().take(minute(10, members)))[0]!.quality).toBe('noBook')
  })

  it('says stage and ladder when something changes, and once', () => {
    const run = opened()
    const today = () => run.said('stage').filter(({ tradeDate }) => tradeDate === TODAY)
    for (const at of [10, 11, 12, 13]) run.take(minute(at, tug))
    const all = () => today().filter(({ scope }) => scope === 'all')
    expect(
      all().map(({ revision, stage, stageReason, final }) => [revision, stage, stageReason, final]),
    ).toEqual([
      [0, null, 'unannounced', false],
      [1, 'chaos-tug', null, false],
    ])
    run.take(minute(14, active))
    expect(all().at(-1)).toMatchObject({ revision: 2, stage: 'chaos-tug', promoted: 15 })
    const tier = run
      .said('ladder')
      .filter(({ scope, tier: n, tradeDate }) => scope === 'all' && n === 1 && tradeDate === TODAY)
    expect(tier.map(({ revision, promoted, final }) => [revision, promoted, final])).toEqual([
      [0, 8, false],
      [2, 14, false],
    ])
  })

  it('withdraws a tier that the day does not end with', () => {
    const run = opened()
    const tall = [intradayMember(symbol(1), { up: 'sealed', streak: 4 })]
    run.take(minute(10, tall)).take(minute(11, [intradayMember(symbol(1), { up: 'broken' })]))
    run.close(TODAY)
    const ladder = run.latest('ladder')
    expect([1, 2, 3, 4].map((tier) => ladder.get(`all/${TODAY}/${tier}`)!.deleted)).toEqual([
      true,
      true,
      true,
      true,
    ])
  })
})

describe('a correction', () => {
  const members = (promoted: number) => market(5, promoted, 30)
  const corrected = (at: number, promoted: number, now: number, revision = 1) =>
    share(
      intradayPartial(TODAY, at, {
        members: members(promoted),
        revision,
        eventTime: (minuteBoundary(TODAY, now) + 1_000) as never,
      }),
    )

  it('says the minute again with a higher revision, and later minutes whose announcement it changes', () => {
    const run = opened()
    for (const [at, promoted] of [9, 15, 9, 9].entries())
      run.take(share(intradayPartial(TODAY, 40 + at, { members: members(promoted) })))
    expect(headline(run).map(({ announcedStage }) => announcedStage)).toEqual([null, null, null, null])
    const before = run.outputs.length
    run.take(corrected(41, 9, 43))
    const again = run.outputs
      .slice(before)
      .flatMap((output) => (output.topic === 'minutes' && output.value.scope === 'all' ? [output.value] : []))
    expect(
      again.map(({ minute, revision, promoted, announcedStage }) => [
        minute,
        revision,
        promoted,
        announcedStage,
      ]),
    ).toEqual([
      [41, 1, 9, null],
      [42, 1, 9, 'chaos-tug'],
      [43, 1, 9, 'chaos-tug'],
    ])
  })

  it('that changes nothing says nothing', () => {
    const run = opened()
    for (const at of [40, 41]) run.take(share(intradayPartial(TODAY, at, { members: members(9) })))
    const before = run.outputs.length
    run.take(corrected(40, 9, 41))
    expect(run.outputs.slice(before)).toEqual([])
  })

  it('rises with each', () => {
    const run = opened().take(share(intradayPartial(TODAY, 40, { members: members(9) })))
    run.take(corrected(40, 10, 40, 1)).take(
      share(
        intradayPartial(TODAY, 40, {
          members: members(11),
          revision: 2,
          eventTime: shanghaiTime(TODAY, 10, 30),
        }),
      ),
    )
    expect(headline(run).map(({ revision, promoted }) => [revision, promoted])).toEqual([
      [0, 9],
      [1, 10],
      [2, 11],
    ])
  })

  it('reaches 15 minutes back and is refused beyond', () => {
    const run = opened()
    for (let at = 1; at <= 20; at += 1) run.take(share(intradayPartial(TODAY, at, { members: members(9) })))
    expect(() => run.take(corrected(4, 10, 20))).toThrow(
      /minute 4: it can be corrected back to minute 5 only/,
    )
    run.take(corrected(5, 10, 20))
    expect(headline(run).at(-1)).toMatchObject({ minute: 5, revision: 1, promoted: 10 })
  })

  it('refuses the share of another session', () => {
    expect(() => opened().take(share(intradayPartial(YESTERDAY, 3)))).toThrow(
      /session 20220304 while 20220307/,
    )
  })
})

describe('percentile', () => {
  const DAYS = Array.from(
    { length: 65 },
    (_, at) => (2023_01_01 + Math.floor(at / 28) * 100 + (at % 28)) as TradeDate,
  )
  const RATES = DAYS.map((_, at) => (at * 7) % 20)

  const run = new MarketRun()
  closeYesterday(run, YESTERDAY, [1])
  for (const [at, date] of DAYS.entries()) {
    run.open(date)
    for (const minute of [30, 31])
      run.take(share(intradayPartial(date, minute, { members: market(2, RATES[at]!, 20) })))
    const left = closedMembers(date)
    run.close(date, left)
  }
  const rows = run.said('minutes').filter(({ scope, minute }) => scope === 'all' && minute === 30)

  /** One limit-up each day, so that every session knows the one before. */
  function closedMembers(date: TradeDate) {
    const member = intradayMember(symbol(1), { up: 'sealed' })
    return [
      event('limitState', member.instrument, {
        ...(member as object),
        tradeDate: date,
        eventTime: shanghaiTime(date, 15, 1),
      } as never),
    ]
  }

  it('is the weak rank among the same minute of the last 60 sessions and the day itself, from 20 on', () => {
    for (const [at, row] of rows.entries()) {
      const earlier = RATES.slice(Math.max(0, at - 60), at)
      expect(row.percentileSessions).toBe(earlier.length)
      if (earlier.length < 20)
        expect([row.percentile, row.bandLow, row.bandMid, row.bandHigh]).toEqual([null, null, null, null])
      else {
        const atOrBelow = earlier.filter((rate) => rate <= RATES[at]!).length + 1
        expect(row.percentile).toBeCloseTo((100 * atOrBelow) / (earlier.length + 1), 10)
        const ascending = earlier.toSorted((a, b) => a - b)
        const median =
          (ascending[Math.floor((ascending.length - 1) / 2)]! +
            ascending[Math.ceil((ascending.length - 1) / 2)]!) /
          2
        expect(row.bandMid).toBeCloseTo(median / 20, 10)
        expect(row.bandLow!).toBeLessThanOrEqual(row.bandMid!)
        expect(row.bandMid!).toBeLessThanOrEqual(row.bandHigh!)
      }
    }
    expect(rows).toHaveLength(65)
    expect(rows.at(-1)!.percentileSessions).toBe(60)
  })
})

describe('breadth, groups and the rest', () => {
  const tallies = [
    groupTally({ name: 'BSE', traded: 4, advancers: 4, priced: 4, volume: 9, histogram: [0, 4] }),
    groupTally({
      name: 'SH_MAIN',
      traded: 3,
      advancers: 1,
      decliners: 1,
      unchanged: 1,
      untraded: 2,
      suspended: 1,
      priced: 3,
      returnSum: 600_000_000,
      volume: 50,
      amount: 700 as Fen,
      amountSymbols: 3,
      histogram: [1, 1, 1],
    }),
    groupTally({ kind: 'concept', name: '芯片', traded: 2, priced: 2 }),
    groupTally({ kind: 'industry', name: '银行', traded: 1 }),
    groupTally({ kind: 'industry', name: '无人' }),
  ]
  const members = [
    intradayMember(symbol(1), {
      previousUp: 'sealed',
      previousStreak: 2,
      up: 'sealed',
      concepts: ['芯片'],
      sealAmount: 500 as Fen,
    }),
    intradayMember(symbol(2), { previousUp: 'sealed', previousStreak: 1, up: 'broken', concepts: ['芯片'] }),
    intradayMember(symbol(3), { exclusion: 'st', up: 'sealed', concepts: ['芯片'], sealAmount: 70 as Fen }),
  ]
  const at = (minute: number) =>
    opened().take(
      share(
        intradayPartial(TODAY, minute, { members, tallies, stale: 2, hygiene: { late: 1, accepted: 9 } }),
      ),
    )

  it('counts Shanghai and Shenzhen in the headline, nothing in limit sizes', () => {
    const run = at(7)
    expect(headline(run)[0]).toMatchObject({
      traded: 3,
      advancers: 1,
      decliners: 1,
      unchanged: 1,
      untraded: 2,
      volume: 50,
      amount: 700,
      meanReturn: 0.02,
      histogram: [1, 1, 1],
      sealAmount: 500,
      stale: 2,
      hygiene: { accepted: 9, late: 1 },
    })
    const scopes = run.said('minutes')
    expect(scopes.map(({ scope }) => scope)).toEqual(['all', 'limit10'])
    expect(scopes[1]).toMatchObject({ limitUps: 1, traded: null, histogram: [], amount: null })
  })

  it('gives every group with symbols a row each five minutes, and those with a touched limit in between', () => {
    const names = (minute: number) =>
      at(minute)
        .said('groups')
        .map(({ kind, name }) => `${kind} ${name}`)
    expect(names(7)).toEqual(['board SH_MAIN', 'concept 芯片'])
    const everyone = ['board BSE', 'board SH_MAIN', 'concept 芯片', 'industry 银行']
    for (const minute of [0, 5, 120, 240]) expect(names(minute)).toEqual(everyone)
  })

  it('counts in a group what counts in the headline', () => {
    expect(at(7).latest('groups').get(`concept/芯片/${TODAY}/7`)).toMatchObject({
      limitUps: 1,
      broken: 1,
      touched: 2,
      height: 3,
      base: 2,
      promoted: 1,
      promotionRate: 0.5,
      sealAmount: 500,
      traded: 2,
    })
  })
})

describe('between minutes', () => {
  const live = (task: number, second: number, known: IntradayMember[]) =>
    event('livePartials', String(task), {
      ...intradayPartial(TODAY, null, { task, members: known }),
      eventTime: shanghaiTime(TODAY, 9, 45, second),
    })

  it('shows the newest share of each task as one unsettled row', () => {
    const run = opened()
    run.take(
      share(intradayPartial(TODAY, 15, { task: 0, members: market(5, 9, 30) })),
      share(intradayPartial(TODAY, 15, { task: 1 })),
    )
    const settled = run.said('minutes').length
    run.take(
      live(1, 3, [intradayMember(symbol(950), { up: 'sealed' })]),
      live(1, 6, []),
      live(0, 6, market(5, 10, 30)),
    )
    expect(run.said('live')).toHaveLength(1)
    expect(run.said('live')[0]).toMatchObject({
      scope: 'all',
      minute: 16,
      settled: false,
      final: false,
      promoted: 10,
      limitUps: 10,
      eventTime: shanghaiTime(TODAY, 9, 45, 6),
    })
    expect(run.said('minutes')).toHaveLength(settled)
  })

  it('gives way to the minute', () => {
    const run = opened()
    run.take(live(0, 3, market(5, 10, 30)))
    run.take(share(intradayPartial(TODAY, 16, { members: market(5, 12, 30) })))
    run.take(live(1, 6, []))
    expect(run.said('live').at(-1)).toMatchObject({ promoted: 12 })
  })
})

describe('a session without snapshots', () => {
  it('has daily rows of revision 0 and nothing else', () => {
    const run = new MarketRun()
    closeYesterday(run, YESTERDAY, [1, 2])
    expect(new Set(run.outputs.map(({ topic }) => topic))).toEqual(new Set(['stage', 'ladder', 'breadth']))
    expect(run.outputs.every(({ value }) => value.revision === 0 && !value.deleted)).toBe(true)
  })
})
