import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyedState, SHARDS, shardOf } from './keyed-state.ts'

type Step =
  | readonly ['set', string, number]
  | readonly ['delete', string]
  | readonly ['clear' | 'settle' | 'savepoint' | 'rollback']

const key = fc.constantFrom('a', 'b', 'c', '600519.SH', '000001.SZ')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('set' as const), key, fc.nat(9)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('delete' as const), key) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('settle', 'savepoint', 'rollback')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('clear' as const)) },
)

const ascending = (entries: Iterable<[string, number]>): [string, number][] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1))

describe('KeyedState', () => {
  it('is a Map that can go back to a savepoint', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const state = new KeyedState<number>()
        let model = new Map<string, number>()
        let saved = { point: state.savepoint(), model: new Map(model) }
        const written = new Set<string>()
        for (const [kind, name, value] of steps) {
          if (kind === 'set') state.set(name, value)
          if (kind === 'set') model.set(name, value)
          if (kind === 'delete') state.delete(name)
          if (kind === 'delete') model.delete(name)
          if (kind === 'clear') state.clear()
          if (kind === 'clear') model.clear()
          if (kind === 'rollback') {
            state.rollback(saved.point)
            model = new Map(saved.model)
          }
          if (kind === 'settle') state.settle()
          if (kind === 'settle' || kind === 'savepoint')
            saved = { point: state.savepoint(), model: new Map(model) }
          if (kind === 'set') written.add(name)
          expect(state.sorted()).toEqual(ascending(model))
          expect([...state.unordered()].sort()).toEqual([...model.values()].sort())
          expect(state.size).toBe(model.size)
          for (const known of written) expect(state.get(known)).toBe(model.get(known))
        }
      }),
    )
  })

  it('knows the shards of what was written, deletions included, and packs each entry into one', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), fc.array(key), (kept, deleted) => {
        const state = new KeyedState<number>()
        state.load([...kept, ...deleted].map((name, at) => [name, at] as const))
        expect(state.dirtyShards.size).toBe(0)
        for (const name of deleted) state.delete(name)
        for (const name of kept) state.set(name, 1)
        state.settle()
        expect(state.dirtyShards).toEqual(new Set([...kept, ...deleted].map(shardOf)))
        const shards = Array.from({ length: SHARDS }, (_, shard) => state.shard(shard)).flat()
        expect(ascending(shards)).toEqual(state.sorted())
        state.clearDirty()
        expect(state.dirtyShards.size).toBe(0)
      }),
    )
  })
})
