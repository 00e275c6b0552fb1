import { describe, expect, it } from 'vitest'
import { shanghaiTime, type TradeDate } from '../trade-date.ts'
import { inspect } from './hygiene.ts'
import { HYGIENE_MARKS } from './hygiene-mark.ts'
import { MAIN_DAY, MORNING, run, snapshotAt, yuan } from './testing/snapshots.ts'
import { NOTHING_SEEN, TICK_MEMORY_FIELDS } from './tick-memory.ts'

describe('what is dropped', () => {
  it('a snapshot of another day, by its time or by its trade date', () => {
    const yesterday = shanghaiTime(2023_01_31 as TradeDate, 10, 0)
    expect(run([snapshotAt('', { eventTime: yesterday })]).marks).toEqual(['staleDay'])
    expect(run([snapshotAt('10:00:00', { tradeDate: 2023_01_31 as TradeDate })]).marks).toEqual(['staleDay'])
    expect(run([snapshotAt('', { eventTime: shanghaiTime(2023_02_02 as TradeDate, 0, 0) })]).marks).toEqual([
      'staleDay',
    ])
  })

  it("yesterday's figures under today's time: an open before the opening auction", () => {
    const { marks, memory } = run([snapshotAt('09:16:00', { ...MORNING, prevClose: 9.5 })])
    expect(marks).toEqual(['staleDay'])
    expect(memory).toBeUndefined()
  })

  it('what is stamped before 09:15', () => {
    expect(run([snapshotAt('09:14:59.999')]).marks).toEqual(['preOpen'])
    expect(run([snapshotAt('09:15:00')]).marks).toEqual([])
  })

  it('an exact duplicate, not one of equal time with another content', () => {
    const first = snapshotAt('10:00:00', MORNING)
    const more = snapshotAt('10:00:00', { ...MORNING, volume: 600, amount: 6007 })
    const book = snapshotAt('10:00:00', {
      ...MORNING,
      volume: 600,
      amount: 6007,
      book: [9.99, 200, 10.01, 100],
    })
    const { marks, ticks } = run([first, first, more, more, book, book])
    expect(marks).toEqual(['duplicate', 'duplicate', 'duplicate'])
    expect(ticks.map(({ volume, bidVolume }) => [volume, bidVolume])).toEqual([
      [500, 100],
      [600, 100],
      [600, 200],
    ])
  })

  it('hands the memory back as it was', () => {
    const { memory } = run([snapshotAt('10:00:00', MORNING)])
    expect(inspect(snapshotAt('09:00:00'), memory, MAIN_DAY).memory).toBe(memory)
    expect(inspect(snapshotAt('10:00:03', { ...MORNING, last: 10.021 }), memory, MAIN_DAY).memory).toBe(
      memory,
    )
  })
})

describe('before the first trade', () => {
  it.each([null, 0, -1])('a last price of %s is none', (last) => {
    const { ticks } = run([snapshotAt('09:31:00', { last, open: 0, high: 0, low: 0 })])
    expect(ticks[0]).toMatchObject({
      isTrade: false,
      last: null,
      open: null,
      high: null,
      low: null,
      volume: 0,
    })
  })

  it('a last price without volume is the reference price, not a trade', () => {
    const { ticks } = run([snapshotAt('09:31:00', { last: 10, open: 0, volume: 0 })])
    expect(ticks[0]).toMatchObject({ isTrade: false, last: null, high: null })
  })

  it('an index needs no volume to have a price', () => {
    const { ticks } = run([snapshotAt('09:31:00', { last: 3284.9213 })], { ...MAIN_DAY, board: 'INDEX' })
    expect(ticks[0]).toMatchObject({ isTrade: true, last: 32_849_213 })
  })
})

describe('a memory', () => {
  it('of another session counts as none', () => {
    const { memory } = run([snapshotAt('10:00:00', MORNING)])
    const tomorrow = { ...MAIN_DAY, tradeDate: 2023_02_02 as TradeDate }
    const eventTime = shanghaiTime(tomorrow.tradeDate, 9, 31)
    const next = inspect(snapshotAt('', { ...tomorrow, eventTime, prevClose: 10.02 }), memory, tomorrow)
    expect(next).toMatchObject({ kind: 'accepted', marks: [], tick: { volume: 0, prevClose: yuan(10.02) } })
  })

  it('has an Avro type for each of its fields, nullable where the field is', () => {
    expect(Object.keys(TICK_MEMORY_FIELDS)).toEqual(Object.keys(NOTHING_SEEN))
    for (const [field, value] of Object.entries(NOTHING_SEEN)) {
      const type: string = TICK_MEMORY_FIELDS[field as keyof typeof TICK_MEMORY_FIELDS]
      if (value === null) expect(type).toBe('long?')
      else expect(type.replace('int', 'long')).toBe(typeof value === 'number' ? 'long' : 'boolean')
    }
  })

  it('marks are named once', () => {
    expect(new Set(HYGIENE_MARKS).size).toBe(HYGIENE_MARKS.length)
  })
})
