import type { Type } from 'avsc'
import { isAShare } from '../../../core/market/board.ts'
import type { Fen } from '../../../core/market/price.ts'
import type { EventTime } from '../../../core/market/trade-date.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type {
  AnyOutputEvent,
  Batch,
  OpenSession,
  ProcessorContext,
  ProcessorDefinition,
} from '../../../runtime/processor/processor.ts'
import type { DailyBar, LimitState } from '../../../schemas/generated/events.ts'
import { scaledReturn } from '../return-scale.ts'
import { addToTally, emptyTally, type OpenTally } from './breadth-tally.ts'
import { judgeBar } from './judge-bar.ts'
import {
  type BreadthTally,
  breadthTallyType,
  type SessionState,
  type SymbolDay,
  type SymbolState,
  sessionStateType,
  symbolStateType,
} from './symbol-state.ts'

interface Stores {
  readonly symbols: SymbolState
  readonly session: SessionState
  readonly tally: BreadthTally
}

type Input = 'bars1d'
type Output = 'limitState' | 'breadthPartials'
type Context = ProcessorContext<Stores>
type Emit = (output: AnyOutputEvent<Output>) => void

/** A symbol counts as absent for this many sessions after it last traded. */
const ABSENT_SESSIONS = 20

/**
 * Stage 1, keyed by symbol: daily bars become limit states of the symbols at or after a price limit, and,
 * at the end of each session, this task's share of the market's breadth.
 */
export const limitStateProcessor: ProcessorDefinition<Stores, Input, Output> = {
  name: 'limit-state',
  version: 1,
  inputs: ['bars1d'],
  outputs: ['limitState', 'breadthPartials'],
  assignment: 'perPartition',
  stores: {
    symbols: symbolStateType,
    session: sessionStateType,
    tally: breadthTallyType,
  } satisfies Record<keyof Stores, Type>,
  pipeline: (input$, context) => input$.pipe(eachBatch((batch, emit) => work(batch, context, emit))),
}

function work(batch: Batch<Input>, context: Context, emit: Emit): void {
  if (batch.opens !== undefined) openSession(batch.opens, context)
  if (batch.events.length > 0) applyBars(batch, context, emit)
  if (batch.closes !== undefined) closeSession(batch.watermark, context, emit)
}

function openSession(opens: OpenSession, { state }: Context): void {
  const before = state.session.get('open')
  state.session.set('open', {
    tradeDate: opens.tradeDate,
    previousSession: opens.previousSession ?? opens.tradeDate,
    history: opens.history,
    index: (before?.index ?? 0) + 1,
    knownSince: opens.history === 'known' && before !== undefined ? before.knownSince : opens.tradeDate,
    instruments: opens.references['market.instruments'] ?? 0,
    ticks: opens.ticks,
  })
}

function applyBars(batch: Batch<Input>, { state, references }: Context, emit: Emit): void {
  const session = state.session.get('open')
  if (session === undefined) throw new Error('a bar came before any session was opened')
  const tallies = new Map<string, OpenTally>()
  for (const { value: bar } of batch.events) {
    if (bar.tradeDate !== session.tradeDate)
      throw new Error(`bar of ${bar.tradeDate} in the session of ${session.tradeDate}`)
    const before = state.symbols.get(bar.instrument)
    const instrument = references.instruments.at(bar.instrument, session.instruments)
    const day = judgeBar(bar, before, session, instrument)
    if (!isAShare(day.board)) continue
    state.symbols.set(bar.instrument, day.next)
    let tally = tallies.get(day.board)
    if (tally === undefined) {
      tally = { ...(state.tally.get(day.board) ?? emptyTally()) }
      tallies.set(day.board, tally)
    }
    addToTally(tally, bar, day)
    if (day.prevClose !== null && isNews(day)) emit(limitStateOf(bar, day, day.prevClose))
  }
  for (const [board, tally] of tallies) state.tally.set(board, tally)
}

const isNews = (day: SymbolDay): boolean =>
  day.up !== 'none' || day.down !== 'none' || day.previousUp !== 'none' || day.exclusion === 'contradicted'

function limitStateOf(
  bar: DailyBar,
  day: SymbolDay,
  prevClose: NonNullable<SymbolDay['prevClose']>,
): AnyOutputEvent<Output> {
  const value: Omit<LimitState, 'dataset' | 'epoch'> = {
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
    firstSealTime: null,
    lastSealTime: null,
    breakCount: null,
    boardsInWindow: null,
    windowDays: null,
  }
  return { topic: 'limitState', key: bar.instrument, eventTime: bar.eventTime, value }
}

function closeSession(eventTime: EventTime, { state, task }: Context, emit: Emit): void {
  const session = state.session.get('open')
  if (session === undefined) return
  const absent = new Map<string, number>()
  for (const { board, lastIndex } of state.symbols.unordered())
    if (lastIndex < session.index && session.index - lastIndex <= ABSENT_SESSIONS)
      absent.set(board, (absent.get(board) ?? 0) + 1)
  const boards = new Set([...state.tally.sorted().map(([board]) => board), ...absent.keys()])
  for (const board of [...boards].sort()) {
    const tally = state.tally.get(board) ?? emptyTally()
    emit({
      topic: 'breadthPartials',
      key: `${board}/${task}`,
      eventTime,
      value: {
        revision: 0,
        deleted: false,
        task,
        board,
        tradeDate: session.tradeDate,
        eventTime,
        absent: absent.get(board) ?? 0,
        ...tally,
        amount: tally.amount as Fen,
      },
    })
  }
  state.tally.clear()
}
