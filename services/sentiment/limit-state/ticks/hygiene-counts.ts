import type { LimitStateContext } from '../stores.ts'

/** What tick hygiene did with the snapshots of a session, by name; kept aside during a batch. */
export class HygieneCounts {
  readonly #store: LimitStateContext['state']['hygiene']
  readonly #open = new Map<string, number>()

  constructor(store: LimitStateContext['state']['hygiene']) {
    this.#store = store
  }

  add(name: string, times = 1): void {
    this.#open.set(name, (this.#open.get(name) ?? 0) + times)
  }

  /** Puts what was counted into the state, from which `all` reads. */
  flush(): void {
    for (const [name, count] of this.#open)
      this.#store.set(name, { count: (this.#store.get(name)?.count ?? 0) + count })
    this.#open.clear()
  }

  /** Counts of the session so far, names ascending. */
  all(): Record<string, number> {
    this.flush()
    return Object.fromEntries(this.#store.sorted().map(([name, { count }]) => [name, count]))
  }
}
