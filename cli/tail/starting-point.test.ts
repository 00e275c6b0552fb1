import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { type StartingPoint, startingPoint } from './starting-point.ts'

const DATE = 20220427 as TradeDate

const isoOf = (point: StartingPoint): string => {
  if (point.kind === 'time') return new Date(point.time).toISOString()
  return point.kind === 'clock' ? new Date(point.at(DATE)).toISOString() : point.kind
}

describe('a starting point', () => {
  it.each([
    [undefined, 'newest'],
    ['beginning', 'beginning'],
    ['latest', 'latest'],
    ['09:30', '2022-04-27T01:30:00.000Z'],
    ['9:05', '2022-04-27T01:05:00.000Z'],
    ['14:56:30', '2022-04-27T06:56:30.000Z'],
    ['2022-04-26', '2022-04-25T16:00:00.000Z'],
    ['20220426', '2022-04-25T16:00:00.000Z'],
    ['2022-04-26T10:30', '2022-04-26T02:30:00.000Z'],
    ['2022-04-26 10:30:15', '2022-04-26T02:30:15.000Z'],
    ['2022-04-26T10:30:15.250', '2022-04-26T02:30:15.250Z'],
    ['2022-04-26T10:30Z', '2022-04-26T10:30:00.000Z'],
    ['2022-04-26T10:30:00-05:00', '2022-04-26T15:30:00.000Z'],
  ])('%s is %s', (text, wanted) => {
    expect(isoOf(startingPoint(text))).toBe(wanted)
  })

  it.each(['yesterday', '25:00', '09:60', '2022-02-30', '2022-04-26T25:00', '', '10'])(
    'refuses %s and says what it may be',
    (text) => {
      expect(() => startingPoint(text)).toThrow('It may be beginning, latest, a time of the newest session')
    },
  )
})
