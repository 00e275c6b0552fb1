import { type DayShape, type LimitSide, limitSide } from './day-shape.ts'
import type { Random } from './random.ts'

/** A stay of the price at one level: trades `first` to `last` of the day stand there. */
export interface PriceNode {
  readonly first: number
  readonly last: number
  /** Above the day's low. */
  readonly ticks: number
  /** The limit that is sealed meanwhile. */
  readonly sealed: LimitSide
}

/** Trades that a day needs to show its open, high, low and close. */
export function neededTrades(shape: DayShape): number {
  if (shape.high === 0) return 1
  return 2 + innerLevels(shape).length
}

/**
 * The stays that a day of `count` trades cannot do without: the open, the high and the low where neither open
 * nor close is one, and the close, in seeded order and at seeded places. At a limit they are long: sealed from
 * the open, sealed to the close, or sealed for a while. The day's average price says roughly how long.
 */
export function priceNodes(shape: DayShape, count: number, random: Random): PriceNode[] {
  const last = count - 1
  if (shape.high === 0) return [{ first: 0, last, ticks: 0, sealed: limitSide(shape, 0) }]
  const levels = innerLevels(shape)
  if (levels.length === 2 && random.chance(shape.close < shape.open ? 0.3 : 0.7)) levels.reverse()
  let room = count - 2 - levels.length
  const opening = openingStay(shape, room, random)
  room -= opening.last
  const closing = closingStay(shape, last, room, random)
  const inner = innerStays(shape, levels, { from: opening.last + 1, until: closing.first }, random)
  return [opening, ...inner, closing]
}

/** High before low; reversed by the caller. */
function innerLevels({ open, high, close }: DayShape): number[] {
  const levels: number[] = []
  if (open !== high && close !== high) levels.push(high)
  if (open !== 0 && close !== 0) levels.push(0)
  return levels
}

function openingStay(shape: DayShape, room: number, random: Random): PriceNode {
  const sealed = limitSide(shape, shape.open)
  const stay = sealed === 'none' ? 0 : Math.floor(room * 0.6 * nearness(shape, sealed) * random.unit())
  return { first: 0, last: stay, ticks: shape.open, sealed }
}

function closingStay(shape: DayShape, last: number, room: number, random: Random): PriceNode {
  const sealed = limitSide(shape, shape.close)
  const share = (0.1 + 0.85 * nearness(shape, sealed)) * (0.5 + 0.5 * random.unit())
  const stay = sealed === 'none' ? 0 : Math.floor(room * share)
  return { first: last - stay, last, ticks: shape.close, sealed }
}

function innerStays(
  shape: DayShape,
  levels: readonly number[],
  free: { readonly from: number; readonly until: number },
  random: Random,
): PriceNode[] {
  const width = free.until - free.from
  const places = levels.map(() => atEnds(random.unit())).sort((a, b) => a - b)
  let from = free.from
  return levels.map((ticks, at) => {
    const follow = levels.length - 1 - at
    const first = Math.max(from, free.from + Math.floor(places[at]! * (width - follow)))
    const next = at + 1 < levels.length ? free.from + Math.floor(places[at + 1]! * width) : free.until
    const side = limitSide(shape, ticks)
    const longest = Math.max(0, Math.min(next, free.until - follow) - first - 1)
    const haste = random.unit()
    const stay = side === 'none' ? 0 : Math.floor(longest * 0.5 * haste * haste * nearness(shape, side))
    from = first + stay + 1
    return { first, last: first + stay, ticks, sealed: random.chance(0.8) ? side : 'none' }
  })
}

/** How near the average price is to a limit, 0 to 1: the nearer, the longer the stay there. */
function nearness({ average, high }: DayShape, side: LimitSide): number {
  const share = average === null ? 0.5 : Math.min(Math.max(average / high, 0), 1)
  return side === 'down' ? 1 - share : share
}

/** Extremes of a random walk lie near its ends: density rising towards 0 and 1. */
function atEnds(unit: number): number {
  return unit < 0.5 ? 2 * unit * unit : 1 - 2 * (1 - unit) * (1 - unit)
}
