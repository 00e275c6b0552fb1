import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { Batch, OpenSession, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import type { DailyBar } from '../../../schemas/generated/events.ts'
import { assertSummable } from './figure-bounds.ts'
import { emitBreadth } from './session-breadth.ts'
import { BarSettlement, figuresOf } from './settle-bar.ts'
import {
  type Emit,
  LIMIT_STATE_OUTPUTS,
  LIMIT_STATE_STORES,
  type LimitStateContext,
  type LimitStateInput,
  type LimitStateOutput,
  type LimitStateStores,
} from './stores.ts'
import type { SessionState } from './symbol-state.ts'
import { isOwnBar } from './ticks/tick-bar.ts'
import { TickSession } from './ticks/tick-session.ts'

/**
 * Stage 1, keyed by symbol: snapshots become minute bars, limit changes and, minute by minute, this task's share
 * of the market; daily bars, from files or from those snapshots, become limit states and breadth.
 */
export const limitStateProcessor: ProcessorDefinition<LimitStateStores, LimitStateInput, LimitStateOutput> = {
  name: 'limit-state',
  version: 2,
  inputs: ['bars1d', 'ticks'],
  outputs: LIMIT_STATE_OUTPUTS,
  assignment: 'perPartition',
  punctuates: ['limitState', 'breadthPartials', 'partials', 'livePartials'],
  lateInputs: ['ticks'],
  skips: (topic, value) => topic === 'bars1d' && isOwnBar(value),
  stores: LIMIT_STATE_STORES,
  pipeline: (input$, context) => input$.pipe(eachBatch((batch, emit) => work(batch, context, emit))),
}

function work(batch: Batch<LimitStateInput>, context: LimitStateContext, emit: Emit): void {
  if (batch.opens !== undefined) openSession(batch.opens, context)
  const session = context.state.session.get('open')
  if (session === undefined) {
    if (batch.events.length > 0) throw new Error('an event came before any session was opened')
  } else if (session.ticks) workTicks(batch, session, context, emit)
  else workBars(batch, session, context, emit)
}

function openSession(opens: OpenSession, { state }: LimitStateContext): void {
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

/** A session of bars alone: each is settled as it comes. */
function workBars(
  batch: Batch<LimitStateInput>,
  session: SessionState,
  context: LimitStateContext,
  emit: Emit,
): void {
  const settlement = new BarSettlement(context, session, emit)
  for (const event of batch.events) {
    if (event.topic === 'ticks')
      throw new Error(`snapshot in the session of ${session.tradeDate}, which was opened without snapshots`)
    settlement.settle(ofSession(event.value, session))
  }
  settlement.flush()
  if (batch.closes !== undefined) closeSession(batch, session, context, emit)
}

/** A session with snapshots: a vendor's bars wait until the close, where the snapshots go before them. */
function workTicks(
  batch: Batch<LimitStateInput>,
  session: SessionState,
  context: LimitStateContext,
  emit: Emit,
): void {
  const ticks = new TickSession(context, session, emit)
  for (const event of batch.events) {
    ticks.pass(event.eventTime)
    if (event.topic === 'ticks') ticks.take(event)
    else takeVendorBar(ofSession(event.value, session), context)
  }
  ticks.pass(batch.watermark)
  ticks.flush()
  if (batch.closes === undefined) {
    if (isLive(batch)) ticks.emitLive(batch.watermark)
    return
  }
  const settlement = new BarSettlement(context, session, emit)
  ticks.close(batch.watermark, settlement)
  settlement.flush()
  closeSession(batch, session, context, emit)
}

/** Kept until the close; one that could not be settled then is refused now, so that it stops nobody. */
function takeVendorBar(bar: DailyBar, { state }: LimitStateContext): void {
  assertSummable(figuresOf(bar), bar.prevClose ?? state.symbols.get(bar.instrument)?.close ?? null)
  state.vendor.set(bar.instrument, bar)
}

/** A batch that spans more of the market's time comes from a replay: nobody watches what lies between its minutes. */
const LIVE_SPAN_MS = 4_000

function isLive({ events, behind }: Batch<LimitStateInput>): boolean {
  const [first] = events
  return behind !== true && first !== undefined && events.at(-1)!.eventTime - first.eventTime <= LIVE_SPAN_MS
}

function ofSession(bar: DailyBar, { tradeDate }: SessionState): DailyBar {
  if (bar.tradeDate !== tradeDate) throw new Error(`bar of ${bar.tradeDate} in the session of ${tradeDate}`)
  return bar
}

function closeSession(
  { watermark }: Batch<LimitStateInput>,
  session: SessionState,
  context: LimitStateContext,
  emit: Emit,
): void {
  emitBreadth(context, session, watermark, emit)
  context.state.tally.clear()
  context.state.session.set('open', { ...session, ticks: false })
}
