import { minuteLabel } from '../format/session-minute.ts'
import type { XAxis } from './line-series.ts'

const SPLITS = [0, 30, 60, 90, 120, 150, 180, 210, 240]

/** The session from 09:25 to 15:00 without the lunch break; always all of it, so that a line grows into it. */
export function sessionAxis(minutes: readonly number[]): XAxis {
  return {
    values: minutes,
    from: 0,
    to: 240,
    splits: SPLITS,
    label: (minute) => (minute === 0 ? '09:30' : minute === 120 ? '11:30' : minuteLabel(minute)),
  }
}

/** Dates over more than about a year are labelled by their month: 2024-06 instead of 06-14. */
const spansYears = (dates: readonly string[]): boolean =>
  Number(dates.at(-1)?.slice(0, 4)) - Number(dates[0]?.slice(0, 4)) > 1

/** One place per session, dates as labels. */
export function datesAxis(dates: readonly string[]): XAxis {
  const step = Math.max(1, Math.ceil(dates.length / 6))
  const [from, to] = spansYears(dates) ? [0, 7] : [5, 10]
  return {
    values: dates.map((_, index) => index),
    from: -0.5,
    to: Math.max(dates.length - 0.5, 0.5),
    splits: dates.flatMap((_, index) => ((dates.length - 1 - index) % step === 0 ? [index] : [])),
    label: (index) => dates[index]?.slice(from, to) ?? '',
  }
}
