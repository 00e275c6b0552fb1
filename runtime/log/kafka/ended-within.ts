import { setTimeout as delay } from 'node:timers/promises'

/** Waits until something has come to an end, well or not, but no longer than so; false: it still goes on. */
export async function endedWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController()
  const ended = work.then(
    () => true,
    () => true,
  )
  const tooLong = delay(milliseconds, false, { signal: timer.signal }).catch(() => false)
  const inTime = await Promise.race([ended, tooLong])
  timer.abort()
  return inTime
}
