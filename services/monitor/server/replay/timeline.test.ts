import { describe, expect, it } from 'vitest'
import { minuteBefore } from './timeline.ts'

describe('where a replay begins', () => {
  it.each([
    ['00:00', -1],
    ['09:25', -1],
    ['09:26', 0],
    ['09:30', 0],
    ['09:31', 1],
    ['11:29', 119],
    ['11:30', 120],
    ['12:15', 120],
    ['13:00', 120],
    ['13:01', 121],
    ['14:59', 239],
    ['15:00', 240],
    ['23:59', 240],
  ])('%s is after minute %i', (time, minute) => {
    expect(minuteBefore('2022-04-27', time)).toBe(minute)
  })
})
