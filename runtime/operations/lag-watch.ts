import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog } from '../log/port.ts'
import type { TaskMeters } from './task-meters.ts'

/** One look at the ends of all topics, and then a pause: a few requests every few seconds. */
const PAUSE_MS = 5_000

/** Measures again and again how far the readers of this process are behind, until the signal aborts. */
export async function watchLag(log: EventLog, meters: TaskMeters, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const topic of meters.topics()) {
      if (signal.aborted) return
      // A log that is away makes itself known where it is read and written.
      const ends = await log.ends(topic).catch(() => [])
      meters.measureLag(ends)
    }
    await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined)
  }
}
