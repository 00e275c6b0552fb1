import fc from 'fast-check'
import { from, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { correlation, createWindow, mean, sum } from '../../core/windows/windows.ts'
import { KeyedState } from '../processor/keyed-state.ts'
import { type Rolled, rolling } from './rolling.ts'
import { inState, storedWindow } from './window-store.ts'

interface Tick {
  readonly symbol: string
  readonly price: number | null
  readonly volume: number
  readonly time: number
}

const tick: fc.Arbitrary<Omit<Tick, 'time'>> = fc.record({
  symbol: fc.constantFrom('600519.SH', '000001.SZ', '300750.SZ'),
  price: fc.option(fc.integer({ min: 1, max: 1_000 }), { freq: 6 }),
  volume: fc.integer({ min: 0, max: 1_000_000 }),
})
const ticks = fc.array(tick, { maxLength: 60 }).map((drawn) => drawn.map((each, time) => ({ ...each, time })))
const batchesOf = (events: readonly Tick[], size: number): Tick[][] =>
  Array.from({ length: Math.ceil(events.length / size) }, (_, at) => events.slice(at * size, (at + 1) * size))
const rolled = async (
  operator: ReturnType<typeof rolling<Tick>>,
  batches: readonly Tick[][],
): Promise<Rolled<Tick>[]> =>
  (await lastValueFrom(from(batches).pipe(operator, toArray()), { defaultValue: [] })).flat()

const priceOf = ({ price }: Tick): number | null => price
const symbolOf = ({ symbol }: Tick): string => symbol

describe('rolling', () => {
  it('gives each key a window of its own, whatever the batches', async () => {
    await fc.assert(
      fc.asyncProperty(ticks, fc.integer({ min: 1, max: 20 }), async (events, size) => {
        const spec = mean({ length: 4, minimum: 2 })
        const expected = events.map((event, at) => {
          const window = createWindow(spec)
          for (const other of events.slice(0, at + 1))
            if (other.symbol === event.symbol) window.push(other.price)
          return { event, value: window.value }
        })
        expect(await rolled(rolling(spec, priceOf, symbolOf), batchesOf(events, size))).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })

  it('feeds two series, and windows in time', async () => {
    const events = [1, 2, 3, 4, 5].map((price) => ({
      symbol: 'a',
      price,
      volume: price * price,
      time: price * 10,
    }))
    const pairs = rolling<Tick>(correlation({ length: 3 }), ({ price, volume }) => [price, volume], symbolOf)
    const values = (await rolled(pairs, [events])).map(({ value }) => value)
    expect(values.slice(0, 2)).toEqual([null, null])
    // 1,2,3 with 1,4,9: covariance 4, spreads 1 and 49/3
    expect(values[2]).toBeCloseTo(4 / Math.sqrt(49 / 3), 12)
    const timed = rolling<Tick>(sum({ duration: 20 }), priceOf, symbolOf, { timeOf: ({ time }) => time })
    expect((await rolled(timed, [events])).map(({ value }) => value)).toEqual([1, 3, 5, 7, 9])
  })

  it('keeps its memory in a state store, which goes back', async () => {
    const spec = mean({ length: 3, minimum: 1 })
    const state = new KeyedState<ReturnType<typeof createWindow<typeof spec>>>()
    const operator = rolling<Tick>(spec, priceOf, symbolOf, { windows: inState(state, storedWindow(spec)) })
    const events = [3, 6, 9, 12].map((price, time) => ({ symbol: 'a', price, volume: 0, time }))
    await rolled(operator, [events.slice(0, 2)])
    const savepoint = state.savepoint()
    const first = await rolled(operator, [events.slice(2)])
    state.rollback(savepoint)
    expect(state.get('a')!.value).toBe(4.5)
    expect(await rolled(operator, [events.slice(2)])).toEqual(first)
    expect(first.map(({ value }) => value)).toEqual([6, 9])
  })

  it('ends the stream with what the window refuses, and says so', async () => {
    const bad = [{ symbol: 'a', price: Number.NaN, volume: 0, time: 0 }]
    await expect(rolled(rolling(mean({ length: 3 }), priceOf, symbolOf), [bad])).rejects.toThrow(
      /mean\(length 3\).*NaN/,
    )
    const pair = rolling<Tick>(mean({ length: 3 }), () => [1, 2], symbolOf)
    await expect(rolled(pair, [bad])).rejects.toThrow(TypeError)
    await expect(rolled(rolling(correlation({ length: 3 }), priceOf, symbolOf), [bad])).rejects.toThrow(
      TypeError,
    )
  })
})
