import { describe, expect, it } from 'vitest'
import { sessionMinute, sessionMinuteEnd } from '../../../../../core/market/sessions.ts'
import type { TradeDate } from '../../../../../core/market/trade-date.ts'
import { clock, minuteLabel, minuteOfTime } from './session-minute.ts'

const DATE = 20220427 as TradeDate

describe('session minutes on the axis', () => {
  it('labels every row with the end that the pipeline gives it', () => {
    for (let minute = 0; minute <= 240; minute += 1) {
      expect(minuteLabel(minute)).toBe(clock(sessionMinuteEnd(DATE, minute), false))
    }
  })

  it('places a moment inside the row that it falls into', () => {
    for (let minute = 1; minute <= 240; minute += 1) {
      const inside = sessionMinuteEnd(DATE, minute) - 30_000
      expect(sessionMinute(inside as never)).toBe(minute)
      expect(minuteOfTime(inside)).toBe(minute - 0.5)
    }
  })

  it('keeps what lies outside the session at its ends', () => {
    const at = (text: string): number => Date.parse(`2022-04-27T${text}+08:00`)
    expect(minuteOfTime(at('09:25:00'))).toBe(0)
    expect(minuteOfTime(at('12:10:00'))).toBe(120)
    expect(minuteOfTime(at('15:20:00'))).toBe(240)
    expect(clock(at('09:31:03'))).toBe('09:31:03')
  })
})
