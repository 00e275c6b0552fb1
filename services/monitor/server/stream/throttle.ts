/** Runs at once, and after that at most once per interval, with what is newest at its end. */
export class Throttle {
  readonly #interval: number
  readonly #run: () => void
  #timer: NodeJS.Timeout | undefined
  #due = false

  constructor(interval: number, run: () => void) {
    this.#interval = interval
    this.#run = run
  }

  call(): void {
    if (this.#timer !== undefined) {
      this.#due = true
      return
    }
    this.#run()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (!this.#due) return
      this.#due = false
      this.call()
    }, this.#interval)
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}
