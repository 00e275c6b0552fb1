import type { Day } from './day.ts'

/**
 * A stored day as it stood before a minute, from which a replay goes on. Boards and groups come with the
 * replay's first events, so nothing of later is shown meanwhile.
 */
export function dayAtMinute(day: Day, minute: number): Day {
  const minutes = day.minutes.slice(0, minute)
  const reached = minutes.findLast((row) => row !== undefined)?.eventTime ?? 0
  return {
    ...day,
    minutes,
    live: null,
    boards: new Map(),
    boardsTime: null,
    events: day.events.filter(({ time }) => time < reached),
    groups: new Map(),
    daily: null,
    closed: false,
  }
}
