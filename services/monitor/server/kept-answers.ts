/** An answer, and until when it is given again. */
interface Kept<Value> {
  readonly value: Promise<Value>
  readonly until: number
}

/**
 * Answers that many ask for often and that change seldom: each is made once and given to everybody for a while. A
 * failure is not kept.
 */
export class KeptAnswers<Value> {
  readonly #kept = new Map<string, Kept<Value>>()
  readonly #keptMs: number
  readonly #now: () => number

  constructor(keptMs: number, now: () => number = () => performance.now()) {
    this.#keptMs = keptMs
    this.#now = now
  }

  get(key: string, make: () => Promise<Value>): Promise<Value> {
    const now = this.#now()
    const known = this.#kept.get(key)
    if (known !== undefined && now < known.until) return known.value
    const value = make()
    const kept = { value, until: now + this.#keptMs }
    this.#kept.set(key, kept)
    value.catch(() => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key)
    })
    return value
  }
}
