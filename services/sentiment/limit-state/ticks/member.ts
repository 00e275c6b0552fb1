import type { Price } from '../../../../core/market/price.ts'
import { boardsInWindow } from '../../../../core/sentiment/boards-in-window.ts'
import type { BoardMinute, IntradayMember } from '../../../../schemas/generated/events.ts'
import { scaledReturn } from '../../return-scale.ts'
import { closedAt, judgePrices, type Sealed } from '../judge-bar.ts'
import { isNews, type SymbolDay } from '../symbol-state.ts'
import { LAST_MINUTE } from './minute-window.ts'
import type { SessionView } from './session-view.ts'
import { rulesOf } from './symbol-frame.ts'
import { hasClosed, hasTraded, type SymbolTicks } from './symbol-ticks.ts'

/** Whether the prices of a minute are final: sealed is then what closed at the limit, as in the daily row. */
export const isFinal = (minute: number | null): boolean => minute === LAST_MINUTE

/**
 * The symbol as it stands, if it touched a limit today or was at its limit yesterday. A halt that lasts all day
 * takes it out of the cohort, and so does a session that ends without a trade, or without its closing snapshot: the
 * daily row does not know it either.
 *
 * @param minute the session minute that is judged; null in between
 */
export function memberOf(
  ticks: SymbolTicks,
  minute: number | null,
  view: SessionView,
): IntradayMember | undefined {
  if (!mayBeMember(ticks)) return undefined
  if (isFinal(minute) ? !hasClosed(ticks) : ticks.memory.halted && !hasTraded(ticks)) return undefined
  const day = judgeSoFar(ticks, minute, view)
  if (day.prevClose === null || !isNews(day)) return undefined
  return describe(ticks, day, day.prevClose, view)
}

/** The day so far, judged by the function that judges a bar. */
export function judgeSoFar(ticks: SymbolTicks, minute: number | null, view: SessionView): SymbolDay {
  const { frame, memory, machine } = ticks
  const rules = rulesOf(frame, memory, view)
  const prices = pricesOf(ticks)
  const sealed: Sealed =
    prices !== null && isFinal(minute)
      ? closedAt(prices, rules)
      : { up: machine.position === 'sealedUp', down: machine.position === 'sealedDown' }
  return judgePrices(prices, sealed, rules, view.before(frame.instrument), view.session)
}

/** Open, high, low and last so far; null before the first trade. */
export function pricesOf({
  memory: { open, high, low, last },
}: SymbolTicks): Record<'open' | 'high' | 'low' | 'close', Price> | null {
  if (last === null) return null
  return { open: open ?? last, high: high ?? last, low: low ?? last, close: last }
}

/** Cheap, because it is asked of every symbol every minute. */
function mayBeMember({ frame, machine, memory }: SymbolTicks): boolean {
  return (
    frame.cohort ||
    machine.up.firstTouch !== null ||
    machine.down.firstTouch !== null ||
    (frame.limitUp !== null && memory.high !== null && memory.high >= frame.limitUp) ||
    (frame.limitDown !== null && memory.low !== null && memory.low <= frame.limitDown)
  )
}

function describe(
  { frame, memory, machine }: SymbolTicks,
  day: SymbolDay,
  prevClose: Price,
  view: SessionView,
): IntradayMember {
  const { open, last } = memory
  const instrument = view.instrument(frame.instrument)
  const isUp = day.up === 'sealed'
  const window = isUp ? boardsInWindow(day.next.history) : null
  return {
    symbol: frame.symbol,
    instrument: frame.instrument,
    board: day.board,
    exclusion: day.exclusion,
    limitPercent: day.limitPercent,
    state: machine.position,
    up: day.up,
    down: day.down,
    shape: day.shape,
    streak: day.next.streak,
    streakIsLowerBound: day.next.streakIsLowerBound,
    previousUp: day.previousUp,
    previousStreak: day.previousStreak,
    openReturn: open === null ? 0 : scaledReturn(open, prevClose),
    closeReturn: last === null ? 0 : scaledReturn(last, prevClose),
    touchedUp: day.up !== 'none',
    last: last ?? prevClose,
    prevClose,
    limitUp: day.limitUp,
    sealVolume: isUp ? machine.up.sealVolume : 0,
    sealAmount: isUp ? machine.up.sealAmount : NOTHING,
    maxSealAmount: machine.up.maxSealAmount,
    firstTouchTime: machine.up.firstTouch,
    firstSealTime: machine.up.firstSeal,
    lastSealTime: machine.up.lastSeal,
    breakCount: machine.up.breaks,
    boardsInWindow: window?.boards ?? 0,
    windowDays: window?.days ?? 0,
    volume: memory.volume,
    amount: memory.amount,
    noBook: machine.noBook,
    industry: instrument?.industry ?? null,
    concepts: instrument?.concepts ?? [],
  }
}

const NOTHING = 0 as IntradayMember['sealAmount']

/** A member's row of a minute. */
export function boardMinuteOf(
  member: IntradayMember,
  place: Pick<BoardMinute, 'tradeDate' | 'eventTime' | 'minute' | 'revision'>,
): Omit<BoardMinute, 'dataset' | 'epoch'> {
  const { industry: _industry, concepts: _concepts, ...row } = member
  return { ...row, ...place, deleted: false }
}
