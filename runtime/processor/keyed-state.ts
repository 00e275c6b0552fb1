/**
 * A processor's memory between batches: a map that can be rolled back. Values are treated as immutable
 * (replace, never mutate), so that undoing a write is putting the old value back.
 */
export class KeyedState<Value> {
  readonly #cells = new Map<string, Cell<Value>>()
  readonly #undoCells: Cell<Value>[] = []
  readonly #undoValues: (Value | undefined)[] = []
  readonly #dirtyShards = new Set<number>()
  /** The cell asked for last: a value is mostly read and then written. */
  #last: Cell<Value> | undefined

  /** Shards that changed since they were last cleared; a shard is what one packed snapshot holds. */
  get dirtyShards(): ReadonlySet<number> {
    return this.#dirtyShards
  }

  get size(): number {
    return this.#cells.size
  }

  get(key: string): Value | undefined {
    return this.#find(key)?.value
  }

  set(key: string, value: Value): void {
    let cell = this.#find(key)
    if (cell === undefined) {
      cell = { key, shard: shardOf(key), value: undefined }
      this.#cells.set(key, cell)
    }
    this.#remember(cell)
    cell.value = value
  }

  delete(key: string): void {
    const cell = this.#cells.get(key)
    if (cell === undefined) return
    this.#remember(cell)
    this.#cells.delete(key)
    this.#last = undefined
  }

  clear(): void {
    for (const cell of this.#cells.values()) this.#remember(cell)
    this.#cells.clear()
    this.#last = undefined
  }

  /** Values in no particular order: only for folds in which order cannot matter (integer sums, counts). */
  *unordered(): IterableIterator<Value> {
    for (const { value } of this.#cells.values()) yield value as Value
  }

  /** Entries in ascending key order, the same whatever the order of arrival. */
  sorted(): [string, Value][] {
    return sortedEntries([...this.#cells.values()])
  }

  /** A point to roll back to; valid until the next `settle`. */
  savepoint(): number {
    return this.#undoCells.length
  }

  rollback(savepoint: number): void {
    for (let at = this.#undoCells.length - 1; at >= savepoint; at -= 1) {
      const cell = this.#undoCells[at]!
      cell.value = this.#undoValues[at]
      if (cell.value === undefined) this.#cells.delete(cell.key)
      else this.#cells.set(cell.key, cell)
    }
    this.#undoCells.length = savepoint
    this.#undoValues.length = savepoint
    this.#last = undefined
  }

  /** Makes all writes final and forgets how to undo them. */
  settle(): void {
    for (const { shard } of this.#undoCells) this.#dirtyShards.add(shard)
    this.#undoCells.length = 0
    this.#undoValues.length = 0
  }

  /** Entries of one shard in ascending key order. */
  shard(shard: number): [string, Value][] {
    return sortedEntries([...this.#cells.values()].filter((cell) => cell.shard === shard))
  }

  clearDirty(): void {
    this.#dirtyShards.clear()
  }

  /** Puts restored entries in place without marking them as changed. */
  load(entries: Iterable<readonly [string, Value]>): void {
    for (const [key, value] of entries) this.#cells.set(key, { key, shard: shardOf(key), value })
    this.#last = undefined
  }

  #find(key: string): Cell<Value> | undefined {
    const last = this.#last
    if (last !== undefined && last.key === key) return last
    const cell = this.#cells.get(key)
    if (cell !== undefined) this.#last = cell
    return cell
  }

  #remember(cell: Cell<Value>): void {
    this.#undoCells.push(cell)
    this.#undoValues.push(cell.value)
  }
}

/** Where the value of a key stands, so that writing it again needs one look-up; undefined: not there yet. */
interface Cell<Value> {
  readonly key: string
  readonly shard: number
  value: Value | undefined
}

const sortedEntries = <Value>(cells: Cell<Value>[]): [string, Value][] =>
  cells
    .sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0))
    .map(({ key, value }) => [key, value as Value])

/** Number of key ranges that a store is packed into. */
export const SHARDS = 8

/** Shard of a key: FNV-1a over its UTF-16 units. */
export function shardOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % SHARDS
}
