import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import promises from 'node:timers/promises'
import { chance } from './chance.ts'

/** The simulation came to a point from which nothing can go on. */
export class Stuck extends Error {}

interface Timer {
  readonly at: number
  /** Decides between timers of one moment: this is the interleaving. */
  readonly rank: number
  readonly number: number
  readonly fire: () => void
  readonly every?: number
}

const realImmediate = timers.setImmediate

/** Files are real, as rebuilds sort in them: time stands still while one is opened, read or written. */
const isWithFiles = (): boolean =>
  process
    .getActiveResourcesInfo()
    .some((name) => name.startsWith('FSReq') || name.startsWith('FileHandleClose'))

/**
 * The clock of a simulated world. While it runs, everything in this process that asks for the time or waits for a moment
 * (`performance.now`, `Date.now`, `setTimeout`, `node:timers/promises`, `AbortSignal.timeout`) is answered by it. Time stands still
 * while anything is ready to run, and then jumps to the next moment that somebody waits for; of those who wait for one moment the seed
 * says who comes first. So a run depends on its seed alone, and an hour of it takes no time.
 */
export class VirtualTime {
  /** What `Date.now` is ahead of the time that passes; a test may make it jump. */
  wallClockOffset = Date.UTC(2026, 0, 5)
  /** How often time was asked to go on. */
  steps = 0
  readonly #seed: number
  readonly #limit: number
  readonly #heap: Timer[] = []
  readonly #cancelled = new Set<number>()
  #now = 0
  #count = 0

  /** @param limit virtual milliseconds after which a run that has not ended is stuck */
  constructor(seed: number, limit: number) {
    this.#seed = seed
    this.#limit = limit
  }

  get now(): number {
    return this.#now
  }

  /** Runs an action under this clock until it has ended. */
  async run<T>(action: () => Promise<T>): Promise<T> {
    const restore = this.#install()
    try {
      const outcome: { value?: T; error?: unknown; ended: boolean } = { ended: false }
      action().then(
        (value) => Object.assign(outcome, { value, ended: true }),
        (error: unknown) => Object.assign(outcome, { error, ended: true }),
      )
      for (;;) {
        await new Promise((resolve) => realImmediate(resolve))
        if (outcome.ended) break
        if (!isWithFiles()) this.#step()
      }
      if ('error' in outcome) throw outcome.error
      return outcome.value as T
    } finally {
      restore()
    }
  }

  /** Waits so many virtual milliseconds. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#add(milliseconds, resolve))
  }

  #step(): void {
    const next = this.#pop()
    if (next === undefined) throw new Stuck('Nobody waits for anything any more, and the run has not ended.')
    if (next.at > this.#limit) throw new Stuck(`Not ended after ${this.#limit / 1000} virtual seconds.`)
    this.#now = Math.max(this.#now, next.at)
    this.steps += 1
    if (next.every !== undefined) this.#push({ ...next, at: next.at + next.every })
    next.fire()
  }

  #add(milliseconds: number, fire: () => void, every?: number): number {
    this.#count += 1
    const number = this.#count
    const wait = Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0
    const rank = chance(this.#seed, 'turn', number)
    this.#push({ at: this.#now + wait, rank, number, fire, ...(every === undefined ? {} : { every }) })
    return number
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let at = heap.push(timer) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isEarlier(timer, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = timer
  }

  #pop(): Timer | undefined {
    for (;;) {
      const first = this.#popAny()
      if (first === undefined || !this.#cancelled.delete(first.number)) return first
    }
  }

  #popAny(): Timer | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child += 1
      if (!isEarlier(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }

  #install(): () => void {
    const cancel = (timer: unknown): void => {
      if (timer instanceof Handle) this.#cancelled.add(timer.number)
    }
    const set =
      (every: boolean) =>
      (callback: (...args: unknown[]) => void, wait = 0, ...args: unknown[]) => {
        const period = Math.max(1, wait)
        return new Handle(this.#add(wait, () => callback(...args), every ? period : undefined))
      }
    const later = (wait = 0, value?: unknown, options: { readonly signal?: AbortSignal } = {}) =>
      this.#later(wait, value, options.signal)
    const replaced = [
      replace(globalThis, 'setTimeout', set(false)),
      replace(globalThis, 'setInterval', set(true)),
      replace(globalThis, 'setImmediate', (callback: () => void) => set(false)(callback, 0)),
      replace(globalThis, 'clearTimeout', cancel),
      replace(globalThis, 'clearInterval', cancel),
      replace(performance, 'now', () => this.#now),
      replace(Date, 'now', () => this.wallClockOffset + this.#now),
      replace(AbortSignal, 'timeout', (wait: number) => this.#abortAfter(wait)),
      replace(promises, 'setTimeout', later),
      replace(promises, 'setImmediate', (value?: unknown) => later(0, value)),
    ]
    syncBuiltinESMExports()
    return () => {
      for (const restore of replaced) restore()
      syncBuiltinESMExports()
    }
  }

  #later(wait: number, value: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const refuse = (): void =>
        reject(new DOMException('The operation was aborted', { name: 'AbortError', cause: signal?.reason }))
      if (signal?.aborted === true) return refuse()
      const number = this.#add(wait, () => {
        signal?.removeEventListener('abort', abort)
        resolve(value)
      })
      const abort = (): void => {
        this.#cancelled.add(number)
        refuse()
      }
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  #abortAfter(wait: number): AbortSignal {
    const controller = new AbortController()
    this.#add(wait, () => controller.abort(new DOMException('It took too long.', 'TimeoutError')))
    return controller.signal
  }
}

/** What `setTimeout` gives out. */
class Handle {
  readonly number: number

  constructor(number: number) {
    this.number = number
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

const isEarlier = (a: Timer, b: Timer): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.number < b.number

/** Puts a value in place of a property; call the result to put the old one back. */
function replace(owner: object, name: string, value: unknown): () => void {
  const known = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, { value, configurable: true, writable: true })
  return () => {
    if (known === undefined) delete (owner as Record<string, unknown>)[name]
    else Object.defineProperty(owner, name, known)
  }
}
