import { addDays, dayOfWeek, type TradeDate } from './trade-date.ts'

const SATURDAY = 6

/**
 * Sessions of a year: its weekdays without the closures. `closures` is a list like `0101 0216-0220`,
 * single days and ranges (both ends included) as MMDD; weekends inside a range do not matter.
 */
export function sessionsFromClosures(year: number, closures: string): readonly TradeDate[] {
  const closed = new Set(
    closures
      .split(/\s+/)
      .filter(Boolean)
      .flatMap((part) => daysOf(year, part)),
  )
  const sessions: TradeDate[] = []
  const end = dateOf(year + 1, '0101')
  for (let date = dateOf(year, '0101'); date < end; date = addDays(date, 1)) {
    if (dayOfWeek(date) < SATURDAY && !closed.has(date)) sessions.push(date)
  }
  return sessions
}

/** Inverse of `sessionsFromClosures` for a complete year; neighbouring weekdays become ranges. */
export function closuresFromSessions(year: number, sessions: Iterable<TradeDate>): string {
  const open = new Set(sessions)
  const parts: string[] = []
  let run: TradeDate[] = []
  const close = () => {
    if (run.length > 0)
      parts.push(run.length === 1 ? dayText(run[0]!) : `${dayText(run[0]!)}-${dayText(run.at(-1)!)}`)
    run = []
  }
  for (const date of sessionsFromClosures(year, '')) {
    if (open.has(date)) close()
    else if (run.length > 0 && addDays(run.at(-1)!, 1) !== date) {
      close()
      run = [date]
    } else run.push(date)
  }
  close()
  return parts.join(' ')
}

function daysOf(year: number, part: string): TradeDate[] {
  const [from, to = from] = part.split('-')
  const days: TradeDate[] = []
  for (let date = dateOf(year, from!); date <= dateOf(year, to!); date = addDays(date, 1)) days.push(date)
  return days
}

function dateOf(year: number, monthAndDay: string): TradeDate {
  return (year * 10_000 + Number(monthAndDay)) as TradeDate
}

function dayText(date: TradeDate): string {
  return String(date % 10_000).padStart(4, '0')
}
