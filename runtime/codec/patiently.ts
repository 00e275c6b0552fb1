import { setTimeout as delay } from 'node:timers/promises'
import { CodecError } from '../errors.ts'

export interface Patience {
  /** How long a call is repeated while the registry is out of reach. Default: for ever. */
  readonly retryForMs?: number
  /** Told when a call begins to wait, every half minute that it still does, and when it is over. */
  readonly onWaiting?: (line: string) => void
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000
const REMINDER_MS = 30_000

/**
 * Repeats an attempt while the registry is out of reach. A program that has nothing else to do may end meanwhile.
 * @throws what the attempt throws, `registryUnavailable` when the time is over
 */
export async function patiently<T>(
  { retryForMs = Number.POSITIVE_INFINITY, onWaiting = () => undefined }: Patience,
  attempt: () => Promise<T>,
): Promise<T> {
  const since = performance.now()
  let toldAt: number | undefined
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      const result = await attempt()
      if (toldAt !== undefined)
        onWaiting(
          `The schema registry is there again after ${Math.round((performance.now() - since) / 1000)} s.`,
        )
      return result
    } catch (error) {
      const passes = error instanceof CodecError && error.code === 'registryUnavailable'
      if (!passes || performance.now() + pause - since > retryForMs) throw error
      if (toldAt === undefined || performance.now() - toldAt > REMINDER_MS) {
        onWaiting(`Waiting for the schema registry: ${error.message}`)
        toldAt = performance.now()
      }
    }
    await delay(pause, undefined, { ref: false })
  }
}
