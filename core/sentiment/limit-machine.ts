import { type Fen, PRICE_PER_FEN, type Price } from '../market/price.ts'
import type { Phase } from '../market/session-table.ts'
import type { EventTime } from '../market/trade-date.ts'

/** Where a share stands between its price limits now. */
export type LimitPosition = 'untraded' | 'below' | 'atLimitUp' | 'sealedUp' | 'atLimitDown' | 'sealedDown'

/** What happened at one of the two limits so far today. Volumes in shares, amounts in fen. */
export interface LimitSide {
  /** First snapshot that shows a trade at the limit; null: not touched. */
  readonly firstTouch: EventTime | null
  readonly firstSeal: EventTime | null
  /** Latest time it became sealed. */
  readonly lastSeal: EventTime | null
  /** Sealed and then not: 炸板 as far as snapshots resolve it. */
  readonly breaks: number
  /** Queued at the limit while sealed 封单, else 0. */
  readonly sealVolume: number
  readonly sealAmount: Fen
  readonly maxSealAmount: Fen
}

/** A share's day at its price limits 盘中涨停状态. Immutable: a step that changes nothing gives back the same object. */
export interface LimitMachine {
  readonly position: LimitPosition
  readonly up: LimitSide
  readonly down: LimitSide
  /** The newest trade came without a usable book: sealed is taken from the price alone. */
  readonly noBook: boolean
}

/** What the machine reads of one snapshot after hygiene. An empty level of the book is price 0 and volume 0. */
export interface LimitTick {
  readonly eventTime: EventTime
  readonly phase: Phase
  /** `last` is the price of a trade and the book the one it left behind; never in an auction or a halt. */
  readonly isTrade: boolean
  readonly halted: boolean
  readonly last: Price | null
  readonly high: Price | null
  readonly low: Price | null
  /** There is no usable book. */
  readonly noBook: boolean
  readonly bidPrice: number
  readonly bidVolume: number
  readonly askPrice: number
  readonly askVolume: number
}

/** The day's limit prices; null where none holds. */
export interface DayLimits {
  readonly limitUp: Price | null
  readonly limitDown: Price | null
}

export type LimitChangeKind =
  | 'touchedUp'
  | 'sealedUp'
  | 'openedUp'
  | 'resealedUp'
  | 'touchedDown'
  | 'sealedDown'
  | 'openedDown'
  | 'resealedDown'

const UNTOUCHED: LimitSide = {
  firstTouch: null,
  firstSeal: null,
  lastSeal: null,
  breaks: 0,
  sealVolume: 0,
  sealAmount: 0 as Fen,
  maxSealAmount: 0 as Fen,
}

/** Before the first trade of the day. */
export const UNTRADED: LimitMachine = { position: 'untraded', up: UNTOUCHED, down: UNTOUCHED, noBook: false }

/**
 * One snapshot further (domain.md B6), limit-down mirroring limit-up. Sealed is last trade at the limit, the
 * other side of the book empty, and orders queued at the limit; without a book, and for the close, the price
 * alone. Auctions say nothing; over lunch and halts the position is held; silence is no event at all.
 */
export function step(machine: LimitMachine, tick: LimitTick, limits: DayLimits): LimitMachine {
  if (!isRead(tick, machine)) return machine
  const { limitUp, limitDown } = limits
  const position = positionOf(tick, limits, machine.position)
  const noBook = tick.phase === 'closeMatch' ? machine.noBook : tick.noBook
  const up = sideAfter(
    machine.up,
    tick.eventTime,
    limitUp,
    limitUp !== null && tick.high !== null && tick.high >= limitUp,
    machine.position === 'sealedUp',
    position === 'sealedUp',
    tick.bidPrice === limitUp ? tick.bidVolume : 0,
  )
  const down = sideAfter(
    machine.down,
    tick.eventTime,
    limitDown,
    limitDown !== null && tick.low !== null && tick.low <= limitDown,
    machine.position === 'sealedDown',
    position === 'sealedDown',
    tick.askPrice === limitDown ? tick.askVolume : 0,
  )
  const same =
    position === machine.position && up === machine.up && down === machine.down && noBook === machine.noBook
  return same ? machine : { position, up, down, noBook }
}

/**
 * An older snapshot than the newest one read: it says nothing about now, but its high and low may show a
 * limit touched, or touched earlier than was known.
 */
