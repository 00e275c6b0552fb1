import { setTimeout as sleep } from 'node:timers/promises'

/** Two guesses a second and place, so about as many as 64 a second at most, however many connections are made. */
const PAUSE_MS = 500
const PLACES = 32

/**
 * Makes wrong passwords expensive, and right ones not: all programs of a machine come from one address, so locking an
 * address out would let anybody lock out the sink.
 */
export class FailedLogins {
  readonly #pauseMs: number
  readonly #places: number
  #waiting = 0

  constructor({ pauseMs = PAUSE_MS, places = PLACES } = {}) {
    this.#pauseMs = pauseMs
    this.#places = places
  }

  /** @returns false when so many wait already that this one is not worth an answer. */
  async wait(): Promise<boolean> {
    if (this.#waiting >= this.#places) return false
    this.#waiting += 1
    try {
      await sleep(this.#pauseMs)
    } finally {
      this.#waiting -= 1
    }
    return true
  }
}
