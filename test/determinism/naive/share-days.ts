import type { Price } from '../../../core/market/price.ts'
import { SESSION_MINUTES } from '../../../core/market/sessions.ts'
import { shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { limitsOf, type MarketSession, type Share, type TickMarket } from '../../support/tick-market.ts'
import { MINUTE, placedTicks } from './arrivals.ts'
import { type State, type Step, shareStates } from './share-states.ts'

export type Touch = 'none' | 'broken' | 'sealed'

/** A session in which a share traded, as it closed. */
export interface OwnSession {
  readonly tradeDate: TradeDate
  readonly close: number
  readonly up: Touch
  readonly down: Touch
  readonly countable: boolean
  readonly streak: number
  readonly streakIsLowerBound: boolean
}

/** A share in one session of ticks: what it did before, and every state of its day. */
export interface ShareDay {
  readonly share: Share
  readonly before: readonly OwnSession[]
  /** Yesterday, if it traded on the market's session before. */
  readonly yesterday: OwnSession | undefined
  readonly steps: readonly Step[]
  readonly boundsOf: (state: State) => { readonly up: number | null; readonly down: number | null }
  /** The feed's reference price, else the last close. */
  readonly referenceOf: (state: State) => number | null
}

/** When everything of a minute row has come (design: 09:25 waits for 09:30, the last row of each half one minute more). */
export function windowEnd(tradeDate: TradeDate, minute: number): number {
  if (minute === 0) return shanghaiTime(tradeDate, 9, 30)
  const label = labelEnd(tradeDate, minute)
  return minute === 120 || minute === 240 ? label + MINUTE : label
}

/** The time that labels a minute row. */
export const labelEnd = (tradeDate: TradeDate, minute: number): number =>
  minute <= 120
    ? shanghaiTime(tradeDate, 9, 30) + minute * MINUTE
    : shanghaiTime(tradeDate, 13, 0) + (minute - 120) * MINUTE

/** The state that a minute row shows: a late snapshot counts in the 15 rows before it became known. */
export function stateAt({ steps }: ShareDay, tradeDate: TradeDate, minute: number): State | undefined {
  const end = windowEnd(tradeDate, minute)
  return steps.findLast(({ own, place, kind }) => {
    if (place < end) return true
    return kind === 'lateNewer' && own < end && minute >= publishedAt(tradeDate, place) - CORRECTED
  })?.state
}

const CORRECTED = 15

/** How many rows are complete at a moment. */
function publishedAt(tradeDate: TradeDate, time: number): number {
  let minute = 0
  while (minute < SESSION_MINUTES && windowEnd(tradeDate, minute) <= time) minute += 1
  return minute
}

/** All shares of each session of ticks, with their own sessions before it. */
export function shareDays(market: TickMarket): ReadonlyMap<TradeDate, readonly ShareDay[]> {
  const found = new Map<TradeDate, ShareDay[]>()
  for (const share of market.shares) {
    const own: OwnSession[] = []
    for (const [at, day] of market.days.entries()) {
      const previous = market.days[at - 1]?.tradeDate
      if (day.sweeps === undefined) {
        const session = ofBar(share, day, own)
        if (session !== undefined) own.push(session)
        continue
      }
      const shareDay = dayOf(share, day, [...own], previous)
      found.set(day.tradeDate, [...(found.get(day.tradeDate) ?? []), shareDay])
      const session = closeOf(shareDay, day.tradeDate)
      if (session !== undefined) own.push(session)
    }
  }
  return found
}

function dayOf(
  share: Share,
  day: MarketSession,
  before: readonly OwnSession[],
  previous: number | undefined,
): ShareDay {
  const lastClose = before.at(-1)?.close ?? null
  const referenceOf = (state: State): number | null => state.prevClose ?? lastClose
  const boundsOf: ShareDay['boundsOf'] = (state) => {
    const reference = referenceOf(state)
    return state.noLimit || reference === null
      ? { up: null, down: null }
      : limitsOf(share, reference as Price)
  }
  const last = before.at(-1)
  return {
    share,
    before,
    yesterday: last?.tradeDate === previous ? last : undefined,
    steps: shareStates(placedTicks(day, share.symbol), day.tradeDate, boundsOf),
    boundsOf,
    referenceOf,
  }
}

function ofBar(share: Share, day: MarketSession, own: readonly OwnSession[]): OwnSession | undefined {
  const bar = day.bars.find(({ symbol }) => symbol === share.symbol)
  if (bar === undefined) return undefined
  const reference = bar.prevClose ?? own.at(-1)?.close ?? null
  const { up, down } = reference === null ? { up: null, down: null } : limitsOf(share, reference as Price)
  return sessionOf(
    day.tradeDate,
    bar.close,
    touchOf(bar.high, bar.close, up),
    touchOf(bar.low, bar.close, down),
    !share.isSt,
    own,
  )
}

/** How a session of ticks closes, if its snapshots tell: the closing snapshot was seen, or it ends in a halt. */
function closeOf(day: ShareDay, tradeDate: TradeDate): OwnSession | undefined {
  const state = day.steps.at(-1)?.state
  if (state === undefined || state.last === null || !(state.closed || state.halted)) return undefined
  const { up, down } = day.boundsOf(state)
  return sessionOf(
    tradeDate,
    state.last,
    touchOf(state.high!, state.last, up),
    touchOf(state.low!, state.last, down),
    !day.share.isSt && !state.noLimit,
    day.before,
  )
}

const touchOf = (extreme: number, close: number, limit: number | null): Touch =>
  limit === null || extreme !== limit ? 'none' : close === limit ? 'sealed' : 'broken'

function sessionOf(
  tradeDate: TradeDate,
  close: number,
  up: Touch,
  down: Touch,
  countable: boolean,
  own: readonly OwnSession[],
): OwnSession {
  return { tradeDate, close, up, down, countable, ...streakAfter(own, up === 'sealed') }
}

/** Boards in a row, counting today if it is sealed; a lower bound where the row goes back to the first session known. */
export function streakAfter(
  own: readonly OwnSession[],
  sealed: boolean,
): Pick<OwnSession, 'streak' | 'streakIsLowerBound'> {
  if (!sealed) return { streak: 0, streakIsLowerBound: false }
  let boards = 0
  while (boards < own.length && own[own.length - 1 - boards]!.up === 'sealed') boards += 1
  return { streak: boards + 1, streakIsLowerBound: boards === own.length }
}

/** Longest window that ends today, begins with a board, and has boards on at least half of its sessions. */
export function windowOf(own: readonly OwnSession[]): { readonly boards: number; readonly days: number } {
  const sealed = [...own.map(({ up }) => up === 'sealed'), true]
  for (let from = 0; ; from += 1) {
    const window = sealed.slice(from)
    const boards = window.filter(Boolean).length
    if (window[0] && boards * 2 >= window.length) return { boards, days: window.length }
  }
}