export function witness(
  machine: LimitMachine,
  { eventTime, high, low }: Pick<LimitTick, 'eventTime' | 'high' | 'low'>,
  { limitUp, limitDown }: DayLimits,
): LimitMachine {
  const up =
    limitUp !== null && high !== null && high >= limitUp ? touchedBy(machine.up, eventTime) : machine.up
  const down =
    limitDown !== null && low !== null && low <= limitDown ? touchedBy(machine.down, eventTime) : machine.down
  return up === machine.up && down === machine.down ? machine : { ...machine, up, down }
}

/** What happened between two states of a machine, in the order in which it is told. */
export function changesBetween(before: LimitMachine, after: LimitMachine): readonly LimitChangeKind[] {
  if (before === after) return NO_CHANGES
  const changes: LimitChangeKind[] = []
  const from = before.position
  const to = after.position
  if (before.up !== after.up)
    addChanges(changes, UP, before.up, after.up, from !== 'sealedUp' && to === 'sealedUp')
  if (before.down !== after.down)
    addChanges(changes, DOWN, before.down, after.down, from !== 'sealedDown' && to === 'sealedDown')
  return changes
}

const NO_CHANGES: readonly LimitChangeKind[] = []

const UP = { touched: 'touchedUp', sealed: 'sealedUp', opened: 'openedUp', resealed: 'resealedUp' } as const
const DOWN = {
  touched: 'touchedDown',
  sealed: 'sealedDown',
  opened: 'openedDown',
  resealed: 'resealedDown',
} as const

function addChanges(
  changes: LimitChangeKind[],
  kinds: typeof UP | typeof DOWN,
  before: LimitSide,
  after: LimitSide,
  seals: boolean,
): void {
  if (before.firstTouch === null && after.firstTouch !== null) changes.push(kinds.touched)
  if (after.breaks > before.breaks) changes.push(kinds.opened)
  if (seals) changes.push(before.firstSeal === null ? kinds.sealed : kinds.resealed)
}

/** A share first seen in a halt shows where it stood before. */
const isRead = ({ isTrade, halted, last }: LimitTick, { position }: LimitMachine): boolean =>
  last !== null && (isTrade || (halted && position === 'untraded'))

function positionOf(
  tick: LimitTick,
  { limitUp, limitDown }: DayLimits,
  before: LimitPosition,
): LimitPosition {
  if (tick.last === limitUp) {
    if (tick.phase === 'closeMatch') return 'sealedUp'
    // One unusable book of a source that prints books does not seal what was seen open.
    if (tick.noBook) return before === 'atLimitUp' ? 'atLimitUp' : 'sealedUp'
    return tick.askVolume === 0 && tick.bidPrice === limitUp && tick.bidVolume > 0 ? 'sealedUp' : 'atLimitUp'
  }
  if (tick.last === limitDown) {
    if (tick.phase === 'closeMatch') return 'sealedDown'
    if (tick.noBook) return before === 'atLimitDown' ? 'atLimitDown' : 'sealedDown'
    return tick.bidVolume === 0 && tick.askPrice === limitDown && tick.askVolume > 0
      ? 'sealedDown'
      : 'atLimitDown'
  }
  return 'below'
}

/** Positional, because this runs for both limits of every snapshot. */
function sideAfter(
  side: LimitSide,
  eventTime: EventTime,
  limit: Price | null,
  touched: boolean,
  wasSealed: boolean,
  isSealed: boolean,
  queued: number,
): LimitSide {
  const sealVolume = isSealed ? queued : 0
  const isNews =
    (touched && side.firstTouch === null) || wasSealed !== isSealed || sealVolume !== side.sealVolume
  if (!isNews) return side
  const sealAmount = amountAt(sealVolume, limit)
  const begins = isSealed && !wasSealed
  return {
    firstTouch: touched ? (side.firstTouch ?? eventTime) : side.firstTouch,
    firstSeal: begins ? (side.firstSeal ?? eventTime) : side.firstSeal,
    lastSeal: begins ? eventTime : side.lastSeal,
    breaks: wasSealed && !isSealed ? side.breaks + 1 : side.breaks,
    sealVolume,
    sealAmount,
    maxSealAmount: Math.max(sealAmount, side.maxSealAmount) as Fen,
  }
}

const touchedBy = (side: LimitSide, eventTime: EventTime): LimitSide =>
  side.firstTouch !== null && side.firstTouch <= eventTime ? side : { ...side, firstTouch: eventTime }

const amountAt = (shares: number, price: Price | null): Fen =>
  Math.round((shares * (price ?? 0)) / PRICE_PER_FEN) as Fen
