import type { Hash64, RowHashes } from './row-hasher.ts'

/** Records behind the place where the sink stood: their rows may be there already, or not yet. */
export class Tail {
  readonly #rows = new Map<string, { readonly rows: Hash64[] }>()

  add({ key, row }: RowHashes, isWithdrawn: boolean): void {
    const known = this.#rows.get(nameOf(key)) ?? { rows: [] }
    this.#rows.set(nameOf(key), known)
    if (!isWithdrawn) known.rows.push(row)
  }

  /** Whether a later record has something to say about the row of this key. */
  has(key: Hash64): boolean {
    return this.#rows.has(nameOf(key))
  }

  explains(key: Hash64, row: Hash64): boolean {
    return (
      this.#rows.get(nameOf(key))?.rows.some(({ low, high }) => low === row.low && high === row.high) ?? false
    )
  }
}

const nameOf = ({ low, high }: Hash64): string => `${low}/${high}`
