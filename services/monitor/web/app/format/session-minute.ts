/** Label of a session minute row, its end: 0 is 09:25, 1 is 09:31, 120 is 11:30, 121 is 13:01, 240 is 15:00. */
export function minuteLabel(minute: number): string {
  if (minute <= 0) return '09:25'
  const minutes = minute <= 120 ? 570 + minute : 660 + minute
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Minute row, with a fraction, that a moment belongs to; before and after the session its nearest end. */
export function minuteOfTime(epochMs: number): number {
  const time = (((epochMs + SHANGHAI) % DAY) / 60_000) % 1440
  if (time < 570) return 0
  if (time < 780) return Math.min(time - 570, 120)
  return Math.min(time - 780, 120) + 120
}

/** Shanghai wall-clock time of an epoch: 09:31:03. */
export function clock(epochMs: number | null | undefined, withSeconds = true): string {
  if (epochMs === null || epochMs === undefined) return '–'
  return new Date(epochMs + SHANGHAI).toISOString().slice(11, withSeconds ? 19 : 16)
}

const SHANGHAI = 8 * 3_600_000
const DAY = 86_400_000

function two(value: number): string {
  return String(value).padStart(2, '0')
}
