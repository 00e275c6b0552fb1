import { expect, it } from 'vitest'
import type { Signal } from '../../../schemas/generated/events.ts'
import { runSeries, sessionsBetween } from '../../../test/support/series-run.ts'
import { allShareBars, indexBars, microcapBars, realData } from '../../../tools/evidence/chinese-history.ts'
import { microcapProcessor } from './microcap-processor.ts'

/** Far enough back for the year line of the first published week, and for crowding a year before. */
const FIRST = 20231201
const LAST = 20251024

/** Fixture G24 on real closes: published state, RN / MA and slope of the microcap index, per session. */
const PUBLISHED = [
  [20250630, 'microcap', 1.93 / 1.41, 0.00257],
  [20250731, 'microcap', 2.0 / 1.48, 0.005],
  [20250908, 'mao', null, null],
  [20251024, 'microcap', 1.97 / 1.67, 0.0034],
] as const

it('says what was published of 2025, on the proxies of both indices', () => {
  const folder = realData()
  if (folder === undefined)
    return console.log('no real data: the published weeks of microcaps are not compared')
  const events = [
    ...microcapBars(folder),
    ...indexBars(folder, '1.000300', '000300.SH'),
    ...allShareBars(folder),
    ...indexBars(folder, '1.000905', '000905.SH'),
  ].filter(({ value }) => value.tradeDate >= FIRST && value.tradeDate <= LAST)
  const rows = runSeries(microcapProcessor, { sessions: sessionsBetween(FIRST, LAST), events }).map(
    ({ value }) => value as unknown as Signal,
  )
  const of = (signal: string, date: number): Signal =>
    rows.find((row) => row.signal === signal && row.tradeDate === date)!
  for (const [date, state, ratio, slope] of PUBLISHED) {
    const row = of('microcap_rotation', date)
    expect(row.state).toBe(state)
    if (ratio === null) {
      expect(row.components.microSlope!).toBeLessThan(0)
      expect(row.components.maoSlope!).toBeGreaterThan(0)
      expect(row.components.ratio!).toBeGreaterThan(1)
    } else {
      expect(Math.abs(row.components.ratio! - ratio)).toBeLessThan(0.02)
      expect(Math.abs(row.components.microSlope! - slope)).toBeLessThan(0.0004)
    }
    expect(of('microcap_risk', date).state).toBe('yieldMissing')
  }
  // Published in 2025-02, -06 and -07; the days were not.
  for (const [date, crowding] of [
    [20250228, -0.5009],
    [20250613, -0.415],
    [20250731, -0.1356],
  ] as const)
    expect(Math.abs(of('microcap_risk', date).components.crowdingYoy! - crowding)).toBeLessThan(0.02)
})
