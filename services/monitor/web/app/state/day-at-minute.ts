import type { Day } from './day.ts'

/**
 * A stored day as it stood at the end of a minute, after which a replay goes on; at minute 0 it begins, with
 * nothing. Boards and groups come with the replay's first events, so nothing of later is shown meanwhile.
 */
export function dayAtMinute(day: Day, minute: number): Day {
  const minutes = minute === 0 ? [] : day.minutes.slice(0, minute + 1)
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
