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

  it('gives values to change in place that go back like all others', () => {
    interface Counter {
      readonly counts: number[]
    }
    const counter = {
      create: (): Counter => ({ counts: [] }),
      clone: ({ counts }: Counter): Counter => ({ counts: [...counts] }),
    }
    type Change =
      | readonly ['change' | 'set', string, number]
      | readonly ['delete', string]
      | readonly ['clear' | 'settle' | 'savepoint' | 'rollback' | 'earlier']
    const change: fc.Arbitrary<Change> = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constant('change' as const), key, fc.nat(9)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('set' as const), key, fc.nat(9)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('delete' as const), key) },
      { weight: 4, arbitrary: fc.tuple(fc.constantFrom('settle', 'savepoint', 'rollback', 'earlier')) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('clear' as const)) },
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (steps) => {
        const state = new KeyedState<Counter>()
        let model = new Map<string, readonly number[]>()
        let saved = [{ point: state.savepoint(), model: new Map(model) }]
        const changed = new Set<string>()
        const back = (to: (typeof saved)[number]): void => {
          state.rollback(to.point)
          model = new Map(to.model)
        }
        for (const [kind, name, value] of steps) {
          if (kind === 'change') {
            state.changeable(name, counter).counts.push(value)
            model.set(name, [...(model.get(name) ?? []), value])
          }
          if (kind === 'set') state.set(name, { counts: [value] })
          if (kind === 'set') model.set(name, [value])
          if (kind === 'delete') state.delete(name)
          if (kind === 'delete') model.delete(name)
          if (kind === 'clear') state.clear()
          if (kind === 'clear') model.clear()
          if (kind === 'rollback') back(saved.at(-1)!)
          if (kind === 'earlier') {
            saved = saved.slice(0, Math.max(1, saved.length - 1))
            back(saved.at(-1)!)
          }
          if (kind === 'settle') {
            state.settle()
            saved = []
          }
          if (kind === 'settle' || kind === 'savepoint')
            saved.push({ point: state.savepoint(), model: new Map(model) })
          if (kind === 'change' || kind === 'set') changed.add(name)
          expect(new Map(state.sorted().map(([each, { counts }]) => [each, counts]))).toEqual(
            new Map([...model].sort(([a], [b]) => (a < b ? -1 : 1))),
          )
        }
        state.settle()
        for (const name of model.keys()) expect(changed.has(name)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('copies a value to be changed once after each savepoint, and knows its shard as changed', () => {
    const state = new KeyedState<{ count: number }>()
    let clones = 0
    const counter = {
      create: () => ({ count: 0 }),
      clone: ({ count }: { count: number }) => {
        clones += 1
        return { count }
      },
    }
    const add = (): void => {
      state.changeable('a', counter).count += 1
    }
    for (let at = 0; at < 5; at += 1) add()
    expect(clones).toBe(0)
    const before = state.get('a')!
    state.savepoint()
    for (let at = 0; at < 5; at += 1) add()
    expect(clones).toBe(1)
    expect([before.count, state.get('a')!.count]).toEqual([5, 10])
    state.settle()
    state.clearDirty()
    add()
    expect(clones).toBe(2)
    state.settle()
    expect(state.dirtyShards).toEqual(new Set([shardOf('a')]))
    const given = { count: 1 }
    state.set('a', given)
    add()
    expect([given.count, state.get('a')!.count]).toEqual([1, 2])
  })
})
