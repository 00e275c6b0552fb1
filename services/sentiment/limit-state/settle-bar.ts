import { isAShare } from '../../../core/market/board.ts'
import { boardsInWindow } from '../../../core/sentiment/boards-in-window.ts'
import type { LimitSide } from '../../../core/sentiment/limit-machine.ts'
import type { DailyBar, LimitState } from '../../../schemas/generated/events.ts'
import { scaledReturn } from '../return-scale.ts'
import { addToTally, emptyTally, type OpenTally } from './breadth-tally.ts'
import { assertSummable, type Figures } from './figure-bounds.ts'
import { judgeBar } from './judge-bar.ts'
import type { Emit, LimitStateContext } from './stores.ts'
import { isNews, type SessionState, type SymbolDay } from './symbol-state.ts'

/** Settles daily bars, from files and from ticks alike: limit states, breadth, and the symbols' memory. */
export class BarSettlement {
  readonly #context: LimitStateContext
  readonly #session: SessionState
  readonly #emit: Emit
  readonly #tallies = new Map<string, OpenTally>()

  constructor(context: LimitStateContext, session: SessionState, emit: Emit) {
    this.#context = context
    this.#session = session
    this.#emit = emit
  }

  /** @param seals what the session's snapshots say of its limit-up; undefined without ticks */
  settle(bar: DailyBar, seals?: LimitSide): void {
    const { state, references } = this.#context
    const before = state.symbols.get(bar.instrument)
    const instrument = references.instruments.at(bar.instrument, this.#session.instruments)
    const day = judgeBar(bar, before, this.#session, instrument)
    if (!isAShare(day.board)) return
    assertSummable(figuresOf(bar), day.prevClose)
    state.symbols.set(bar.instrument, day.next)
    addToTally(this.#tally(day.board), bar, day)
    if (day.prevClose !== null && isNews(day))
      this.#emit({
        topic: 'limitState',
        key: bar.instrument,
        eventTime: bar.eventTime,
        value: limitStateOf(bar, day, day.prevClose, seals),
      })
  }

  /** Puts the breadth of what was settled into the state. */
  flush(): void {
    for (const [board, tally] of this.#tallies) this.#context.state.tally.set(board, tally)
  }

  #tally(board: string): OpenTally {
    let tally = this.#tallies.get(board)
    if (tally === undefined) {
      tally = { ...(this.#context.state.tally.get(board) ?? emptyTally()) }
      this.#tallies.set(board, tally)
    }
    return tally
  }
}

/** What a bar adds to sums; its close is the highest price where a source contradicts itself. */
export const figuresOf = ({ volume, amount, open, close }: DailyBar): Figures => ({
  volume,
  amount,
  open,
  last: close,
})

function limitStateOf(
  bar: DailyBar,
  day: SymbolDay,
  prevClose: NonNullable<SymbolDay['prevClose']>,
  seals: LimitSide | undefined,
): Omit<LimitState, 'dataset' | 'epoch'> {
  const window = day.up === 'sealed' ? boardsInWindow(day.next.history) : null
  return {
    revision: 0,
    deleted: false,
    symbol: bar.symbol,
    instrument: bar.instrument,
    tradeDate: bar.tradeDate,
    eventTime: bar.eventTime,
    board: day.board,
    riskStatus: day.status,
    statusAssumed: day.statusAssumed,
    inUniverse: day.exclusion === null,
    exclusion: day.exclusion,
    limitPercent: day.limitPercent,
    limitUp: day.limitUp,
    limitDown: day.limitDown,
    open: bar.open,
    high: bar.high,
    low: bar.low,
    close: bar.close,
    prevClose,
    volume: bar.volume,
    amount: bar.amount,
    up: day.up,
    down: day.down,
    shape: day.shape,
    streak: day.next.streak,
    streakIsLowerBound: day.next.streakIsLowerBound,
    previousUp: day.previousUp,
    previousStreak: day.previousStreak,
    openReturn: scaledReturn(bar.open, prevClose),
    closeReturn: scaledReturn(bar.close, prevClose),
    firstSealTime: seals?.firstSeal ?? null,
    lastSealTime: seals?.lastSeal ?? null,
    breakCount: seals?.breaks ?? null,
    boardsInWindow: window?.boards ?? null,
    windowDays: window?.days ?? null,
  }
}
