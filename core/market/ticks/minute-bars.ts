import type { Fen, Price } from '../price.ts'
import { sessionMinute } from '../sessions.ts'
import type { CleanTick } from './clean-tick.ts'
import { higher, lower } from './extremes.ts'

/** One session minute of one symbol; minutes without a trade have none. */
export interface MinuteBar {
  /** Number of the row as `sessionMinute` counts: 0 the opening auction, 1..240 the minutes. */
  readonly minute: number
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  /** Shares traded in the minute. */
  readonly volume: number
  /** Fen traded in the minute; null where the source has none. */
  readonly amount: Fen | null
}

/**
 * The newest bar of one symbol and the day figures that it ends with: flat, immutable, packed with an Avro
 * record. The bar stays here after its minute has ended, until a trade of a later minute begins another.
 */
export interface MinuteMemory {
  /** Row of the newest bar; -1: none yet. */
  readonly minute: number
  readonly open: Price | null
  readonly high: Price | null
  readonly low: Price | null
  readonly close: Price | null
  readonly volume: number
  readonly amount: Fen | null
  /** The day so far at the newest tick of a minute row. */
  readonly dayHigh: Price | null
  readonly dayLow: Price | null
  readonly dayLast: Price | null
  readonly dayVolume: number
  readonly dayAmount: Fen | null
  /** What was traded before the first tick seen, after 09:30: in no bar. */
  readonly openingVolume: number
  readonly openingAmount: Fen | null
}

/** Avro types of `MinuteMemory`; a trailing `?` makes a field nullable. */
export const MINUTE_MEMORY_FIELDS = {
  minute: 'int',
  open: 'long?',
  high: 'long?',
  low: 'long?',
  close: 'long?',
  volume: 'long',
  amount: 'long?',
  dayHigh: 'long?',
  dayLow: 'long?',
  dayLast: 'long?',
  dayVolume: 'long',
  dayAmount: 'long?',
  openingVolume: 'long',
  openingAmount: 'long?',
} as const satisfies Readonly<Record<keyof MinuteMemory, 'int' | 'long' | 'long?'>>

/**
 * The newest bar after one more tick of the symbol, in the order in which `inspect` accepts them.
 *
 * - A trade is what lets the day's volume grow or the last price move; the bar's prices are the `last` of
 *   such ticks, and what the day's high or low moved by since the tick before, so that extremes between two
 *   snapshots are not lost. The first bar of a day opens with the day's open.
 * - The opening auction is row 0, the closing auction in row 240.
 * - A symbol first seen after 09:30 with volume, e.g. after a restart at 10:40, has traded at unknown times:
 *   that goes to the opening remainder, not into the minute.
 * - Ticks outside the rows (lunch, after the close) and ticks without a price change nothing; what they
 *   reported first is booked with the next tick that has both.
 *
 * @returns the same object where nothing changed
 */
export function addToMinute(memory: MinuteMemory | undefined, tick: CleanTick): MinuteMemory {
  const row = sessionMinute(tick.eventTime)
  if (memory === undefined) return firstTick(row, tick)
  if (tick.onlyExtremes) return withOlderExtremes(memory, row, tick)
  const traded = tick.volume > memory.dayVolume || tick.last !== memory.dayLast
  if (row === null || tick.last === null || !traded) return memory
  const newHigh = tick.high === memory.dayHigh ? tick.last : higher(tick.high, tick.last)
  const newLow = tick.low === memory.dayLow ? tick.last : lower(tick.low, tick.last)
  const volume = tick.volume - memory.dayVolume
  const amount = grown(tick.amount, memory)
  const same = row === memory.minute
  return {
    minute: row,
    open: same ? memory.open : memory.dayLast === null ? tick.open : tick.last,
    high: same ? higher(memory.high, newHigh) : newHigh,
    low: same ? lower(memory.low, newLow) : newLow,
    close: tick.last,
    volume: same ? memory.volume + volume : volume,
    amount: same ? plus(memory.amount, amount) : amount,
    dayHigh: tick.high,
    dayLow: tick.low,
    dayLast: tick.last,
    dayVolume: tick.volume,
    dayAmount: tick.amount,
    openingVolume: memory.openingVolume,
    openingAmount: memory.openingAmount,
  }
}

/** The newest bar; null before the first trade. */
export function minuteBar({
  minute,
  open,
  high,
  low,
  close,
  volume,
  amount,
}: MinuteMemory): MinuteBar | null {
  if (minute < 0 || open === null || high === null || low === null || close === null) return null
  return { minute, open, high, low, close, volume, amount }
}

/** All bars of a session from the accepted ticks of one symbol. */
export function minuteBars(ticks: Iterable<CleanTick>): MinuteBar[] {
  const bars: MinuteBar[] = []
  let memory: MinuteMemory | undefined
  for (const tick of ticks) {
    memory = addToMinute(memory, tick)
    const bar = minuteBar(memory)
    if (bar === null) continue
    if (bars.at(-1)?.minute === bar.minute) bars[bars.length - 1] = bar
    else bars.push(bar)
  }
  return bars
}

/** Before any tick: nothing traded. */
const NO_BAR: MinuteMemory = {
  minute: -1,
  open: null,
  high: null,
  low: null,
  close: null,
  volume: 0,
  amount: null,
  dayHigh: null,
  dayLow: null,
  dayLast: null,
  dayVolume: 0,
  dayAmount: null,
  openingVolume: 0,
  openingAmount: null,
}

function firstTick(row: number | null, tick: CleanTick): MinuteMemory {
  if (tick.onlyExtremes || tick.last === null) return NO_BAR
  if (row === 0) return addToMinute(NO_BAR, tick)
  return {
    ...NO_BAR,
    dayHigh: tick.high,
    dayLow: tick.low,
    dayLast: tick.last,
    dayVolume: tick.volume,
    dayAmount: tick.amount,
    openingVolume: tick.volume,
    openingAmount: tick.amount,
  }
}

/** An extreme that came late belongs to its own minute; in a bar that is no longer held it is not shown. */
function withOlderExtremes(memory: MinuteMemory, row: number | null, { high, low }: CleanTick): MinuteMemory {
  const dayHigh = higher(memory.dayHigh, high)
  const dayLow = lower(memory.dayLow, low)
  if (dayHigh === memory.dayHigh && dayLow === memory.dayLow) return memory
  if (row !== memory.minute) return { ...memory, dayHigh, dayLow }
  return {
    ...memory,
    dayHigh,
    dayLow,
    high: dayHigh === memory.dayHigh ? memory.high : higher(memory.high, high),
    low: dayLow === memory.dayLow ? memory.low : lower(memory.low, low),
  }
}

/** Fen since the tick before; null while the source prints none. */
function grown(amount: Fen | null, memory: MinuteMemory): Fen | null {
  if (amount === null || (memory.dayAmount === null && memory.dayVolume > 0)) return null
  return (amount - (memory.dayAmount ?? 0)) as Fen
}

function plus(one: Fen | null, other: Fen | null): Fen | null {
  return one === null || other === null ? null : ((one + other) as Fen)
}
