import { setTimeout as sleep } from 'node:timers/promises'
import type { Sweep } from './source-tick.ts'
import { splitSweeps } from './split-sweeps.ts'

/** How fast event time runs: a multiple of the clock's, or without waiting. */
export type Speed = number | 'max'

/** The clock that a live or paced source reads; nobody behind a source reads one. */
export interface Clock {
  /** Milliseconds that only rise. */
  now(): number
  /** Resolves after so long, or when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>
}

export const machineClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error
    }),
}

export interface PacedOptions {
  readonly clock?: Clock
  /** Ends the sweeps while the next is waited for. */
  readonly signal?: AbortSignal
}

/** Longest time between two punctuations while somebody watches, on the machine's clock. */
const PUNCTUATION_MS = 200
const LONGEST_SWEEP_MS = 3000

/**
 * Hands out each sweep when its time has come, so that event time runs at `speed` times the clock's from the
 * first sweep on, and time goes on several times a second. A consumer that falls behind gets the sweeps without
 * waiting until it has caught up.
 */
export async function* paced(
  sweeps: Iterable<Sweep> | AsyncIterable<Sweep>,
  speed: Speed,
  { clock = machineClock, signal }: PacedOptions = {},
): AsyncGenerator<Sweep> {
  if (speed === 'max') {
    yield* sweeps
    return
  }
  const begun = clock.now()
  let first: number | undefined
  const step = Math.min(LONGEST_SWEEP_MS, Math.max(1, Math.round(PUNCTUATION_MS * speed)))
  for await (const sweep of splitSweeps(sweeps, step)) {
    first ??= sweep.until
    const wait = begun + (sweep.until - first) / speed - clock.now()
    if (wait > 0) await clock.sleep(wait, signal)
    if (signal?.aborted === true) return
    yield sweep
  }
}
