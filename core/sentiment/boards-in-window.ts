/** N days M boards N天M板: `boards` limit-ups within `days` own sessions, the last of them today. */
export interface BoardsInWindow {
  readonly boards: number
  readonly days: number
}

/** Own sessions that a history remembers: it must fit an exact integer. */
const REMEMBERED = 50
const FULL = 2 ** REMEMBERED

/** The share's closes at the limit, its latest own session being the lowest bit. */
export const withSession = (history: number, sealed: boolean): number =>
  ((history * 2) % FULL) + (sealed ? 1 : 0)

/**
 * The longest window that ends today, begins with a limit-up, and holds limit-ups on at least half of its
 * sessions; null unless today is one. No vendor publishes its rule: this one gives the `n/m` statistic of the
 * limit-up pools of 2026 (docs/decisions/0021). Sessions are the share's own: a suspension does not lengthen it.
 */
export function boardsInWindow(history: number): BoardsInWindow | null {
  if (history % 2 !== 1) return null
  let window: BoardsInWindow = { boards: 1, days: 1 }
  let boards = 0
  let rest = history
  for (let days = 1; rest > 0; days += 1) {
    if (rest % 2 === 1) {
      boards += 1
      if (boards * 2 >= days) window = { boards, days }
    }
    rest = Math.floor(rest / 2)
  }
  return window
}
