import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shardOf } from './keyed-state.ts'
import { type PackedShard, StateStores } from './state-stores.ts'
import { stateType } from './state-type.ts'

const TYPES = {
  counts: stateType('Count', { n: 'long', note: 'string?' }),
  flags: stateType('Flag', { on: 'boolean' }),
}
type Store = keyof typeof TYPES

const store = fc.constantFrom<Store>('counts', 'flags')
const key = fc.oneof(fc.constantFrom('a', 'b', '600519.SH'), fc.string())
const write = fc.record({ store, key, n: fc.option(fc.nat()) })

const valueFor = (name: Store, n: number): object =>
  name === 'counts' ? { n, note: n % 2 === 0 ? null : String(n) } : { on: n % 2 === 0 }

function apply(
  stores: StateStores,
  writes: readonly { store: Store; key: string; n: number | null }[],
): void {
  for (const { store: name, key: at, n } of writes)
    if (n === null) stores.stores[name]!.delete(at)
    else stores.stores[name]!.set(at, valueFor(name, n))
}

const content = ({ stores }: StateStores) =>
  Object.entries(stores).map(([name, entries]) => [name, entries.sorted()])

/** What a restored task has: the last packing of every shard. */
function restored(packed: readonly PackedShard[]): StateStores {
  const stores = new StateStores(TYPES)
  const newest = new Map(packed.map((shard) => [`${shard.store}/${shard.shard}`, shard]))
  for (const shard of newest.values()) stores.unpack(shard)
  return stores
}

describe('StateStores', () => {
  it('comes back from its changed shards as it was, after any writes and packings', () => {
    fc.assert(
      fc.property(fc.array(fc.array(write, { maxLength: 15 }), { maxLength: 6 }), (rounds) => {
        const stores = new StateStores(TYPES)
        const packed: PackedShard[] = []
        for (const writes of rounds) {
          apply(stores, writes)
          stores.settle()
          packed.push(...stores.packChanged())
        }
        expect(content(restored(packed))).toEqual(content(stores))
        expect(stores.packChanged()).toEqual([])
      }),
    )
  })

  it('rolls all stores back together, to any savepoint', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(write, { maxLength: 8 }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (rounds, pick) => {
          const stores = new StateStores(TYPES)
          const savepoints = rounds.map((writes) => {
            const point = { savepoint: stores.savepoint(), content: content(stores) }
            apply(stores, writes)
            return point
          })
          const { savepoint, content: before } = savepoints[pick % savepoints.length]!
          stores.rollback(savepoint)
          expect(content(stores)).toEqual(before)
        },
      ),
    )
  })

  it('packs only what was settled since the last packing, shards in order', () => {
    const stores = new StateStores(TYPES)
    apply(stores, [
      { store: 'flags', key: 'b', n: 1 },
      { store: 'counts', key: 'a', n: 1 },
    ])
    expect(stores.packChanged()).toEqual([])
    stores.settle()
    expect(stores.packChanged().map((shard) => [shard.store, shard.shard, shard.entries])).toEqual([
      ['counts', shardOf('a'), 1],
      ['flags', shardOf('b'), 1],
    ])
  })

  it('refuses a shard that is damaged, of no store of its own, or of another type', () => {
    const stores = new StateStores(TYPES)
    apply(stores, [{ store: 'counts', key: 'a', n: 7 }])
    stores.settle()
    const [shard] = stores.packChanged() as [PackedShard]
    const damaged = Buffer.from(shard.payload)
    damaged[1]! ^= 1
    const other = new StateStores({
      flags: TYPES.flags,
      counts: stateType('Other', { text: 'string', n: 'double' }),
    })
    const refused = (target: StateStores, bad: PackedShard, reason: string): void =>
      expect(() => target.unpack(bad)).toThrow(
        expect.objectContaining({ code: 'corrupt', message: expect.stringContaining(reason) }),
      )
    refused(stores, { ...shard, payload: damaged }, 'checksum')
    refused(new StateStores({ flags: TYPES.flags }), shard, 'no such store')
    refused(other, shard, 'another type')
  })
})
