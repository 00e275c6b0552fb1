/** How a value that is changed in place begins, and how it is copied. */
export interface Changeable<Value> {
  create(): Value
  /** A copy that shares nothing which changes. */
  clone(value: Value): Value
}

/**
 * A processor's memory between batches: a map that can be rolled back. Values are treated as immutable
 * (replace, never mutate), so that undoing a write is putting the old value back; only what `changeable`
 * gives may be changed in place.
 */
export class KeyedState<Value> {
  readonly #cells = new Map<string, Cell<Value>>()
  readonly #undoCells: Cell<Value>[] = []
  readonly #undoValues: (Value | undefined)[] = []
  readonly #dirtyShards = new Set<number>()
  /** The cell asked for last: a value is mostly read and then written. */
  #last: Cell<Value> | undefined
  /** Counts the moments after which no value may be changed that stood there before: what is undone is what stood then. */
  #region = 0

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
      cell = newCell(key)
      this.#cells.set(key, cell)
    }
    this.#remember(cell)
    cell.value = value
    cell.ownedIn = NOT_OWNED
  }

  /**
   * The value of a key, to be changed in place until the next savepoint: a copy is made at the first call
   * after a savepoint, not at each. For values that are dear to copy, as windows are. Who has asked for the
   * value before, by `get`, may see it change.
   */
  changeable(key: string, { create, clone }: Changeable<Value>): Value {
    let cell = this.#find(key)
    if (cell !== undefined && cell.ownedIn === this.#region) return cell.value as Value
    if (cell === undefined) {
      cell = newCell(key)
      this.#cells.set(key, cell)
    }
    const value = cell.value === undefined ? create() : clone(cell.value)
    this.#remember(cell)
    cell.value = value
    cell.ownedIn = this.#region
    return value
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
    this.#region += 1
    return this.#undoCells.length
  }

  rollback(savepoint: number): void {
    this.#region += 1
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
    this.#region += 1
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
    for (const [key, value] of entries) this.#cells.set(key, { ...newCell<Value>(key), value })
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
  /** The region in which the value was copied for us, so that it may be changed. */
  ownedIn: number
}

const NOT_OWNED = -1
const newCell = <Value>(key: string): Cell<Value> => ({
  key,
  shard: shardOf(key),
  value: undefined,
  ownedIn: NOT_OWNED,
})

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
