import type { SourceTick } from '../../../services/ingest/ticks/source-tick.ts'
import { isOfDay, minuteOfDay, type Placed } from './arrivals.ts'

/** One of the two limits of a share's day so far. */
export interface Side {
  readonly firstTouch: number | null
  readonly firstSeal: number | null
  readonly lastSeal: number | null
  readonly breaks: number
  readonly sealVolume: number
  readonly maxSealAmount: number
}

export type Position = 'untraded' | 'below' | 'atLimitUp' | 'sealedUp' | 'atLimitDown' | 'sealedDown'

/** A share's day after one more snapshot. */
export interface State {
  /** Newest snapshot that was taken as the present. */
  readonly time: number
  readonly tick: SourceTick | undefined
  readonly open: number | null
  readonly high: number | null
  readonly low: number | null
  readonly last: number | null
  readonly volume: number
  readonly amount: number | null
  readonly lost: { readonly volume: number; readonly amount: number }
  /** What the latest fall of the counters lost, while it may still prove a glitch. */
  readonly fall: { readonly volume: number; readonly amount: number }
  readonly printed: { readonly volume: number; readonly amount: number }
  readonly prevClose: number | null
  readonly noLimit: boolean
  readonly halted: boolean
  readonly closed: boolean
  readonly position: Position
  readonly noBook: boolean
  readonly up: Side
  readonly down: Side
}

/** A state, and from when it counts: `from` its own time, `place` where it became known. */
export interface Step {
  readonly state: State
  readonly own: number
  readonly place: number
  readonly kind: 'onTime' | 'lateNewer' | 'lateOlder'
}

const SIDE: Side = {
  firstTouch: null,
  firstSeal: null,
  lastSeal: null,
  breaks: 0,
  sealVolume: 0,
  maxSealAmount: 0,
}
const BEGINNING: State = {
  time: 0,
  tick: undefined,
  open: null,
  high: null,
  low: null,
  last: null,
  volume: 0,
  amount: null,
  lost: { volume: 0, amount: 0 },
  fall: { volume: 0, amount: 0 },
  printed: { volume: 0, amount: 0 },
  prevClose: null,
  noLimit: false,
  halted: false,
  closed: false,
  position: 'untraded',
  noBook: false,
  up: SIDE,
  down: SIDE,
}

type Bounds = (state: State) => { readonly up: number | null; readonly down: number | null }

/** Every state of a share's day, one per snapshot that counts (domain.md A6-A8, B6, D6). */
export function shareStates(placed: readonly Placed[], tradeDate: number, bounds: Bounds): Step[] {
  const steps: Step[] = []
  for (const { tick, place, late } of placed) {
    const before = steps.at(-1)?.state ?? BEGINNING
    const minute = minuteOfDay(tick)
    if (!isOfDay(tick, tradeDate as never) || minute < OPEN_CALL || minute > CLOSE) continue
    if (before.tick !== undefined && isCopy(tick, before.tick)) continue
    const older =
      tick.eventTime < before.time ||
      (late && tick.eventTime === before.time && tick.volume <= before.printed.volume)
    const state = older ? afterOlder(before, tick, bounds) : afterNewer(before, tick, bounds)
    if (state === undefined) continue
    const kind = older ? 'lateOlder' : late ? 'lateNewer' : 'onTime'
    steps.push({ state, own: tick.eventTime, place, kind })
  }
  return steps
}

const OPEN_CALL = 9 * 60 + 15
const OPEN_MATCH = 9 * 60 + 25
const MORNING = 9 * 60 + 30
const NOON = 11 * 60 + 30
const AFTERNOON = 13 * 60
const CLOSE_CALL = 14 * 60 + 57
const CLOSE = 15 * 60

function isCopy(a: SourceTick, b: SourceTick): boolean {
  const said = (tick: SourceTick): string => {
    const { eventTime, volume, amount, last, bidPrices, askPrices, bidVolumes, askVolumes } = tick
    return JSON.stringify([
      eventTime,
      volume,
      amount,
      last,
      bidPrices[0] ?? 0,
      askPrices[0] ?? 0,
      bidVolumes[0] ?? 0,
      askVolumes[0] ?? 0,
    ])
  }
  return said(a) === said(b)
}

function isIndicative(tick: SourceTick): boolean {
  const minute = minuteOfDay(tick)
  if (minute < OPEN_MATCH || (minute >= CLOSE_CALL && minute < CLOSE)) return true
  const [bid = 0] = tick.bidPrices
  const [ask = 0] = tick.askPrices
  const crossed = bid >= ask && bid > 0 && ask > 0
  return tick.status === 'auction' || (crossed && (minute === OPEN_MATCH || minute === CLOSE))
}

const isTradingMinute = (minute: number): boolean =>
  minute === OPEN_MATCH ||
  (minute >= MORNING && minute < NOON) ||
  (minute >= AFTERNOON && minute < CLOSE_CALL) ||
  minute === CLOSE

const highest = (...prices: readonly (number | null)[]): number | null => {
  const known = prices.filter((price) => price !== null && price > 0) as number[]
  return known.length === 0 ? null : Math.max(...known)
}
const lowest = (...prices: readonly (number | null)[]): number | null => {
  const known = prices.filter((price) => price !== null && price > 0) as number[]
  return known.length === 0 ? null : Math.min(...known)
}

/** A price off the grid of a fen makes the whole snapshot useless. */
const isBad = (...prices: readonly (number | null)[]): boolean =>
  prices.some((price) => price !== null && price % 100 !== 0)

const touched = (side: Side, time: number): Side =>
  side.firstTouch !== null && side.firstTouch <= time ? side : { ...side, firstTouch: time }

