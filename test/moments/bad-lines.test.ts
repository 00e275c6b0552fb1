import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import { withoutFields } from '../support/processor-run.ts'
import {
  A,
  afterwards,
  at,
  B,
  barDay,
  C,
  MONDAY,
  PIPELINE,
  price,
  sealedAt,
  snapshot,
  TUESDAY,
  tickDay,
} from './market-day.ts'

const HISTORY = [
  barDay(MONDAY, [
    [A, 10, 11, 10, 11, 10],
    [B, 10, 11, 10, 11, 10],
    [C, 10, 10, 10, 10, 10],
  ]),
]
const AFTER_11 = { prevClose: price(11) }
const sealedA = (time: string, volume: number) =>
  snapshot(A, TUESDAY, time, 12.1, { ...AFTER_11, ...sealedAt(12.1), volume })
const DAY = [
  sealedA('9:25:03', 1_000),
  snapshot(A, TUESDAY, '9:50:00', 12, { ...AFTER_11, high: price(12.1), volume: 2_000 }),
  sealedA('10:20:00', 3_000),
  sealedA('15:00:02', 4_000),
  ...['9:25:04', '10:00:00', '15:00:01'].map((time, place) =>
    snapshot(B, TUESDAY, time, 11.5, { ...AFTER_11, volume: 1_000 * (place + 1) }),
  ),
  snapshot(C, TUESDAY, '15:00:03', 10),
]

/** Every settled line, without what hygiene counted. */
const settled = (ticks: Parameters<typeof tickDay>[1]) =>
  afterwards([...HISTORY, tickDay(TUESDAY, ticks)], async (_, run) => {
    const lines: string[] = []
    for (const topic of PIPELINE.topics)
      lines.push(...withoutFields(await run.lines(topic), ['hygiene']).map((line) => `${topic} ${line}`))
    return lines
  })

const hygieneOf = (ticks: Parameters<typeof tickDay>[1]) =>
  afterwards([...HISTORY, tickDay(TUESDAY, ticks)], async (said) => (await said.minute(TUESDAY, 240)).hygiene)

describe('a machine whose clock is wrong', () => {
  const received = (offset: number) =>
    DAY.map((tick) => ({ ...tick, receivedAt: (tick.eventTime + offset) as EventTime }))

  it.each([
    ['an hour behind', -3_600_000],
    ['a year ahead', 365 * 86_400_000],
  ])('changes no figure: %s; the skew is counted', async (_, offset) => {
    expect(await settled(received(offset))).toEqual(await settled(DAY))
    expect(await hygieneOf(received(offset))).toMatchObject({ clockSkew: DAY.length, accepted: DAY.length })
  })

  it('is not suspected while snapshots come as fast as they should', async () => {
    expect((await hygieneOf(received(800))).clockSkew).toBeUndefined()
  })
})

describe('snapshots that come twice or late', () => {
  it('twice: change nothing and are counted', async () => {
    const twice = [...DAY, ...DAY.slice(0, 3), { tick: DAY[1]!, at: at(TUESDAY, '9:53') }]
    expect(await settled(twice)).toEqual(await settled(DAY))
    expect(await hygieneOf(twice)).toMatchObject({ duplicate: 4, accepted: DAY.length })
  })

  it('late and newest: the minutes since are corrected, and all others are as if it had come in time', async () => {
    const [first, opened, ...rest] = DAY
    const late = [first!, { tick: opened!, at: at(TUESDAY, '9:58:10') }, ...rest]
    await afterwards([...HISTORY, tickDay(TUESDAY, late)], async (said) => {
      const rows = (await said.of('boards')).filter((row) => row.symbol === A && row.tradeDate === TUESDAY)
      const corrected = rows.filter(({ revision }) => revision > 0)
      // 09:50:00 is of row 21; at 09:58:30 row 28 is the newest.
      expect(corrected.map(({ minute, up, breakCount }) => [minute, up, breakCount])).toEqual(
        [21, 22, 23, 24, 25, 26, 27, 28].map((minute) => [minute, 'broken', 1]),
      )
      expect(await said.changes(A)).toContainEqual(['openedUp', at(TUESDAY, '9:50')])
    })
    expect(await hygieneOf(late)).toMatchObject({ lateApplied: 1, accepted: DAY.length })
    const inTime = await afterwards([...HISTORY, tickDay(TUESDAY, DAY)], async (said) => ({
      minutes: await Promise.all([20, 21, 25, 28, 29, 240].map((minute) => said.minute(TUESDAY, minute))),
    }))
    await afterwards([...HISTORY, tickDay(TUESDAY, late)], async (said) => {
      for (const wanted of inTime.minutes) {
        const { hygiene: _h, revision: _r, eventTime: _e, ...figures } = wanted
        expect(await said.minute(TUESDAY, wanted.minute)).toMatchObject(figures)
      }
    })
  })

  it('late and older than what is known: only a touch counts', async () => {
    const touch = snapshot(B, TUESDAY, '9:40:00', 11.6, { ...AFTER_11, high: price(12.1), volume: 1_500 })
    const late = [...DAY, { tick: touch, at: at(TUESDAY, '10:10') }]
    await afterwards([...HISTORY, tickDay(TUESDAY, late)], async (said) => {
      expect(await said.board(TUESDAY, 40, B)).toMatchObject({ up: 'none' })
      expect(await said.board(TUESDAY, 41, B)).toMatchObject({
        up: 'broken',
        last: price(11.5),
        firstTouchTime: at(TUESDAY, '9:40'),
      })
    })
    expect(await hygieneOf(late)).toMatchObject({ lateOlder: 1 })
  })
})

describe('a poisoned snapshot', () => {
  const without = DAY.filter(({ symbol, volume }) => symbol !== B || volume !== 2_000)
  const poisoned = DAY.find(({ symbol, volume }) => symbol === B && volume === 2_000)!

  it.each([
    ['a volume beyond all sums', { volume: 5e12, amount: null }, 'processingFailed'],
    ['a price beyond all sums', { last: 9e14, high: 9e14, amount: null }, 'processingFailed'],
    ['an amount beyond all sums', { amount: 5.75e14, volume: 5e11 }, 'processingFailed'],
    ['a price off the grid', { last: price(11.505) }, 'offGrid'],
    [
      'a price beyond the limits that it prints',
      { limitUp: price(11.4), limitDown: price(9) },
      'outsideLimits',
    ],
    ['a volume in lots', { volume: 2, amount: 2_300_000 }, 'unitChange'],
  ] as const)('of %s is a dead letter; its neighbours go on', async (_, harm, code) => {
    const harmed = DAY.map((tick) => (tick === poisoned ? ({ ...tick, ...harm } as typeof tick) : tick))
    expect(await settled(harmed)).toEqual(await settled(without))
    await afterwards([...HISTORY, tickDay(TUESDAY, harmed)], async (_said, run) => {
      const letters = (await run.records('deadLetters')).map(({ value }) => value)
      expect(letters).toMatchObject([{ code, symbol: B, source: 'market.ticks', tradeDate: TUESDAY }])
    })
  })

  it('as the first of its share, after a reference price of a hundredth of a fen, stops nobody', async () => {
    const first = snapshot(C, TUESDAY, '9:26:00', 1_000, { prevClose: price(0.0001) })
    const harmed = [...DAY, first]
    expect(await settled(harmed)).toEqual(await settled(DAY))
  })
})
