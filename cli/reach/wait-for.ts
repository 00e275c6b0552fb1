import { setTimeout as sleep } from 'node:timers/promises'
import { PulseError } from '../../runtime/errors.ts'
import { unlessAborted } from '../interruptible.ts'

/** How a start waits for what it needs. */
export interface Patience {
  /** Ends the waiting. */
  readonly signal: AbortSignal
  /** After so long the last reason is thrown; infinite: never. */
  readonly waitMs: number
  readonly say: (line: string) => void
}

/** Why something could not be reached. */
export interface Obstacle {
  /** What is wrong and what to do about it, in one sentence. */
  readonly reason: string
  /** False: waiting will not help, as with credentials that were refused. */
  readonly passes: boolean
}

/** A start gave up: the message says why and what to do, the cause what was thrown. */
export class UnreachableError extends PulseError<'unreachable'> {}

/** Once, at once, and by default. */
export const NO_PATIENCE: Patience = {
  signal: new AbortController().signal,
  waitMs: 0,
  say: () => undefined,
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2_000
const REMINDER_MS = 30_000

/**
 * Tries until it succeeds. The first failure is said, then every 30 s that we still wait, and that it has come.
 * @throws UnreachableError when waiting does not help or took too long, or what the attempt throws where that says the
 *   same already; the signal's reason
 */
export async function waitFor<T>(
  what: string,
  attempt: () => Promise<T>,
  judge: (error: unknown) => Obstacle,
  { signal, waitMs, say }: Patience,
  discard?: (late: T) => unknown,
): Promise<T> {
  const since = performance.now()
  let saidAt: number | undefined
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      const found = await unlessAborted(attempt(), signal, discard)
      if (saidAt !== undefined) say(`${what} is there after ${seconds(since)} s.`)
      return found
    } catch (error) {
      if (signal.aborted) throw error
      const { reason, passes } = judge(error)
      if (!passes || performance.now() - since + pause > waitMs) throw explained(error, reason)
      if (saidAt === undefined) say(`Waiting for ${what}: ${reason}`)
      else if (performance.now() - saidAt > REMINDER_MS)
        say(`Still waiting for ${what}, for ${seconds(since)} s: ${reason}`)
      else {
        await sleep(pause, undefined, { signal })
        continue
      }
      saidAt = performance.now()
      await sleep(pause, undefined, { signal })
    }
  }
}

function explained(error: unknown, reason: string): unknown {
  if (error instanceof PulseError && error.message === reason) return error
  return new UnreachableError('unreachable', reason, { cause: error })
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(0)
