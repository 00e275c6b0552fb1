import { crc32 } from 'node:zlib'
import avsc, { type Type } from 'avsc'
import type { StateSnapshot } from '../../schemas/generated/events.ts'
import { LogError } from '../errors.ts'
import { KeyedState } from './keyed-state.ts'
import type { StoreTypes } from './processor.ts'

/** A part of the state in packed form, as it goes to the changelog. */
export type PackedShard = Pick<StateSnapshot, 'store' | 'shard' | 'entries' | 'crc' | 'payload'>

/** The state stores of one lane, rolled back and packed together. */
export class StateStores {
  readonly stores: Readonly<Record<string, KeyedState<unknown>>>
  readonly #types: ReadonlyMap<string, Type>

  constructor(types: StoreTypes) {
    this.stores = Object.fromEntries(Object.keys(types).map((name) => [name, new KeyedState<unknown>()]))
    this.#types = new Map(Object.entries(types).map(([name, type]) => [name, entriesType(name, type)]))
  }

  savepoint(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.stores).map(([name, store]) => [name, store.savepoint()]))
  }

  rollback(savepoint: ReadonlyMap<string, number>): void {
    for (const [name, at] of savepoint) this.stores[name]!.rollback(at)
  }

  settle(): void {
    for (const store of Object.values(this.stores)) store.settle()
  }

  /** Packs the shards that changed since the last packing. */
  packChanged(): PackedShard[] {
    return Object.entries(this.stores).flatMap(([name, store]) => {
      const packed = [...store.dirtyShards]
        .sort((a, b) => a - b)
        .map((shard) => this.#pack(name, shard, store.shard(shard)))
      store.clearDirty()
      return packed
    })
  }

  /** @throws LogError `corrupt` when the payload does not match its checksum or its store. */
  unpack(shard: PackedShard): void {
    if (crc32(shard.payload) !== shard.crc) throw corrupt(shard, 'the checksum does not match')
    const type = this.#types.get(shard.store)
    if (type === undefined) throw corrupt(shard, 'the processor has no such store')
    let entries: { key: string; value: unknown }[]
    try {
      entries = type.fromBuffer(shard.payload) as typeof entries
    } catch (cause) {
      throw corrupt(shard, 'it was written with another type; raise the version of the processor', cause)
    }
    this.stores[shard.store]!.load(entries.map(({ key, value }) => [key, value] as const))
  }

  #pack(store: string, shard: number, entries: readonly [string, unknown][]): PackedShard {
    const payload = this.#types.get(store)!.toBuffer(entries.map(([key, value]) => ({ key, value })))
    return { store, shard, entries: entries.length, crc: crc32(payload), payload }
  }
}

const corrupt = ({ store, shard }: PackedShard, reason: string, cause?: unknown): LogError =>
  new LogError('corrupt', `State store ${store}, shard ${shard}: ${reason}.`, { cause })

const entriesType = (store: string, value: Type): Type =>
  avsc.Type.forSchema({
    type: 'array',
    items: {
      type: 'record',
      name: `${store}Entry`,
      fields: [
        { name: 'key', type: 'string' },
        { name: 'value', type: value },
      ],
    },
  } as unknown as Parameters<typeof avsc.Type.forSchema>[0])
