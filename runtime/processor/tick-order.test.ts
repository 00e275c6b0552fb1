import { describe, expect, it } from 'vitest'
import type { Tick } from '../../schemas/generated/events.ts'
import { compareTicks } from './tick-order.ts'

const tick = (known: Partial<Tick>): Tick =>
  ({ eventTime: 5, volume: 0, sequence: null, late: false, last: null, ...known }) as Tick

describe('compareTicks', () => {
  it.each<[string, Partial<Tick>, Partial<Tick>]>([
    ['those in time before late ones', { eventTime: 9 as never }, { late: true }],
    ['late ones by their own time', { late: true, eventTime: 3 as never }, { late: true }],
    ['less volume first', { volume: 1 }, { volume: 2 }],
    ['then the number of the source', { sequence: 3 }, { sequence: 4 }],
    ['then content', { last: 1 as never }, { last: 2 as never }],
  ])('%s', (_rule, first, second) => {
    expect(compareTicks(tick(first), tick(second))).toBeLessThan(0)
    expect(compareTicks(tick(second), tick(first))).toBeGreaterThan(0)
  })

  it('finds copies equal', () => {
    expect(compareTicks(tick({}), tick({}))).toBe(0)
  })
})
