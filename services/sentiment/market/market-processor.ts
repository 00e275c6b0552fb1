import type { Type } from 'avsc'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type {
  AnyOutputEvent,
  Batch,
  ClosedSession,
  ProcessorContext,
  ProcessorDefinition,
} from '../../../runtime/processor/processor.ts'
import { eventStateType, stateType } from '../../../runtime/processor/state-type.ts'
import type { BreadthPartial, History } from '../../../schemas/generated/events.ts'
import { limitsWereKnown, marketBreadth } from './market-breadth.ts'
import { type DayFrame, marketDay, type Yesterday } from './market-day.ts'
import { type Member, memberOf, memberType } from './member.ts'
import { SCOPES } from './scope.ts'

interface OpenDay {
  readonly tradeDate: TradeDate
  readonly history: History
}

interface Stores {
  /** The open session, under `open`. */
  readonly day: OpenDay
  /** Symbols at or after a limit today, by instrument. */
  readonly members: Member
  /** Breadth per board and task. */
  readonly partials: BreadthPartial
  /** What each scope left from the session before. */
  readonly yesterday: Yesterday
}

type Input = 'limitState' | 'breadthPartials'
type Output = 'ladder' | 'stage' | 'breadth'
type Context = ProcessorContext<Stores>
type Emit = (output: AnyOutputEvent<Output>) => void

/**
 * Stage 2, the whole market: merges the limit states and breadth of a session, from all partitions, into
 * the ladder, the promotion rate, the stage and the breadth of that day.
 */
export const marketProcessor: ProcessorDefinition<Stores, Input, Output> = {
  name: 'market',
  version: 1,
  inputs: ['limitState', 'breadthPartials'],
  outputs: ['ladder', 'stage', 'breadth'],
  assignment: 'single',
  stores: {
    day: stateType('OpenDay', { tradeDate: 'int', history: 'string' }),
    members: memberType,
    partials: eventStateType('breadth-partial'),
    yesterday: stateType('Yesterday', { limitUps: 'int', height: 'int' }),
  } satisfies Record<keyof Stores, Type>,
  pipeline: (input$, context) => input$.pipe(eachBatch((batch, emit) => work(batch, context, emit))),
}

function work(batch: Batch<Input>, { state }: Context, emit: Emit): void {
  const { opens } = batch
  if (opens !== undefined) state.day.set('open', { tradeDate: opens.tradeDate, history: opens.history })
  for (const event of batch.events) {
    if (event.topic === 'limitState') state.members.set(event.value.instrument, memberOf(event.value))
    else state.partials.set(`${event.value.board}/${event.value.task}`, event.value)
  }
  if (batch.closes !== undefined) closeDay(batch.closes, batch.watermark, state, emit)
}

function closeDay(closes: ClosedSession, eventTime: EventTime, state: Context['state'], emit: Emit): void {
  const frame: DayFrame = {
    tradeDate: closes.tradeDate,
    eventTime,
    dataGap: closes.dataGap,
    history: state.day.get('open')?.history ?? 'first',
  }
  const members = state.members.sorted().map(([, member]) => member)
  const partials = state.partials.sorted().map(([, partial]) => partial)
  const limitsKnown = limitsWereKnown(partials)
  for (const scope of SCOPES) {
    const day = marketDay(members, scope, frame, state.yesterday.get(scope.name))
    if (limitsKnown) state.yesterday.set(scope.name, day.today)
    else state.yesterday.delete(scope.name)
    if (day.empty && !scope.always) continue
    emit({ topic: 'stage', key: `${scope.name}/${frame.tradeDate}`, eventTime, value: day.stage })
    for (const tier of day.ladder)
      emit({ topic: 'ladder', key: `${scope.name}/${frame.tradeDate}/${tier.tier}`, eventTime, value: tier })
  }
  for (const breadth of marketBreadth(partials, frame))
    emit({ topic: 'breadth', key: `${breadth.scope}/${frame.tradeDate}`, eventTime, value: breadth })
  state.members.clear()
  state.partials.clear()
}