function afterOlder(before: State, tick: SourceTick, bounds: Bounds): State | undefined {
  if (tick.volume === 0 || isIndicative(tick)) return before
  const high = highest(tick.high, tick.last)
  const low = lowest(tick.low, tick.last)
  if (isBad(high, low)) return undefined
  const { up, down } = bounds(before)
  return {
    ...before,
    high: highest(before.high, high),
    low: lowest(before.low, low),
    up: up !== null && high !== null && high >= up ? touched(before.up, tick.eventTime) : before.up,
    down: down !== null && low !== null && low <= down ? touched(before.down, tick.eventTime) : before.down,
  }
}

/** A counter that falls to a tenth began anew; one that jumps straight back had not. */
function countersAfter(before: State, volume: number): Pick<State, 'lost' | 'fall'> {
  const { lost, fall, printed } = before
  if (volume < printed.volume && volume <= printed.volume / 10)
    return {
      lost: { volume: lost.volume + printed.volume, amount: lost.amount + printed.amount },
      fall: printed,
    }
  if (fall.volume > 0 && printed.volume <= fall.volume / 10 && volume >= fall.volume)
    return {
      lost: { volume: lost.volume - fall.volume, amount: lost.amount - fall.amount },
      fall: { volume: 0, amount: 0 },
    }
  return { lost, fall }
}

function afterNewer(before: State, tick: SourceTick, bounds: Bounds): State | undefined {
  const minute = minuteOfDay(tick)
  const indicative = isIndicative(tick)
  const nothingYet = indicative && minute < MORNING
  const volume = nothingYet ? 0 : tick.volume
  const amount = nothingYet ? 0 : (tick.amount ?? 0)
  const grew = volume > before.printed.volume
  const last = volume > 0 && !indicative ? tick.last : null
  const showsDay = volume > 0 && (grew || !indicative)
  const [open, high, low] = showsDay ? [tick.open, tick.high, tick.low] : [null, null, null]
  if (isBad(last, open, high, low)) return undefined
  const { lost, fall } = countersAfter(before, volume)
  const halted = tick.status === 'halted' || tick.status === 'volatilityHalt'
  const day: State = {
    ...before,
    time: tick.eventTime,
    tick,
    open: open ?? before.open ?? last,
    high: highest(before.high, high, last),
    low: lowest(before.low, low, last),
    last: last ?? before.last,
    volume: Math.max(before.volume, volume + lost.volume),
    amount: tick.amount === null ? before.amount : Math.max(before.amount ?? 0, amount + lost.amount),
    lost,
    fall,
    printed: { volume, amount },
    prevClose: before.prevClose ?? tick.prevClose,
    noLimit: before.noLimit || (tick.limitUp !== null && tick.limitUp >= 100_000_000),
    halted,
    closed: before.closed || (minute === CLOSE && last !== null),
  }
  const isTrade = last !== null && !halted && (grew || isTradingMinute(minute))
  if (day.last === null || !(isTrade || (halted && before.position === 'untraded'))) return day
  return judged(before, day, tick, { closing: minute === CLOSE, unusable: indicative || halted }, bounds(day))
}

function judged(
  before: State,
  day: State,
  tick: SourceTick,
  { closing, unusable }: { readonly closing: boolean; readonly unusable: boolean },
  { up, down }: { readonly up: number | null; readonly down: number | null },
): State {
  const [bid = 0] = tick.bidPrices
  const [ask = 0] = tick.askPrices
  const [bidVolume = 0] = tick.bidVolumes
  const [askVolume = 0] = tick.askVolumes
  const crossed = bid >= ask && bid > 0 && ask > 0
  const noBook = tick.depth === 0 || unusable || crossed || (bid === 0 && ask === 0)
  let position: Position = 'below'
  if (day.last === up) {
    const empty = ask === 0 && askVolume === 0 && bid === up && bidVolume > 0
    const byPrice = closing || (noBook && before.position !== 'atLimitUp')
    position = byPrice || (!noBook && empty) ? 'sealedUp' : 'atLimitUp'
  } else if (day.last === down) {
    const empty = bid === 0 && bidVolume === 0 && ask === down && askVolume > 0
    const byPrice = closing || (noBook && before.position !== 'atLimitDown')
    position = byPrice || (!noBook && empty) ? 'sealedDown' : 'atLimitDown'
  }
  const sideAfter = (
    side: Side,
    isTouched: boolean,
    was: boolean,
    is: boolean,
    queued: number,
    limit: number,
  ): Side => {
    const sealVolume = is ? queued : 0
    return {
      firstTouch: side.firstTouch ?? (isTouched ? tick.eventTime : null),
      firstSeal: side.firstSeal ?? (is ? tick.eventTime : null),
      lastSeal: is && !was ? tick.eventTime : side.lastSeal,
      breaks: side.breaks + (was && !is ? 1 : 0),
      sealVolume,
      maxSealAmount: Math.max(side.maxSealAmount, (sealVolume * limit) / 100),
    }
  }
  return {
    ...day,
    position,
    noBook: closing ? before.noBook : noBook,
    up: sideAfter(
      before.up,
      up !== null && day.high! >= up,
      before.position === 'sealedUp',
      position === 'sealedUp',
      !noBook && bid === up ? bidVolume : 0,
      up ?? 0,
    ),
    down: sideAfter(
      before.down,
      down !== null && day.low! <= down,
      before.position === 'sealedDown',
      position === 'sealedDown',
      !noBook && ask === down ? askVolume : 0,
      down ?? 0,
    ),
  }
}
