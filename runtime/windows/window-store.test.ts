import { describe, expect, it } from 'vitest'
import { defineWindows, ema, mean, percentileRank, sum, type WindowOf } from '../../core/windows/windows.ts'
import type { KeyedState } from '../processor/keyed-state.ts'
import { StateStores } from '../processor/state-stores.ts'
import { inState, storedWindow, storedWindows } from './window-store.ts'

const SPEC = percentileRank({ length: 243 })
const Averages = defineWindows({
  month: mean({ length: 21, minimum: 1 }),
  trend: ema({ length: 12, minimum: 1 }),
})
const RANK = storedWindow(SPEC)
const AVERAGES = storedWindows(Averages)
type Stores = {
  readonly ranks: KeyedState<WindowOf<typeof SPEC>>
  readonly averages: KeyedState<ReturnType<typeof Averages.create>>
}

const stores = (): StateStores => new StateStores({ ranks: RANK.type, averages: AVERAGES.type })
const typed = (state: StateStores): Stores => state.stores as unknown as Stores
const series = (symbol: number): number[] =>
  Array.from({ length: 300 }, (_, at) => Math.sin(at * (symbol + 1)) * 100)

describe('windows in state stores', () => {
  it('are packed, restored and go on bit for bit', () => {
    const state = stores()
    const { ranks, averages } = typed(state)
    const symbols = Array.from({ length: 20 }, (_, at) => `${600000 + at}.SH`)
    for (const [index, symbol] of symbols.entries())
      for (const value of series(index).slice(0, 200)) {
        inState(ranks, RANK).of(symbol).push(value)
        inState(averages, AVERAGES).of(symbol).push(value)
      }
    state.settle()
    const restored = stores()
    for (const shard of state.packChanged()) restored.unpack(shard)
    const other = typed(restored)
    for (const [index, symbol] of symbols.entries())
      for (const value of series(index).slice(200)) {
        inState(ranks, RANK).of(symbol).push(value)
        inState(other.ranks, RANK).of(symbol).push(value)
        inState(averages, AVERAGES).of(symbol).push(value)
        inState(other.averages, AVERAGES).of(symbol).push(value)
        expect(Object.is(other.ranks.get(symbol)!.value, ranks.get(symbol)!.value)).toBe(true)
        expect(other.averages.get(symbol)!.values()).toEqual(averages.get(symbol)!.values())
      }
    state.settle()
    restored.settle()
    expect(restored.packChanged()).toEqual(state.packChanged())
  })

  it('go back to a savepoint', () => {
    const state = stores()
    const { averages } = typed(state)
    inState(averages, AVERAGES).of('a').push(1)
    const savepoint = state.savepoint()
    inState(averages, AVERAGES).of('a').push(5)
    inState(averages, AVERAGES).of('b').push(7)
    expect(averages.get('a')!.values().month).toBe(3)
    state.rollback(savepoint)
    expect(averages.get('a')!.values().month).toBe(1)
    expect(averages.get('b')).toBeUndefined()
  })

  it('say when the state is of another window', () => {
    const state = stores()
    inState(typed(state).ranks, RANK).of('a').push(1)
    state.settle()
    const other = new StateStores({ ranks: storedWindow(sum({ length: 3 })).type, averages: AVERAGES.type })
    for (const shard of state.packChanged()) expect(() => other.unpack(shard)).toThrow(/raise the version/)
  })
})
