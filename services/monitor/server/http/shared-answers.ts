interface Shared<Answer> {
  readonly answer: Promise<Answer>
  readonly controller: AbortController
  waiting: number
}

/**
 * Answers that are being made, by what was asked for: a thousand pages that load the same snapshot at once cost one.
 * The work stops when the last of those who wait for it has gone.
 */
export class SharedAnswers<Answer> {
  readonly #running = new Map<string, Shared<Answer>>()

  async get(key: string, gone: AbortSignal, make: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const shared = this.#running.get(key) ?? this.#begin(key, make)
    shared.waiting += 1
    const leave = () => {
      shared.waiting -= 1
      if (shared.waiting > 0) return
      if (this.#running.get(key) === shared) this.#running.delete(key)
      shared.controller.abort()
    }
    gone.addEventListener('abort', leave, { once: true })
    try {
      return await shared.answer
    } finally {
      gone.removeEventListener('abort', leave)
    }
  }

  #begin(key: string, make: (signal: AbortSignal) => Promise<Answer>): Shared<Answer> {
    const controller = new AbortController()
    const forget = () => {
      if (this.#running.get(key) === shared) this.#running.delete(key)
    }
    const answer = make(controller.signal).finally(forget)
    const shared: Shared<Answer> = { answer, controller, waiting: 0 }
    this.#running.set(key, shared)
    return shared
  }
}
