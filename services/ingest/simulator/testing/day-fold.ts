import type { SourceTick, Sweep } from '../../ticks/source-tick.ts'

/** A share's day as its snapshots tell it, by nothing but comparing and taking the latest. */
export interface FoldedDay {
  open: number | null
  high: number
  low: number
  close: number | null
  volume: number
  amount: number | null
  final: SourceTick
  ticks: SourceTick[]
}

/** Folds the snapshots up to the close, share by share. The last prices make high and low, not the fields. */
export function foldDay(sweeps: Iterable<Sweep>): Map<string, FoldedDay> {
  const days = new Map<string, FoldedDay>()
  for (const { ticks } of sweeps) for (const tick of ticks) foldTick(days, tick)
  return days
}

function foldTick(days: Map<string, FoldedDay>, tick: SourceTick): void {
  let day = days.get(tick.symbol)
  if (day === undefined) {
    day = {
      open: null,
      high: -Infinity,
      low: Infinity,
      close: null,
      volume: 0,
      amount: null,
      final: tick,
      ticks: [],
    }
    days.set(tick.symbol, day)
  }
  day.ticks.push(tick)
  const isAfterHours = day.final.status === 'closed'
  if (isAfterHours) return
  day.final = tick
  day.volume = tick.volume
  day.amount = tick.amount
  if (tick.last === null) return
  day.open ??= tick.last
  day.high = Math.max(day.high, tick.last)
  day.low = Math.min(day.low, tick.last)
  day.close = tick.last
}

/**
 * Everything that is wrong with a share's snapshots in themselves; nothing if they are as a feed's should be.
 * Average prices must lie inside the day's prices, where these are given.
 */
export function defects(
  ticks: readonly SourceTick[],
  grid: number,
  day?: { readonly low: number; readonly high: number },
): string[] {
  const found: string[] = []
  const wrong = (tick: SourceTick, what: string): void => {
    found.push(`${tick.symbol} ${new Date(tick.eventTime + 28_800_000).toISOString()}: ${what}`)
  }
  let before: SourceTick | undefined
  let high = -Infinity
  let low = Infinity
  for (const tick of ticks) {
    if (before !== undefined && tick.eventTime <= before.eventTime) wrong(tick, 'time does not rise')
    if (before !== undefined && tick.volume < before.volume) wrong(tick, 'volume falls')
    if ((tick.amount ?? 0) < (before?.amount ?? 0)) wrong(tick, 'amount falls')
    if (tick.last !== null) {
      high = Math.max(high, tick.last)
      low = Math.min(low, tick.last)
      if (tick.high !== high || tick.low !== low) wrong(tick, 'high or low is not the one so far')
    } else if (tick.volume !== 0 || tick.open !== null || tick.high !== null) wrong(tick, 'figures, no trade')
    if (day !== undefined && !isAverageInside(before, tick, day)) wrong(tick, 'average price out of range')
    for (const what of bookDefects(tick, grid)) wrong(tick, what)
    before = tick
  }
  return found
}

/** Whether the average price of what was traded since the snapshot before lies between two prices. */
export function isAverageInside(
  before: SourceTick | undefined,
  { volume, amount }: SourceTick,
  { low, high }: { readonly low: number; readonly high: number },
): boolean {
  if (amount === null) return true
  const shares = volume - (before?.volume ?? 0)
  const fen = amount - (before?.amount ?? 0)
  return fen * 100 >= low * shares && fen * 100 <= high * shares
}

function bookDefects(tick: SourceTick, grid: number): string[] {
  const { bidPrices, bidVolumes, askPrices, askVolumes, last, limitUp, limitDown } = tick
  const prices = [...bidPrices, ...askPrices, ...(last === null ? [] : [last])]
  const found: string[] = []
  if (prices.some((price) => price % grid !== 0 || price <= 0)) found.push('price off the grid')
  if (limitUp !== null && prices.some((price) => price > limitUp || price < limitDown!))
    found.push('beyond limits')
  if (bidPrices.length !== bidVolumes.length || askPrices.length !== askVolumes.length) found.push('levels')
  if ([...bidVolumes, ...askVolumes].some((volume) => !(volume > 0))) found.push('level without volume')
  if (bidPrices.some((price, at) => at > 0 && price >= bidPrices[at - 1]!)) found.push('bids do not fall')
  if (askPrices.some((price, at) => at > 0 && price <= askPrices[at - 1]!)) found.push('asks do not rise')
  const spread = (askPrices[0] ?? Infinity) - (bidPrices[0] ?? -Infinity)
  if (tick.status === 'auction' ? spread < 0 : spread <= 0) found.push('crossed')
  return found
}
