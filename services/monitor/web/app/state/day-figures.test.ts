import { describe, expect, it } from 'vitest'
import { emptyDay } from './day.ts'
import { dayAtMinute } from './day-at-minute.ts'
import { areMostSilent, missingMinutes } from './feed-summary.ts'
import { feedbackByHeight, feedbackOfBroken } from './feedback.ts'
import { histogramBars } from './histogram.ts'
import { groupLadders, ladderTiers } from './ladder.ts'
import { monthsOf } from './months.ts'
import { readPlace, writePlace } from './place.ts'
import { sealSpans } from './seal-spans.ts'
import { stagePath, turningPoints } from './stage-path.ts'
import { board, limitEvent, minuteRow } from './testing/rows.ts'

describe('feedback of yesterday’s limit-ups', () => {
  const rows = [
    board({
      symbol: '1',
      previousUp: 'sealed',
      previousStreak: 1,
      openReturn: 0.02,
      closeReturn: 0.1,
      up: 'sealed',
    }),
    board({ symbol: '2', previousUp: 'sealed', previousStreak: 1, openReturn: -0.02, closeReturn: -0.04 }),
    board({ symbol: '3', previousUp: 'sealed', previousStreak: 3, openReturn: 0.06, closeReturn: 0.03 }),
    board({ symbol: '4', previousUp: 'sealed', previousStreak: 3, state: 'untraded' }),
    board({ symbol: '5', previousUp: 'sealed', previousStreak: 9, exclusion: 'st' }),
    board({ symbol: '6', previousUp: 'broken', closeReturn: -0.05 }),
  ]

  it('counts the cohort by exact height, all together first, and averages what traded', () => {
    const [all, three, one] = feedbackByHeight(rows)
    expect([all?.height, all?.count, all?.sealed, all?.up, all?.down]).toEqual([null, 4, 1, 2, 1])
    expect(all?.open).toBeCloseTo((0.02 - 0.02 + 0.06) / 3, 12)
    expect(all?.now).toBeCloseTo((0.1 - 0.04 + 0.03) / 3, 12)
    expect(three).toEqual({
      height: 3,
      count: 2,
      sealed: 0,
      open: 0.06,
      now: 0.03,
      up: 1,
      down: 0,
      redShare: 1,
    })
    expect([one?.height, one?.count, one?.sealed]).toEqual([1, 2, 1])
  })

  it('keeps yesterday’s broken boards apart, and knows nothing of an empty cohort', () => {
    expect(feedbackOfBroken(rows)).toMatchObject({ count: 1, now: -0.05 })
    expect(feedbackByHeight([])).toEqual([])
    expect(feedbackOfBroken([])).toBeNull()
  })
})

describe('ladder', () => {
  const rows = [
    board({
      symbol: 'a',
      up: 'sealed',
      streak: 2,
      firstSealTime: 20,
      industry: '电力',
      concepts: ['绿电', '储能'],
    }),
    board({ symbol: 'b', up: 'sealed', streak: 2, firstSealTime: 10, sealAmount: 5, industry: '电力' }),
    board({ symbol: 'c', up: 'broken', previousUp: 'sealed', previousStreak: 1, industry: '煤炭' }),
    board({ symbol: 'd', up: 'sealed', streak: 5, exclusion: 'st', industry: '煤炭' }),
    board({ symbol: 'e', up: 'none', previousUp: 'sealed', previousStreak: 4 }),
  ]
  const names = (tiers: ReturnType<typeof ladderTiers>) =>
    tiers.map(({ tier, sealed, broken }) => [
      tier,
      sealed.map((row) => row.symbol),
      broken.map((row) => row.symbol),
    ])

  it('puts the sealed before the broken, which stand where they would be', () => {
    expect(names(ladderTiers(rows))).toEqual([[2, ['b', 'a'], ['c']]])
    expect(names(ladderTiers(rows, 'code', true))).toEqual([
      [5, ['d'], []],
      [2, ['a', 'b'], ['c']],
    ])
  })

  it('has a ladder per industry and per concept', () => {
    expect(
      groupLadders(rows, 'industry').map((one) => [one.name, one.limitUps, one.broken, one.height]),
    ).toEqual([
      ['电力', 2, 0, 2],
      ['煤炭', 0, 1, 0],
    ])
    expect(groupLadders(rows, 'concept').map(({ name }) => name)).toEqual(['储能', '绿电'])
  })
})

