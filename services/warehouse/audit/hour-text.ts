import { NO_HOUR } from './buckets.ts'

const HOUR_MS = 3_600_000
/** Shanghai knows no summer time since 1991; rows before are shown as if it never had. */
const SHANGHAI_HOURS = 8

/** Hours since 1970 as the hour in Shanghai, `2022-04-27T09:00+08:00`; null where there is none. */
export function hourText(hour: number): string | null {
  if (hour === NO_HOUR) return null
  return `${new Date((hour + SHANGHAI_HOURS) * HOUR_MS).toISOString().slice(0, 13)}:00+08:00`
}
