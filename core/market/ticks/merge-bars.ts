import type { Fen, Price } from '../price.ts'
import type { MinuteBar } from './minute-bars.ts'

/** Lengths that divide both halves of a session. */
export type MinutesPerBar = 5 | 15 | 60

/**
 * Longer bars from minute bars: groups of rows of a session, e.g. 09:30-10:30, 10:30-11:30, 13:00-14:00 and
 * 14:00-15:00 for 60. The opening auction joins the first group. A group without a trade has no bar.
 *
 * @param bars of one symbol and session, in the order of their minutes
 * @returns bars whose `minute` is the last row of the group, so that `sessionMinuteEnd` gives their time
 */
export function mergeBars(bars: readonly MinuteBar[], minutesPerBar: MinutesPerBar): MinuteBar[] {
  const merged: MinuteBar[] = []
  for (const bar of bars) {
    const minute = Math.max(Math.ceil(bar.minute / minutesPerBar), 1) * minutesPerBar
    const last = merged.at(-1)
    if (last?.minute === minute) merged[merged.length - 1] = joined(last, bar)
    else merged.push({ ...bar, minute })
  }
  return merged
}

function joined(one: MinuteBar, next: MinuteBar): MinuteBar {
  return {
    minute: one.minute,
    open: one.open,
    high: Math.max(one.high, next.high) as Price,
    low: Math.min(one.low, next.low) as Price,
    close: next.close,
    volume: one.volume + next.volume,
    amount: one.amount === null || next.amount === null ? null : ((one.amount + next.amount) as Fen),
  }
}
