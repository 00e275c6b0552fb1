import type { Type } from 'avsc'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { StageCode } from '../../../core/sentiment/stage-grid.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { eventStateType, stateType } from '../../../runtime/processor/state-type.ts'
import type {
  BreadthPartial,
  History,
  IntradayPartial,
  LadderTier,
} from '../../../schemas/generated/events.ts'
import type { Yesterday } from './market-day.ts'
import { type Member, memberType } from './member.ts'

export interface OpenDay {
  readonly tradeDate: TradeDate
  readonly history: History
}

/** What is remembered of a minute of one scope until the session closes. */
export interface MinuteState {
  /** How often rows of the minute were corrected; kept with scope `all` for the whole minute. */
  readonly revision: number
  /** Promotion rate; null where unknown or from partial data. */
  readonly rate: number | null
  readonly announced: StageCode | null
  readonly candidate: StageCode | null
  readonly run: number
}

/** Promotion rates of one scope and session, by minute. */
export interface SessionRates {
  readonly scope: string
  readonly tradeDate: TradeDate
  readonly rates: readonly (number | null)[]
}

/** The provisional rows of a scope as they were said last. */
export interface Said {
  readonly revision: number
  readonly announced: StageCode | null
}

export type SaidTier = Pick<LadderTier, 'tier' | 'boards' | 'base' | 'promoted'>

export interface MarketStores {
  /** The open session, under `open`. */
  readonly day: OpenDay
  /** Symbols at or after a limit at the close, by instrument. */
  readonly members: Member
  /** Breadth at the close, per board and task. */
  readonly partials: BreadthPartial
  /** What each scope left from the session before. */
  readonly yesterday: Yesterday
  /** Shares of the latest minutes, by minute and task. */
  readonly moments: IntradayPartial
  /** Every minute of the open session, by scope and minute. */
  readonly minutes: MinuteState
  /** Newest share of each task, settled or not. */
  readonly live: IntradayPartial
  /** Promotion rates of earlier sessions with ticks, by scope and date. */
  readonly history: SessionRates
  /** Provisional stage, by scope. */
  readonly said: Said
  /** Provisional ladder, by scope and tier. */
  readonly saidTiers: SaidTier
}

export type MarketState = ProcessorContext<MarketStores>['state']
export type MarketOutput = 'ladder' | 'stage' | 'breadth' | 'minutes' | 'groups' | 'live'
export type Emit = (output: AnyOutputEvent<MarketOutput>) => void

export const MARKET_STORES = {
  day: stateType('OpenDay', { tradeDate: 'int', history: 'string' }),
  members: memberType,
  partials: eventStateType('breadth-partial'),
  yesterday: stateType('Yesterday', { limitUps: 'int', height: 'int' }),
  moments: eventStateType('intraday-partial'),
  minutes: stateType('MinuteState', {
    revision: 'int',
    rate: 'double?',
    announced: 'string?',
    candidate: 'string?',
    run: 'int',
  }),
  live: eventStateType('intraday-partial'),
  history: avroType({
    type: 'record',
    name: 'SessionRates',
    fields: [
      { name: 'scope', type: 'string' },
      { name: 'tradeDate', type: 'int' },
      { name: 'rates', type: { type: 'array', items: ['null', 'double'] } },
    ],
  }),
  said: stateType('Said', { revision: 'int', announced: 'string?' }),
  saidTiers: stateType('SaidTier', { tier: 'int', boards: 'int', base: 'int?', promoted: 'int?' }),
} satisfies Record<keyof MarketStores, Type>

/** Numbers in keys, so that keys ascend as the numbers do. */
export const padded = (number: number): string => String(number).padStart(3, '0')

/** What our data hold of the open session while it is open: a gap shows at its close only. */
export function knowledgeOf(state: MarketState): { readonly history: History; readonly dataGap: false } {
  return { history: state.day.get('open')?.history ?? 'first', dataGap: false }
}
