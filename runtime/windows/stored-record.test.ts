import { describe, expect, it } from 'vitest'
import { createWindow, Delay, Mean, mean, type SeriesWindow } from '../../core/windows/windows.ts'
import { avroType } from '../codec/schemas.ts'
import type { KeyedState } from '../processor/keyed-state.ts'
import { StateStores } from '../processor/state-stores.ts'
import { ANY_WINDOW, storedRecord, storedWindow } from './window-store.ts'

interface Memory {
  last: number | null
  readonly mean: Mean
  readonly others: readonly SeriesWindow[]
}

const MEAN = mean({ length: 3, minimum: 1 })
const MEMORY = storedRecord<Memory>(
  avroType({
    type: 'record',
    name: 'Memory',
    fields: [
      { name: 'last', type: ['null', 'double'] },
      { name: 'mean', type: storedWindow(MEAN).type },
      { name: 'others', type: { type: 'array', items: ANY_WINDOW } },
    ],
  }),
  () => ({
    last: null,
    mean: createWindow(MEAN),
    others: [new Delay({ places: 1 }), new Mean({ length: 2 })],
  }),
)

function take(state: StateStores, value: number): void {
  const memory = (state.stores.memory as KeyedState<Memory>).changeable('a', MEMORY)
  memory.last = value
  memory.mean.push(value)
  for (const window of memory.others) window.push(value)
}

function saidBy(state: StateStores): readonly (number | null)[] {
  const { last, mean: average, others } = (state.stores.memory as KeyedState<Memory>).get('a')!
  return [last, average.value, ...others.map(({ value }) => value)]
}

const stores = (): StateStores => new StateStores({ memory: MEMORY.type })

describe('a record of windows and values', () => {
  it('goes back to a savepoint as a whole', () => {
    const state = stores()
    take(state, 1)
    take(state, 5)
    expect(saidBy(state)).toEqual([5, 3, 1, 3])
    const savepoint = state.savepoint()
    take(state, 9)
    expect(saidBy(state)).toEqual([9, 5, 5, 7])
    state.rollback(savepoint)
    expect(saidBy(state)).toEqual([5, 3, 1, 3])
    take(state, 9)
    expect(saidBy(state)).toEqual([9, 5, 5, 7])
  })

  it('is packed and restored, windows of other kinds by their specs, and goes on bit for bit', () => {
    const state = stores()
    for (const value of [0.1, 0.2, 0.3]) take(state, value)
    state.settle()
    const restored = stores()
    for (const shard of state.packChanged()) restored.unpack(shard)
    for (const value of [0.7, 1e9, 0.1]) {
      take(state, value)
      take(restored, value)
      expect(saidBy(restored)).toEqual(saidBy(state))
    }
  })
})
