import { eachBatch } from '../../../runtime/processor/operators.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorDefinition,
} from '../../../runtime/processor/processor.ts'
import { closeDay, forgetDay } from './close-day.ts'
import { emitLive, takeLive, takeSettled } from './live-row.ts'
import {
  type Emit,
  MARKET_STORES,
  type MarketOutput,
  type MarketState,
  type MarketStores,
} from './market-stores.ts'
import { memberOf } from './member.ts'
import { foldMinutes } from './minute-fold.ts'

type MarketInput = 'limitState' | 'breadthPartials' | 'partials' | 'livePartials'
type MarketEvent = AnyInputEvent<MarketInput>

/**
 * Stage 2, the whole market. At the close it merges the limit states and breadth of a session, from all partitions,
 * into the ladder, the promotion rate, the stage and the breadth of that day. While a session with ticks is open it
 * merges the shares of each minute into the same figures so far, with the same functions.
 */
export const marketProcessor: ProcessorDefinition<MarketStores, MarketInput, MarketOutput> = {
  name: 'market',
  version: 2,
  inputs: ['limitState', 'breadthPartials', 'partials', 'livePartials'],
  outputs: ['ladder', 'stage', 'breadth', 'minutes', 'groups', 'live'],
  assignment: 'single',
  stores: MARKET_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<MarketInput>, AnyOutputEvent<MarketOutput>>((batch, emit) => work(batch, state, emit)),
    ),
}

function work(batch: Batch<MarketInput>, state: MarketState, emit: Emit): void {
  const { opens, closes } = batch
  if (opens !== undefined) {
    forgetDay(state)
    state.day.set('open', { tradeDate: opens.tradeDate, history: opens.history })
  }
  for (const moment of byEventTime(batch.events)) takeMoment(moment, state, emit)
  if (batch.events.some(({ topic }) => topic === 'livePartials')) emitLive(state, emit)
  if (closes !== undefined) closeDay(closes, batch.watermark, state, emit)
}

/** Events of one event time are taken together, so that it does not matter how many moments a batch holds. */
function takeMoment(moment: readonly MarketEvent[], state: MarketState, emit: Emit): void {
  const shares = moment.flatMap((event) => (event.topic === 'partials' ? [event.value] : []))
  for (const { topic, value } of moment) {
    if (topic === 'limitState') state.members.set(value.instrument, memberOf(value))
    else if (topic === 'breadthPartials') state.partials.set(`${value.board}/${value.task}`, value)
    else if (topic === 'livePartials') takeLive(value, state)
  }
  if (shares.length === 0) return
  foldMinutes(shares, moment[0]!.eventTime, state, emit)
  for (const share of shares) takeSettled(share, state)
}

function* byEventTime(events: readonly MarketEvent[]): Generator<readonly MarketEvent[]> {
  for (let from = 0; from < events.length; ) {
    let to = from + 1
    while (to < events.length && events[to]!.eventTime === events[from]!.eventTime) to += 1
    yield events.slice(from, to)
    from = to
  }
}
