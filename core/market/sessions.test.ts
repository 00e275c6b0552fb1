import { describe, expect, it } from 'vitest'
import type { Board } from './board.ts'
import {
  isTradingPhase,
  type Phase,
  phaseAt,
  SESSION_MINUTES,
  sessionMinute,
  sessionMinuteEnd,
  sessionWindows,
} from './sessions.ts'
import { type EventTime, shanghaiTime, type TradeDate } from './trade-date.ts'

const date = (value: number) => value as TradeDate

function at(day: number, clock: string): EventTime {
  const [hour, minute, second = 0] = clock.split(':').map(Number)
  return shanghaiTime(date(day), hour!, minute!, second)
}

describe('phaseAt', () => {
  it.each([
    ['00:00:00', 'preOpen'],
    ['09:14:59', 'preOpen'],
    ['09:15:00', 'openCall'],
    ['09:19:59', 'openCall'],
    ['09:20:00', 'openCallNoCancel'],
    ['09:24:59', 'openCallNoCancel'],
    ['09:25:00', 'openMatch'],
    ['09:25:03', 'openMatch'],
    ['09:26:00', 'gap'],
    ['09:29:59', 'gap'],
    ['09:30:00', 'continuousAm'],
    ['11:29:59', 'continuousAm'],
    ['11:30:00', 'lunch'],
    ['12:59:59', 'lunch'],
    ['13:00:00', 'continuousPm'],
    ['14:56:59', 'continuousPm'],
    ['14:57:00', 'closeCall'],
    ['14:59:59', 'closeCall'],
    ['15:00:00', 'closeMatch'],
    ['15:00:59', 'closeMatch'],
    ['15:01:00', 'closed'],
    ['15:04:59', 'closed'],
    ['15:05:00', 'afterHours'],
    ['15:29:59', 'afterHours'],
    ['15:30:00', 'closed'],
    ['23:59:59', 'closed'],
  ] as const)('%s is %s', (clock, phase) => {
    expect(phaseAt(at(20260706, clock), 'SH_MAIN')).toBe(phase)
  })

  it.each([
    ['SH_MAIN', 20180817, '14:58', 'continuousPm'],
    ['SH_MAIN', 20180820, '14:58', 'closeCall'],
    ['SZ_MAIN', 20180817, '14:58', 'closeCall'],
    ['CHINEXT', 20180817, '14:58', 'closeCall'],
    ['FUND', 20260703, '14:58', 'continuousPm'],
    ['FUND', 20260706, '14:58', 'closeCall'],
    ['STAR', 20190722, '15:10', 'afterHours'],
    ['CHINEXT', 20200821, '15:10', 'closed'],
    ['CHINEXT', 20200824, '15:10', 'afterHours'],
    ['SH_MAIN', 20260703, '15:10', 'closed'],
    ['SH_MAIN', 20260706, '15:10', 'afterHours'],
    ['SZ_MAIN', 20260706, '15:10', 'afterHours'],
    ['BSE', 20260706, '15:10', 'closed'],
  ] as const)('of %s on %d at %s is %s', (board, day, clock, phase) => {
    expect(phaseAt(at(day, clock), board)).toBe(phase)
  })

  it('shows trades only where a limit can be touched', () => {
    const phases: Phase[] = ['openMatch', 'continuousAm', 'continuousPm', 'closeMatch']
    for (const { phase } of sessionWindows(date(20260706), 'STAR')) {
      expect(isTradingPhase(phase)).toBe(phases.includes(phase))
    }
  })
})

describe('sessionWindows', () => {
  it.each<[Board, number]>([
    ['SH_MAIN', 20170103],
    ['SH_MAIN', 20260706],
    ['BSE', 20260706],
  ])('tile the day of %s on %d and agree with phaseAt', (board, day) => {
    const windows = sessionWindows(date(day), board)
    expect(windows[0]!.from).toBe(at(day, '00:00'))
    expect(windows.at(-1)!.until).toBe(at(day, '24:00'))
    for (const [index, window] of windows.entries()) {
      if (index > 0) {
        expect(window.from).toBe(windows[index - 1]!.until)
        expect(window.phase).not.toBe(windows[index - 1]!.phase)
      }
      expect(phaseAt(window.from, board)).toBe(window.phase)
      expect(phaseAt((window.until - 1) as EventTime, board)).toBe(window.phase)
    }
  })
})

describe('sessionMinute', () => {
  it.each([
    ['09:24:59', null],
    ['09:25:00', 0],
    ['09:29:59', 0],
    ['09:30:00', 1],
    ['09:30:59', 1],
    ['09:31:00', 2],
    ['11:28:59', 119],
    ['11:29:00', 120],
    ['11:30:59', 120],
    ['11:31:00', null],
    ['12:59:59', null],
    ['13:00:00', 121],
    ['13:01:00', 122],
    ['14:58:59', 239],
    ['14:59:00', 240],
    ['15:00:00', 240],
    ['15:00:59', 240],
    ['15:01:00', null],
  ])('%s is in row %s', (clock, row) => {
    expect(sessionMinute(at(20220425, clock))).toBe(row)
  })

  it('labels 241 rows 09:25, 09:31 to 11:30 and 13:01 to 15:00, each the end of its window', () => {
    const labels = Array.from({ length: SESSION_MINUTES }, (_, row) => sessionMinuteEnd(date(20220425), row))
    expect(labels[0]).toBe(at(20220425, '09:25'))
    expect(labels[1]).toBe(at(20220425, '09:31'))
    expect(labels[120]).toBe(at(20220425, '11:30'))
    expect(labels[121]).toBe(at(20220425, '13:01'))
    expect(labels[240]).toBe(at(20220425, '15:00'))
    for (const [row, label] of labels.entries()) {
      if (row > 0) expect(sessionMinute((label - 1) as EventTime)).toBe(row)
    }
  })
})