describe('path through the stage grid', () => {
  const at = (minute: number, height: number, promotionRate: number | null, stage: string | null) =>
    minuteRow({ minute, height, promotionRate, stage })

  it('stands in the cell of its stage, bounds left-closed', () => {
    const path = stagePath([
      at(1, 1, 0, null),
      at(2, 2, 0.2499, 'ice-slump'),
      at(3, 4, 0.25, 'chaos-tug'),
      at(4, 9, 0.45, 'theme-acceleration'),
      at(5, 14, 1, 'climax-euphoria'),
      at(6, 3, null, null),
    ])
    expect(path.map(({ x, y }) => [Math.floor(x), Math.floor(y)])).toEqual([
      [0, 4],
      [0, 3],
      [1, 2],
      [2, 1],
      [2, 0],
    ])
    expect(turningPoints([...path, ...path.slice(-1)])).toHaveLength(5)
  })
})

describe('stretches of a board', () => {
  it('alternates sealed and open, and leaves out what took no time', () => {
    const events = [
      limitEvent({ kind: 'touchedUp', time: 5 }),
      limitEvent({ kind: 'sealedUp', time: 5 }),
      limitEvent({ kind: 'openedUp', time: 9 }),
      limitEvent({ kind: 'resealedUp', time: 12 }),
    ]
    expect(sealSpans(events)).toEqual([
      { kind: 'sealed', side: 'up', from: 5, to: 9 },
      { kind: 'open', side: 'up', from: 9, to: 12 },
      { kind: 'sealed', side: 'up', from: 12, to: null },
    ])
  })
})

describe('small figures', () => {
  it('puts the unchanged between falls and rises', () => {
    const bars = histogramBars(Array.from({ length: 23 }, (_, index) => index))
    expect(bars.map(({ label }) => label)).toEqual([
      ...['<-10', '-10', '-9', '-8', '-7', '-6', '-5', '-4', '-3', '-2', '-1'],
      ...['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '≥10'],
    ])
    expect(bars.map(({ count }) => count)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 22, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    ])
    expect(histogramBars([])).toEqual([])
  })

  it('calls a feed silent when more than half of its symbols are', () => {
    expect(areMostSilent({ stale: 500, seen: 1_000 })).toBe(false)
    expect(areMostSilent({ stale: 501, seen: 1_000 })).toBe(true)
    expect(areMostSilent({ stale: 0, seen: 0 })).toBe(false)
  })

  it('counts missing minutes', () => {
    expect(missingMinutes([minuteRow({ minute: 0 }), undefined, minuteRow({ minute: 2 })])).toEqual([1])
    expect(missingMinutes([])).toEqual([])
  })

  it('lays sessions out by month and week', () => {
    // 2022-04-27 was a Wednesday, 2022-04-29 a Friday, 2022-05-05 a Thursday
    const days = ['2022-04-27', '2022-04-29', '2022-05-05'].map((date) => ({ date }))
    expect(monthsOf(days)).toEqual([
      { month: '2022-04', weeks: [[null, null, days[0], null, days[1]]] },
      { month: '2022-05', weeks: [[null, null, null, days[2], null]] },
    ])
  })

  it('goes back to a minute without what came after it', () => {
    const minutes = [0, 1, 2, 3].map((minute) => minuteRow({ minute }))
    const events = [500, 999, 1_000, 2_500].map((time, index) => limitEvent({ time, sequence: index + 1 }))
    const day = { ...emptyDay('main', '2022-04-27', null), minutes, events, closed: true }
    const back = dayAtMinute(day, 1)
    expect(back.minutes).toHaveLength(2)
    expect(back.events.map(({ time }) => time)).toEqual([500, 999])
    expect(back.closed).toBe(false)
    expect(dayAtMinute(day, 0).minutes).toEqual([])
  })

  it('keeps the place in the address', () => {
    const place = { view: 'ladder', dataset: 'sim-7', date: '2022-04-27', replay: 60 } as const
    expect(readPlace(writePlace(place))).toEqual(place)
    expect(readPlace('?dataset=sim-7&replay=60')).toMatchObject({ dataset: 'sim-7', replay: 60 })
    expect(readPlace('#view=nonsense&date=27.4.&replay=fast')).toEqual({
      view: 'session',
      dataset: null,
      date: null,
      replay: null,
    })
    expect(writePlace({ view: 'session', dataset: null, date: null, replay: null })).toBe('')
  })
})
