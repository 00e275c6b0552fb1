/** Failures that one address may have in a while before it has to wait. */
const FREE = 10
const WHILE_MS = 60_000
/** Addresses remembered; beyond them the one that failed longest ago is forgotten. */
const MOST_ADDRESSES = 10_000

interface Failures {
  count: number
  /** When the count begins anew. */
  until: number
}

/**
 * Counts failed attempts to sign in, by address. Who has failed too often is not even listened to until a minute has
 * gone by, so a guessed secret costs years: ten guesses a minute, each against 16 characters or more.
 */
export class Attempts {
  readonly #failures = new Map<string, Failures>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Seconds until an address may try again; 0: it may. */
  waitOf(address: string): number {
    const known = this.#failures.get(address)
    if (known === undefined || known.count < FREE) return 0
    return Math.max(0, Math.ceil((known.until - this.#now()) / 1000))
  }

  failed(address: string): void {
    const now = this.#now()
    const known = this.#failures.get(address)
    this.#failures.delete(address)
    const count = known === undefined || known.until <= now ? 0 : known.count
    this.#failures.set(address, { count: count + 1, until: now + WHILE_MS })
    if (this.#failures.size > MOST_ADDRESSES) this.#failures.delete(this.#failures.keys().next().value!)
  }

  succeeded(address: string): void {
    this.#failures.delete(address)
  }
}
