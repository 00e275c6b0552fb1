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
  /** The source printed no book: sealed was taken from the price alone. */
  readonly noBook: boolean
}

/** What the machine reads of one snapshot. An empty level of the book is price 0 and volume 0. */
export interface LimitTick {
  readonly eventTime: EventTime
  readonly phase: Phase
  /** Trading is halted: what stands in the snapshot is the moment before the halt. */
  readonly halted: boolean
  /** `last`, `high` and `low` are prices of trades, not indications of an auction. */
  readonly isTrade: boolean
  readonly last: Price
  readonly high: Price
  readonly low: Price
  readonly hasBook: boolean
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
  if (!tick.isTrade || !isRead(tick, machine)) return machine
  const position = positionOf(tick, limits)
  const noBook = machine.noBook || !tick.hasBook
  const up = sideAfter(machine.up, tick, {
    limit: limits.limitUp,
    touched: limits.limitUp !== null && tick.high >= limits.limitUp,
    wasSealed: machine.position === 'sealedUp',
    isSealed: position === 'sealedUp',
    queued: tick.bidPrice === limits.limitUp ? tick.bidVolume : 0,
  })
  const down = sideAfter(machine.down, tick, {
    limit: limits.limitDown,
    touched: limits.limitDown !== null && tick.low <= limits.limitDown,
    wasSealed: machine.position === 'sealedDown',
    isSealed: position === 'sealedDown',
    queued: tick.askPrice === limits.limitDown ? tick.askVolume : 0,
  })
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
  tick: Pick<LimitTick, 'eventTime' | 'isTrade' | 'high' | 'low'>,
  { limitUp, limitDown }: DayLimits,
): LimitMachine {
  if (!tick.isTrade) return machine
  const up = limitUp !== null && tick.high >= limitUp ? touchedBy(machine.up, tick.eventTime) : machine.up
  const down =
    limitDown !== null && tick.low <= limitDown ? touchedBy(machine.down, tick.eventTime) : machine.down
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

/** Phases in which prices are trades and the book is the one of continuous trading, or of a match. */
const READ: ReadonlySet<Phase> = new Set(['openMatch', 'continuousAm', 'continuousPm', 'closeMatch'])

/** Phases without trading: what stands in a snapshot is old, but may be the first that is seen of the day. */
const HELD: ReadonlySet<Phase> = new Set(['gap', 'lunch'])

function isRead({ phase, halted }: LimitTick, { position }: LimitMachine): boolean {
  if (READ.has(phase)) return !halted || position === 'untraded'
  return HELD.has(phase) && position === 'untraded'
}

function positionOf(tick: LimitTick, { limitUp, limitDown }: DayLimits): LimitPosition {
  const byPrice = tick.phase === 'closeMatch' || !tick.hasBook
  if (tick.last === limitUp) {
    const queued = tick.askVolume === 0 && tick.bidPrice === limitUp && tick.bidVolume > 0
    return byPrice || queued ? 'sealedUp' : 'atLimitUp'
  }
  if (tick.last === limitDown) {
    const queued = tick.bidVolume === 0 && tick.askPrice === limitDown && tick.askVolume > 0
    return byPrice || queued ? 'sealedDown' : 'atLimitDown'
  }
  return 'below'
}

function sideAfter(
  side: LimitSide,
  { eventTime }: LimitTick,
  now: {
    readonly limit: Price | null
    readonly touched: boolean
    readonly wasSealed: boolean
    readonly isSealed: boolean
    readonly queued: number
  },
): LimitSide {
  const { limit, touched, wasSealed, isSealed } = now
  const sealVolume = isSealed ? now.queued : 0
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
    maxSealAmount: sealAmount > side.maxSealAmount ? sealAmount : side.maxSealAmount,
  }
}

const touchedBy = (side: LimitSide, eventTime: EventTime): LimitSide =>
  side.firstTouch !== null && side.firstTouch <= eventTime ? side : { ...side, firstTouch: eventTime }

const amountAt = (shares: number, price: Price | null): Fen =>
  Math.round((shares * (price ?? 0)) / PRICE_PER_FEN) as Fen
