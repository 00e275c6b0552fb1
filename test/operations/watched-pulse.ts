import { cpus, loadavg } from 'node:os'
import { expect } from 'vitest'
import { type RunningPulse, startPulse } from '../support/pulse-process.ts'

/** A machine as busy as that is no measure of anything. */
const OVERLOADED = 3
/** Of a stop on any machine; the product's own limit is 5 s. */
const STOP_LIMIT_MS = 60_000

/** A real pulse process with what it says. */
export class WatchedPulse {
  readonly running: RunningPulse
  /** Standard error so far. */
  said = ''
  #ended = false
  readonly #listeners = new Set<() => void>()

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.running = startPulse(args, env)
    const wake = (): void => {
      for (const listener of [...this.#listeners]) listener()
    }
    for (const stream of [this.running.child.stderr!, this.running.child.stdout!])
      stream.on('data', (chunk) => {
        this.said += String(chunk)
        wake()
      })
    this.running.child.once('exit', () => {
      this.#ended = true
      wake()
    })
  }

  /** Waits until it has said something. @throws Error with what it said instead, when it ends or takes too long */
  async until(text: RegExp, withinMs = 120_000): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => end(new Error(`Not said in time: ${text}\n${this.said}`)), withinMs)
      const end = (error?: Error): void => {
        clearTimeout(timer)
        this.#listeners.delete(look)
        if (error === undefined) resolve()
        else reject(error)
      }
      const look = (): void => {
        if (text.test(this.said)) end()
        else if (this.#ended) end(new Error(`Ended without saying ${text}:\n${this.said}`))
      }
      this.#listeners.add(look)
      look()
    })
  }

  /** Sends a signal and waits for the end, which must come in order and in time. */
  async stop(
    signal: 'SIGTERM' | 'SIGINT',
  ): Promise<{ readonly code: number | null; readonly seconds: number }> {
    const since = performance.now()
    this.running.child.kill(signal)
    const stuck = setTimeout(() => this.running.child.kill('SIGKILL'), STOP_LIMIT_MS)
    const { code } = await this.running.finished
    clearTimeout(stuck)
    const seconds = (performance.now() - since) / 1000
    const busy = loadavg()[0]! / cpus().length
    console.log(`stop of pulse: ${seconds.toFixed(2)} s, load ${busy.toFixed(1)} a core`)
    if (busy < OVERLOADED) {
      expect(this.said, 'everything ended in order').not.toContain('Not everything ended')
      expect(seconds).toBeLessThan(5)
    }
    return { code, seconds }
  }

  /** Whatever happened before. */
  async kill(): Promise<void> {
    this.running.child.kill('SIGKILL')
    await this.running.finished
  }
}
