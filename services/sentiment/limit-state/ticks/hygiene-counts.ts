import type { LimitStateContext } from '../stores.ts'

/** What tick hygiene did with the snapshots of a session, by name; kept aside during a batch. */
export class HygieneCounts {
  readonly #store: LimitStateContext['state']['hygiene']
  readonly #open = new Map<string, number>()
  #accepted = 0

  constructor(store: LimitStateContext['state']['hygiene']) {
    this.#store = store
  }

  add(name: string): void {
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1)
  }

  /** The count of nearly every snapshot costs no look-up. */
  addAccepted(): void {
    this.#accepted += 1
  }

  /** Puts what was counted into the state, from which `all` reads. */
  flush(): void {
    if (this.#accepted > 0) this.#put('accepted', this.#accepted)
    for (const [name, count] of this.#open) this.#put(name, count)
    this.#accepted = 0
    this.#open.clear()
  }

  /** Counts of the session so far, names ascending. */
  all(): Record<string, number> {
    this.flush()
    return Object.fromEntries(this.#store.sorted().map(([name, { count }]) => [name, count]))
  }

  #put(name: string, count: number): void {
    this.#store.set(name, { count: (this.#store.get(name)?.count ?? 0) + count })
  }
}
