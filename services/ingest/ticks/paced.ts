import { setTimeout as sleep } from 'node:timers/promises'
import type { Sweep } from './source-tick.ts'

/** How fast event time runs: a multiple of the clock's, or without waiting. */
export type Speed = number | 'max'

/** The clock that a live or paced source reads; nobody behind a source reads one. */
export interface Clock {
  /** Milliseconds that only rise. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

export const machineClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => sleep(milliseconds),
}

/**
 * Hands out each sweep when its time has come, so that event time runs at `speed` times the clock's from the
 * first sweep on. A consumer that falls behind gets the sweeps without waiting until it has caught up.
 */
export async function* paced(
  sweeps: Iterable<Sweep> | AsyncIterable<Sweep>,
  speed: Speed,
  clock: Clock = machineClock,
): AsyncGenerator<Sweep> {
  const begun = clock.now()
  let first: number | undefined
  for await (const sweep of sweeps) {
    first ??= sweep.until
    if (speed !== 'max') {
      const due = begun + (sweep.until - first) / speed
      const wait = due - clock.now()
      if (wait > 0) await clock.sleep(wait)
    }
    yield sweep
  }
}
