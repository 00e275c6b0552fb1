import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WEEKDAY_CLOSURES } from './data/trading-days.ts'
import { closuresFromSessions, sessionsFromClosures } from './weekday-closures.ts'

describe('weekday closures', () => {
  it('leave the weekdays of a year', () => {
    expect(sessionsFromClosures(2024, '')).toHaveLength(262)
    expect(sessionsFromClosures(2024, '0101 1230-1231').slice(0, 4)).toEqual([
      20240102, 20240103, 20240104, 20240105,
    ])
    expect(sessionsFromClosures(2024, '0101 1230-1231').at(-1)).toBe(20241227)
  })

  it('ignore the weekends inside a range', () => {
    expect(sessionsFromClosures(2026, '0216-0223')).toEqual(sessionsFromClosures(2026, '0216-0220 0223'))
  })

  it('come back from the sessions that they leave', () => {
    for (const [year, closures] of WEEKDAY_CLOSURES) {
      expect(closuresFromSessions(year, sessionsFromClosures(year, closures))).toBe(closures)
    }
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2040 }), fc.infiniteStream(fc.boolean()), (year, coin) => {
        const sessions = sessionsFromClosures(year, '').filter(() => coin.next().value)
        const closures = closuresFromSessions(year, sessions)
        expect(sessionsFromClosures(year, closures)).toEqual(sessions)
      }),
      { numRuns: 30 },
    )
  })
})
