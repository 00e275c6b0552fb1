import { setTimeout as sleep } from 'node:timers/promises'
import { isDenied, isPassing } from '../../../runtime/clickhouse/warehouse-errors.ts'
import { CodecError } from '../../../runtime/errors.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Trouble of a server or an engine that passes by itself; anything else is a fault to be looked at. */
export const isTransient = (error: unknown): boolean =>
  error instanceof CodecError ? error.code === 'registryUnavailable' : isPassing(error)

/** The same, and what passes when an operator has acted: no row is given up for a password. */
export const isWaitedOut = (error: unknown): boolean => isTransient(error) || isDenied(error)

/** Told before every pause; attempts count from 1. */
export type OnAttempt = (attempt: number, error: unknown) => void

export interface Persistence {
  readonly onRetry?: OnAttempt
  /** Which failures are worth another attempt (default: `isTransient`). */
  readonly isWorth?: (error: unknown) => boolean
}

/**
 * Runs an action again, with growing pauses, until it succeeds or the signal aborts. There is no last
 * attempt: a server that is down for an hour costs an hour, not a row.
 * @throws what the action threw, if it is no passing trouble; the abort reason.
 */
export async function persistently<T>(
  action: () => Promise<T>,
  signal: AbortSignal,
  { onRetry, isWorth = isTransient }: Persistence = {},
): Promise<T> {
  let pause = FIRST_PAUSE_MS
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted()
    try {
      return await action()
    } catch (error) {
      signal.throwIfAborted()
      if (!isWorth(error)) throw error
      onRetry?.(attempt, error)
      await sleep(pause, undefined, { signal })
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    }
  }
}

const NEVER = new AbortController().signal

/** The same for a call that nobody can stop: the process ends with it. */
export const untilItPasses = <T>(action: () => Promise<T>): Promise<T> => persistently(action, NEVER)
