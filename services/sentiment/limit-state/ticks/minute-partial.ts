import { isAShare } from '../../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import type { GroupKind, IntradayMember, IntradayPartial } from '../../../../schemas/generated/events.ts'
import { scaledReturn } from '../../return-scale.ts'
import type { SymbolState } from '../symbol-state.ts'
import { GroupTallies, type Standing } from './group-tallies.ts'
import { isFinal, memberOf } from './member.ts'
import { isContinuousMinute } from './minute-window.ts'
import type { SessionView } from './session-view.ts'
import { hasClosed, hasTraded, type SymbolTicks } from './symbol-ticks.ts'

type Counted = 'expected' | 'seen' | 'suspended' | 'cohortMissing' | 'stale'

/** What a partial says apart from when and for whom it is said. */
export type PartialFigures = Pick<IntradayPartial, 'members' | 'tallies' | Counted>

const SILENCE_MS = 60_000

/**
 * This task's share of one moment of the market, symbol by symbol. What a symbol adds is a function of that
 * symbol alone, so that neither the number of tasks nor the order of symbols matters, and so that a late
 * snapshot corrects a minute by taking its symbol out and putting it in again.
 */
export class MinutePartial {
  readonly #view: SessionView
  readonly #minute: number | null
  readonly #members: Map<InstrumentSymbol, IntradayMember>
  readonly #tallies: GroupTallies
  readonly #counted: Record<Counted, number>

  /** @param from goes on from figures that were published */
  constructor(view: SessionView, minute: number | null, from?: PartialFigures) {
    this.#view = view
    this.#minute = minute
    this.#members = new Map(from?.members.map((member) => [member.instrument, member]))
    this.#tallies = from === undefined ? new GroupTallies() : GroupTallies.from(from.tallies)
    const { expected = 0, seen = 0, suspended = 0, cohortMissing = 0, stale = 0 } = from ?? {}
    this.#counted = { expected, seen, suspended, cohortMissing, stale }
  }

  /** Adds a symbol that has sent snapshots. */
  add(ticks: SymbolTicks): void {
    this.#count(ticks, 1)
    const member = memberOf(ticks, this.#minute, this.#view)
    if (member !== undefined) this.#members.set(member.instrument, member)
  }

  /** Takes back what `add` put in for the same ticks. */
  remove(ticks: SymbolTicks): void {
    this.#count(ticks, -1)
    this.#members.delete(ticks.frame.instrument)
  }

  /** Adds, or takes back, a symbol that was active lately and has sent nothing. */
  countSilent(known: SymbolState, times: 1 | -1): void {
    // Until 09:31 nobody is missed: the opening auction may leave a symbol without a snapshot.
    if (this.#minute === null || this.#minute === 0) this.#counted.expected += times
    else this.#countMissing(known.board, known.instrument, times)
  }

  figures(kinds?: readonly GroupKind[]): PartialFigures {
    return { members: inOrder(this.#members), tallies: this.#tallies.list(kinds), ...this.#counted }
  }

  member(instrument: InstrumentSymbol): IntradayMember | undefined {
    return this.#members.get(instrument)
  }

  #count(ticks: SymbolTicks, times: 1 | -1): void {
    const { frame, memory } = ticks
    if (!isAShare(frame.board)) return
    // Without its closing snapshot nobody can tell how it closed.
    if (isFinal(this.#minute) && hasTraded(ticks) && !hasClosed(ticks)) {
      this.#countMissing(frame.board, frame.instrument, times)
      return
    }
    const standing = standingOf(ticks)
    this.#tallies.count(frame.board, this.#view.instrument(frame.instrument), standing, times)
    if (standing.kind === 'suspended') {
      this.#counted.suspended += times
      return
    }
    this.#counted.expected += times
    this.#counted.seen += times
    if (this.#isSilent(ticks) && !memory.halted) this.#counted.stale += times
  }

  #countMissing(board: string, instrument: InstrumentSymbol, times: 1 | -1): void {
    this.#counted.expected += times
    this.#tallies.count(board, this.#view.instrument(instrument), MISSING, times)
    const { session } = this.#view
    const known = this.#view.before(instrument)
    const inCohort =
      known?.up === 'sealed' &&
      known.countable &&
      session.history === 'known' &&
      known.lastSession === session.previousSession
    if (inCohort) this.#counted.cohortMissing += times
  }

  /** A snapshot every few seconds is what an exchange sends; a minute without one in continuous trading is news. */
  #isSilent({ frame, memory }: SymbolTicks): boolean {
    if (this.#minute === null || !isContinuousMinute(this.#minute)) return false
    return memory.eventTime < sessionMinuteEnd(frame.tradeDate, this.#minute) - SILENCE_MS
  }
}

const MISSING: Standing = { kind: 'missing', change: null, volume: 0, amount: null }
const UNTRADED: Standing = { kind: 'untraded', change: null, volume: 0, amount: null }
const SUSPENDED: Standing = { kind: 'suspended', change: null, volume: 0, amount: null }

function standingOf({ frame, memory }: SymbolTicks): Standing {
  const { last, volume, amount } = memory
  if (last === null) return memory.halted ? SUSPENDED : UNTRADED
  const { prevClose } = frame
  const change = prevClose === null || prevClose <= 0 ? null : scaledReturn(last, prevClose)
  return { kind: 'traded', change, volume, amount }
}

const inOrder = (members: ReadonlyMap<InstrumentSymbol, IntradayMember>): IntradayMember[] =>
  [...members.values()].sort((a, b) => (a.instrument < b.instrument ? -1 : 1))
