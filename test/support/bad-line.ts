import { type EventTime, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { SourceTick, Sweep } from '../../services/ingest/ticks/source-tick.ts'

/** How snapshots travel from an exchange to us; rates are per snapshot. */
export interface Line {
  readonly duplicates: number
  readonly late: number
  /** Longest delay of a late snapshot. */
  readonly lateSeconds: number
  /** Snapshots of a sweep come in any order. */
  readonly reordered: boolean
}

export const CLEAN_LINE: Line = { duplicates: 0, late: 0, lateSeconds: 0, reordered: false }

/** A snapshot and when it comes. */
export interface Arrival {
  readonly tick: SourceTick
  readonly at: number
}

/** When each snapshot comes, copies included. */
export function arrivalsOf(ticks: readonly SourceTick[], line: Line, random: () => number): Arrival[] {
  return ticks.flatMap((tick) => {
    const delay = (): number => Math.ceil(random() * line.lateSeconds) * 1_000
    const first = { tick, at: tick.eventTime + (random() < line.late ? delay() : 0) }
    if (random() >= line.duplicates) return [first]
    return [first, { tick, at: tick.eventTime + (random() < 0.5 ? 0 : delay()) }]
  })
}

/**
 * Sweeps of a session, of uneven lengths, one in five ending exactly with a minute. A snapshot comes with the first
 * sweep that ends when it is there: if its own time was covered by the sweep before, it is late.
 */
export function sweepsOf(
  arrivals: readonly Arrival[],
  tradeDate: TradeDate,
  line: Pick<Line, 'reordered'>,
  random: () => number,
): Sweep[] {
  const ordered = [...arrivals].sort((a, b) => a.at - b.at || (a.tick.symbol < b.tick.symbol ? -1 : 1))
  const end = Math.max(shanghaiTime(tradeDate, 15, 1), ordered.at(-1)?.at ?? 0)
  const sweeps: Sweep[] = []
  let from = 0
  for (let until: number = shanghaiTime(tradeDate, 9, 10); from < ordered.length || until <= end; ) {
    const later = until + 5_000 + Math.floor(random() * 130_000)
    until = random() < 0.2 ? Math.ceil(later / 60_000) * 60_000 : later
    let to = from
    while (to < ordered.length && ordered[to]!.at <= until) to += 1
    const ticks = ordered.slice(from, to).map(({ tick }) => tick)
    sweeps.push({ until: until as EventTime, ticks: line.reordered ? shuffled(ticks, random) : ticks })
    from = to
  }
  return sweeps
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
