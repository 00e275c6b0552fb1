import { engineMegabytes } from '../end-to-end/usage.ts'

/** Resident memory over a stage, in MB: means of its first and its last quarter, and the most. */
export interface Memory {
  readonly first: number
  readonly last: number
  readonly most: number
  /** Of the embedded engine at the end, where it can be seen. */
  readonly engine: number | undefined
}

const EVERY_MS = 250

/** Samples the memory of this process until stopped. */
export class MemorySamples {
  readonly #home: string
  readonly #samples: number[] = []
  readonly #timer: NodeJS.Timeout

  constructor(home: string) {
    this.#home = home
    this.#timer = setInterval(() => this.sample(), EVERY_MS)
  }

  /** Takes a sample now; for work that gives the timer no turn. */
  sample(): void {
    this.#samples.push(process.memoryUsage.rss() / 2 ** 20)
  }

  stop(): Memory {
    clearInterval(this.#timer)
    this.sample()
    const samples = this.#samples
    const quarter = Math.ceil(samples.length / 4)
    return {
      first: mean(samples.slice(0, quarter)),
      last: mean(samples.slice(-quarter)),
      most: Math.max(...samples),
      engine: engineMegabytes(this.#home, 'VmRSS'),
    }
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
