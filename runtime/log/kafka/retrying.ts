import { setTimeout as delay } from 'node:timers/promises'
import { isTransient, logError } from './kafka-error.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000

/**
 * Repeats an attempt while the broker is out of reach, as it is for seconds when it restarts or a leader moves.
 * @throws LogError of the last attempt.
 */
export async function retrying<T>(what: string, forMs: number, attempt: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + forMs
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await attempt()
    } catch (error) {
      if (!isTransient(error) || performance.now() + pause > giveUpAt) throw logError(what, error)
    }
    await delay(pause)
  }
}
