import type { SourceTick, Sweep } from '../../ticks/source-tick.ts'

/** The day figures of a share that reads its feed as domain.md D6 says, written down as plainly as possible. */
export interface CleanedDay {
  open: number
  high: number
  low: number
  close: number
  volume: number
  amount: number | null
}

interface Reading extends CleanedDay {
  time: number
  lastVolume: number
  lastAmount: number
  addedVolume: number
  addedAmount: number
}

/** Takes snapshots as they come: drops what is stale, off the grid or older, repairs highs, adds up resets. */
export function readDay(sweeps: Iterable<Sweep>, tradeDate: number, grid: number): Map<string, CleanedDay> {
  const days = new Map<string, Reading>()
  for (const { ticks } of sweeps) {
    for (const tick of ticks) {
      if (tick.tradeDate !== tradeDate || tick.last === null || tick.last % grid !== 0) continue
      read(days, tick)
    }
  }
  return new Map(
    [...days].map(([symbol, { open, high, low, close, volume, amount }]) => [
      symbol,
      { open, high, low, close, volume, amount },
    ]),
  )
}

function read(days: Map<string, Reading>, tick: SourceTick): void {
  const last = tick.last!
  const before = days.get(tick.symbol)
  const high = Math.max(tick.high!, last, before?.high ?? 0)
  const low = Math.min(tick.low!, before?.low ?? Infinity)
  if (before !== undefined && tick.eventTime <= before.time) {
    Object.assign(before, { high, low })
    return
  }
  const isReset = before !== undefined && tick.volume < before.lastVolume
  const addedVolume = (before?.addedVolume ?? 0) + (isReset ? before.lastVolume : 0)
  const addedAmount = (before?.addedAmount ?? 0) + (isReset ? before.lastAmount : 0)
  days.set(tick.symbol, {
    open: tick.open!,
    high,
    low,
    close: last,
    volume: tick.volume + addedVolume,
    amount: tick.amount === null ? null : tick.amount + addedAmount,
    time: tick.eventTime,
    lastVolume: tick.volume,
    lastAmount: tick.amount ?? 0,
    addedVolume,
    addedAmount,
  })
}
