import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LimitEvent, MinuteRow } from './api.ts'
import { applyEvent } from './apply-event.ts'
import { currentRow, type Day, emptyDay, rowsSoFar } from './day.ts'
import { board, group, limitEvent, minuteRow } from './testing/rows.ts'

const PLACE = { dataset: 'main', date: '2022-04-27' } as const
const DAY = emptyDay(PLACE.dataset, PLACE.date, '2022-04-26')

const minute = (day: Day, row: Partial<MinuteRow>): Day =>
  applyEvent(day, 'minute', { ...PLACE, row: minuteRow(row) })
const change = (day: Day, event: Partial<LimitEvent>, deleted = false): Day =>
  applyEvent(day, 'limit-change', { ...PLACE, event: limitEvent(event), deleted })

describe('minutes', () => {
  it('puts a row at its minute, and a higher revision in its place', () => {
    const day = minute(minute(minute(DAY, { minute: 3, limitUps: 5 }), { minute: 1 }), {
      minute: 3,
      revision: 1,
      limitUps: 6,
    })
    expect(rowsSoFar(day).map((row) => [row.minute, row.limitUps])).toEqual([
      [1, 0],
      [3, 6],
    ])
  })

  it('ignores a lower revision that comes later', () => {
    const day = minute(DAY, { minute: 3, revision: 2, limitUps: 7 })
    expect(minute(day, { minute: 3, revision: 1, limitUps: 6 })).toBe(day)
  })

  it('shows what stands between minutes until a minute at or after it', () => {
    const live = applyEvent(minute(DAY, { minute: 3, eventTime: 3_000 }), 'live', {
      ...PLACE,
      row: minuteRow({ minute: 4, eventTime: 3_500, settled: false, limitUps: 9 }),
    })
    expect(currentRow(live)?.limitUps).toBe(9)
    expect(currentRow(minute(live, { minute: 3, eventTime: 3_000, revision: 1 }))?.limitUps).toBe(9)
    expect(currentRow(minute(live, { minute: 4, eventTime: 4_000, limitUps: 8 }))?.limitUps).toBe(8)
  })

  it('does not go back to a live row that is older than a minute', () => {
    const day = minute(DAY, { minute: 4, eventTime: 4_000 })
    expect(applyEvent(day, 'live', { ...PLACE, row: minuteRow({ minute: 4, eventTime: 3_900 }) })).toBe(day)
  })

  it('is closed by its final row', () => {
    expect(minute(DAY, { minute: 240, final: true }).closed).toBe(true)
    expect(minute(DAY, { minute: 239 }).closed).toBe(false)
  })
})

describe('limit changes', () => {
  it('come out in order of time whatever order they come in, and once however often they come', () => {
    const events = Array.from({ length: 12 }, (_, index) =>
      limitEvent({
        symbol: `60000${index % 3}.SH`,
        sequence: 1 + Math.floor(index / 3),
        time: 1_000 * (index % 5),
      }),
    )
    const expected = [...events].sort(
      (a, b) => a.time - b.time || a.symbol.localeCompare(b.symbol) || a.sequence - b.sequence,
    )
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events.slice(0, 5)], { minLength: 17 }), (order) => {
        const day = order.reduce((before, event) => change(before, event), DAY)
        expect(day.events).toEqual(expected)
      }),
    )
  })

  it('takes the higher revision, and withdraws what is deleted', () => {
    const first = change(DAY, { sequence: 1, time: 1_000 })
    const moved = change(first, { sequence: 1, time: 2_000, revision: 1 })
    expect(moved.events.map(({ time }) => time)).toEqual([2_000])
    expect(change(moved, { sequence: 1, time: 1_000, revision: 0 })).toBe(moved)
    expect(change(moved, { sequence: 1, revision: 2 }, true).events).toEqual([])
    expect(change(DAY, { sequence: 1 }, true)).toBe(DAY)
  })
})

describe('members and groups', () => {
  it('changes, removes, and forgets the others where the event is full', () => {
    const at = (day: Day, full: boolean, symbols: readonly string[], removed: readonly string[] = []): Day =>
      applyEvent(day, 'members', {
        ...PLACE,
        eventTime: 1,
        minute: 1,
        full,
        changed: symbols.map((symbol) => board({ symbol })),
        removed: [...removed],
      })
    const day = at(at(DAY, true, ['1', '2', '3']), false, ['4'], ['2'])
    expect([...day.boards.keys()]).toEqual(['1', '3', '4'])
    expect([...at(day, true, ['5']).boards.keys()]).toEqual(['5'])
  })

  it('keeps the newest minute of a group', () => {
    const at = (day: Day, minute: number, limitUps: number): Day =>
      applyEvent(day, 'group', { ...PLACE, minute, rows: [group({ minute, limitUps })] })
    const day = at(at(DAY, 5, 3), 4, 1)
    expect(day.groups.get('industry/电力')?.limitUps).toBe(3)
  })
})

it('changes nothing by events of another data set or date', () => {
  const row = minuteRow({ minute: 1 })
  expect(applyEvent(DAY, 'minute', { dataset: 'sim-1', date: PLACE.date, row })).toBe(DAY)
  expect(applyEvent(DAY, 'minute', { dataset: 'main', date: '2022-04-28', row })).toBe(DAY)
})
