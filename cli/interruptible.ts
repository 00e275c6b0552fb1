import { setTimeout as sleep } from 'node:timers/promises'

/** Work that watches the signal itself gets so long to end on its own terms. */
const GRACE_MS = 700

/**
 * Waits for an attempt, but no longer than until the signal aborts; what comes of it afterwards is discarded.
 * @throws the signal's reason
 */
export async function unlessAborted<T>(
  attempt: Promise<T>,
  signal: AbortSignal,
  discard: (late: T) => unknown = () => undefined,
): Promise<T> {
  let abort: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([attempt, aborted])
  } catch (error) {
    if (signal.aborted) attempt.then(discard).catch(() => undefined)
    throw error
  } finally {
    signal.removeEventListener('abort', abort!)
  }
}

/**
 * Runs work to its end; when the signal aborts, it gets a moment to end by itself.
 * @throws what the work throws before the signal aborts; the signal's reason when it did not end after it
 */
export async function graceful(work: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await unlessAborted(work, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    const ended = await Promise.race([
      work.then(
        () => true,
        () => false,
      ),
      sleep(GRACE_MS, false, { ref: false }),
    ])
    if (!ended) throw signal.reason
  }
}

const NEVER = new Promise<never>(() => undefined)

/**
 * Resolves when the signal aborts. Keeps the process alive until then, or until what it waits beside has failed.
 * @throws what `failed` is rejected with
 */
export async function untilAborted(signal: AbortSignal, failed: Promise<never> = NEVER): Promise<void> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const stayAlive = async (): Promise<void> => {
    while (!either.aborted) await sleep(60_000, undefined, { signal: either }).catch(() => undefined)
  }
  try {
    await Promise.race([stayAlive(), failed])
  } finally {
    over.abort()
  }
}
