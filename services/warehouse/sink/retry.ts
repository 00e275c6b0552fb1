import { setTimeout as sleep } from 'node:timers/promises'
import { CodecError, WarehouseError } from '../../../runtime/errors.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Trouble of a server or an engine that passes by itself; anything else is a fault to be looked at. */
export function isTransient(error: unknown): boolean {
  if (error instanceof WarehouseError) return error.code === 'unavailable' || error.code === 'engineLost'
  return error instanceof CodecError && error.code === 'registryUnavailable'
}

/**
 * Runs an action again, with growing pauses, until it succeeds or the signal aborts. There is no last
 * attempt: a server that is down for an hour costs an hour, not a row.
 * @throws what the action threw, if it is no passing trouble; the abort reason.
 */
export async function persistently<T>(
  action: () => Promise<T>,
  signal: AbortSignal,
  onRetry: (error: unknown) => void = () => {},
): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted()
    try {
      return await action()
    } catch (error) {
      if (!isTransient(error)) throw error
      onRetry(error)
      await sleep(pause, undefined, { signal })
    }
  }
}
