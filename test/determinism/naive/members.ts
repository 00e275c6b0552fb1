import type { TradeDate } from '../../../core/market/trade-date.ts'
import { type ShareDay, stateAt, streakAfter, type Touch, windowOf } from './share-days.ts'
import type { State } from './share-states.ts'

/** A share that touched a limit today or was in yesterday's cohort, as the rows of boards say it. */
export type NaiveMember = ReturnType<typeof describe>

export const LAST = 240

/** Returns in 1e-10, half away from zero, in exact integers. */
export function returnOf(price: number, reference: number): number {
  const scale = 10_000_000_000n
  const difference = BigInt(price - reference) * scale * 2n
  const twice = BigInt(reference) * 2n
  const magnitude = ((difference < 0n ? -difference : difference) + BigInt(reference)) / twice
  return Number(difference < 0n ? -magnitude : magnitude)
}

/** How the day closed is known: from its closing snapshot, or because the share is halted. */
export const isClosed = ({ last, closed, halted }: State): boolean => last !== null && (closed || halted)

export function memberAt(day: ShareDay, tradeDate: TradeDate, minute: number): NaiveMember | undefined {
  const state = stateAt(day, tradeDate, minute)
  if (state === undefined) return undefined
  const final = minute === LAST
  if (final ? !isClosed(state) : state.halted && state.last === null) return undefined
  const { up: limitUp, down: limitDown } = day.boundsOf(state)
  const touch = (extreme: number | null, limit: number | null, sealedNow: boolean): Touch =>
    limit === null || extreme !== limit
      ? 'none'
      : (final ? state.last === limit : sealedNow)
        ? 'sealed'
        : 'broken'
  const up = touch(state.high, limitUp, state.position === 'sealedUp')
  const down = touch(state.low, limitDown, state.position === 'sealedDown')
  const exclusion = state.noLimit
    ? ('noLimit' as const)
    : day.share.isSt
      ? ('st' as const)
      : day.share.percent === 30
        ? ('bse' as const)
        : null
  const countable = exclusion === null || exclusion === 'bse'
  const yesterday = countable && day.yesterday?.countable === true ? day.yesterday : undefined
  if (up === 'none' && down === 'none' && (yesterday?.up ?? 'none') === 'none') return undefined
  const reference = day.referenceOf(state)
  if (reference === null) return undefined
  return describe(day, state, reference, { up, down, exclusion, limitUp, yesterday })
}

function describe(
  { share, before }: ShareDay,
  state: State,
  reference: number,
  {
    up,
    down,
    exclusion,
    limitUp,
    yesterday,
  }: {
    readonly up: Touch
    readonly down: Touch
    readonly exclusion: 'noLimit' | 'st' | 'bse' | null
    readonly limitUp: number | null
    readonly yesterday: ShareDay['yesterday']
  },
) {
  const { open, low, last } = state
  const sealed = up === 'sealed'
  const window = sealed ? windowOf(before) : { boards: 0, days: 0 }
  return {
    symbol: share.symbol,
    exclusion,
    limitPercent: state.noLimit ? null : share.percent,
    state: state.position,
    up,
    down,
    shape:
      !sealed || open !== last ? ('none' as const) : low === last ? ('oneWord' as const) : ('tWord' as const),
    ...streakAfter(before, sealed),
    previousUp: yesterday?.up ?? 'none',
    previousStreak: yesterday?.streak ?? 0,
    openReturn: open === null ? 0 : returnOf(open, reference),
    closeReturn: last === null ? 0 : returnOf(last, reference),
    touchedUp: up !== 'none',
    last: last ?? reference,
    prevClose: reference,
    limitUp,
    sealVolume: sealed ? state.up.sealVolume : 0,
    sealAmount: sealed ? (state.up.sealVolume * (limitUp ?? 0)) / 100 : 0,
    maxSealAmount: state.up.maxSealAmount,
    firstTouchTime: state.up.firstTouch,
    firstSealTime: state.up.firstSeal,
    lastSealTime: state.up.lastSeal,
    breakCount: state.up.breaks,
    boardsInWindow: window.boards,
    windowDays: window.days,
    volume: state.volume,
    amount: state.amount,
    noBook: state.noBook,
  }
}
