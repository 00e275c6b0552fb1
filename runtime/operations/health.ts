/** What keeps a process from doing its work, by part; empty when nothing does. */
export class Health {
  readonly #reasons = new Map<string, string>()

  /** @param reason undefined: the part works */
  set(part: string, reason: string | undefined): void {
    if (reason === undefined) this.#reasons.delete(part)
    else this.#reasons.set(part, reason)
  }

  get reasons(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#reasons)
  }

  get isReady(): boolean {
    return this.#reasons.size === 0
  }
}
