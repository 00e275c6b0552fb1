import { start } from './start.ts'

/** `pulse ingest`: the same run as `pulse start --once`, for given paths. */
export const ingest = (source: readonly string[]): Promise<void> =>
  start({ once: true, source, speed: 'max', simulation: false, sessions: 5 })
