/**
 * A processor's memory between batches: a map that can be rolled back. Values are treated as immutable
 * (replace, never mutate), so that undoing a write is putting the old value back.
 */
export class KeyedState<Value> {
  readonly #values = new Map<string, Value>()
  readonly #undoKeys: string[] = []
  readonly #undoValues: (Value | undefined)[] = []
  readonly #dirtyShards = new Set<number>()

  /** Shards that changed since they were last cleared; a shard is what one packed snapshot holds. */
  get dirtyShards(): ReadonlySet<number> {
    return this.#dirtyShards
  }

  get size(): number {
    return this.#values.size
  }

  get(key: string): Value | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: Value): void {
    this.#undoKeys.push(key)
    this.#undoValues.push(this.#values.get(key))
    this.#values.set(key, value)
  }

  delete(key: string): void {
    if (!this.#values.has(key)) return
    this.#undoKeys.push(key)
    this.#undoValues.push(this.#values.get(key))
    this.#values.delete(key)
  }

  clear(): void {
    for (const key of [...this.#values.keys()]) this.delete(key)
  }

  /** Values in no particular order: only for folds in which order cannot matter (integer sums, counts). */
  unordered(): IterableIterator<Value> {
    return this.#values.values()
  }

  /** Entries in ascending key order, the same whatever the order of arrival. */
  sorted(): [string, Value][] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  }

  /** A point to roll back to; valid until the next `settle`. */
  savepoint(): number {
    return this.#undoKeys.length
  }

  rollback(savepoint: number): void {
    for (let at = this.#undoKeys.length - 1; at >= savepoint; at -= 1) {
      const before = this.#undoValues[at]
      if (before === undefined) this.#values.delete(this.#undoKeys[at]!)
      else this.#values.set(this.#undoKeys[at]!, before)
    }
    this.#undoKeys.length = savepoint
    this.#undoValues.length = savepoint
  }

  /** Makes all writes final and forgets how to undo them. */
  settle(): void {
    for (const key of this.#undoKeys) {
      if (this.#dirtyShards.size === SHARDS) break
      this.#dirtyShards.add(shardOf(key))
    }
    this.#undoKeys.length = 0
    this.#undoValues.length = 0
  }

  /** Entries of one shard in ascending key order. */
  shard(shard: number): [string, Value][] {
    return this.sorted().filter(([key]) => shardOf(key) === shard)
  }

  clearDirty(): void {
    this.#dirtyShards.clear()
  }

  /** Puts restored entries in place without marking them as changed. */
  load(entries: Iterable<readonly [string, Value]>): void {
    for (const [key, value] of entries) this.#values.set(key, value)
  }
}

/** Number of key ranges that a store is packed into. */
export const SHARDS = 8

/** Shard of a key: FNV-1a over its UTF-16 units. */
export function shardOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % SHARDS
}
