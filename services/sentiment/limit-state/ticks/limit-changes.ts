import type { EventTime } from '../../../../core/market/trade-date.ts'
import { changesBetween, type LimitMachine } from '../../../../core/sentiment/limit-machine.ts'
import type { LimitChange, LimitChangeKind } from '../../../../schemas/generated/events.ts'
import { judgePrices } from '../judge-bar.ts'
import type { Emit } from '../stores.ts'
import { pricesOf } from './member.ts'
import type { SessionView } from './session-view.ts'
import { rulesOf } from './symbol-frame.ts'
import type { SymbolTicks } from './symbol-ticks.ts'

/** When a change happened, and the place in event time at which it became known: later, if its snapshot was late. */
export interface ChangeTime {
  readonly happened: EventTime
  readonly known: EventTime
}

/**
 * Publishes what happened at the limits between two states of a symbol. Its numbers follow on from
 * `after.changes`.
 * @returns how many changes there were
 */
export function emitChanges(
  before: LimitMachine,
  after: SymbolTicks,
  { happened, known }: ChangeTime,
  view: SessionView,
  emit: Emit,
): number {
  const kinds = changesBetween(before, after.machine)
  for (const [at, kind] of kinds.entries()) {
    const value = changeOf(kind, after.changes + at + 1, after, happened, view)
    if (value !== undefined)
      emit({ topic: 'limitChanges', key: after.frame.instrument, eventTime: known, value })
  }
  return kinds.length
}

function changeOf(
  kind: LimitChangeKind,
  sequence: number,
  ticks: SymbolTicks,
  eventTime: EventTime,
  view: SessionView,
): Omit<LimitChange, 'dataset' | 'epoch'> | undefined {
  const { frame, memory, machine } = ticks
  const isUp = kind.endsWith('Up')
  const side = isUp ? machine.up : machine.down
  const limit = isUp ? frame.limitUp : frame.limitDown
  const prices = pricesOf(ticks)
  if (limit === null || prices === null) return undefined
  const rules = rulesOf(frame, memory, view)
  const before = view.before(frame.instrument)
  const day = judgePrices(prices, { up: isUp, down: !isUp }, rules, before, view.session)
  return {
    revision: 0,
    deleted: false,
    symbol: frame.symbol,
    instrument: frame.instrument,
    tradeDate: frame.tradeDate,
    eventTime,
    sequence,
    kind,
    board: frame.board,
    exclusion: day.exclusion,
    last: prices.close,
    limit,
    sealVolume: side.sealVolume,
    sealAmount: side.sealAmount,
    height: day.next.streak,
    breakCount: side.breaks,
    noBook: machine.noBook,
  }
}
