import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { addDays, type TradeDate } from '../../core/market/trade-date.ts'
import type { DailyBar } from '../../schemas/generated/events.ts'

type Touch = 'none' | 'sealed' | 'broken'

/** What plain arithmetic remembers of one bar. Prices in 1/10000 CNY. */
export interface NaiveBar {
  readonly tradeDate: TradeDate
  /** The share's bars since its listing; OLD where it was listed long before. */
  readonly ownBars: number
  /** A new listing, which the other source leaves out of every count. */
  readonly leftOut: boolean
  /** By the prices alone, also where it is left out. */
  readonly touch: Touch
  readonly down: boolean
  /** As counted: nothing of a share that is left out. */
  readonly up: Touch
  readonly downSealed: boolean
  /** Prices lie beyond the 10% or 20%. */
  readonly beyondLimits: boolean
  /** One price only, above the reference, on this bar and on every one since the second. */
  readonly neverOpened: boolean
  readonly boards: number
  /** The boards reach back to before the data. */
  readonly boardsAreLowerBound: boolean
  readonly close: number
  readonly closeReturn: number
}

/** A share's bar of today and its own bar before, whenever that was. */
export interface NaiveShare {
  readonly instrument: string
  readonly today: NaiveBar
  readonly before: NaiveBar | undefined
}

/** Columns of derived/market_limit_stats_daily.csv. */
export type NaiveCounts = Readonly<Record<CountColumn | CohortColumn, number | null>>
export type CountColumn =
  | 'n'
  | 'up_n'
  | 'down_n'
  | 'flat_n'
  | 'limit_up'
  | 'broken_up'
  | 'limit_down'
  | 'ew_ret_pct'
/** Columns that depend on sessions before; they differ where one source's data begin later. */
export type CohortColumn =
  | 'max_board'
  | 'boards2p'
  | 'prev_zt_n'
  | 'promo_all'
  | 'prev_first_n'
  | 'promo_1to2'
  | 'promo_2plus'
  | 'prev_zt_ret_pct'

export interface NaiveDay {
  readonly shares: readonly NaiveShare[]
  readonly counts: NaiveCounts
  /** Boards or cohort reach back to before the data. */
  readonly cold: boolean
}

/** The listing day and five sessions after it. */
const LEFT_OUT_BARS = 6
const OLD = 99
const LISTING_WINDOW_DAYS = 30
const CHINEXT_20_PERCENT_FROM = 20200824

/**
 * The conventions of derived/market_limit_stats_daily.csv as straight arithmetic that shares nothing with
 * the processors: limits of 10% and 20% only, ST like any other share, a share's own bar before is its
 * yesterday, new listings left out for six bars, a first bar without a reference price is a listing.
 */
export class NaiveMarket {
  readonly #last = new Map<string, NaiveBar>()
  readonly #listDates: ReadonlyMap<string, TradeDate | null>
  #first: TradeDate | undefined

  constructor(listDates: ReadonlyMap<string, TradeDate | null>) {
    this.#listDates = listDates
  }

  day(tradeDate: TradeDate, bars: readonly DailyBar[]): NaiveDay {
    this.#first ??= tradeDate
    const shares = bars.map((bar): NaiveShare => {
      const before = this.#last.get(bar.instrument)
      return { instrument: bar.instrument, today: this.#judge(bar, before), before }
    })
    for (const { instrument, today } of shares) this.#last.set(instrument, today)
    const counted = shares.filter(({ today }) => !today.leftOut)
    return { shares, counts: countsOf(counted), cold: counted.some(isCold) }
  }

  #judge(bar: DailyBar, before: NaiveBar | undefined): NaiveBar {
    const ownBars = this.#ownBars(bar, before)
    const reference = bar.prevClose ?? before?.close
    const leftOut = ownBars <= LEFT_OUT_BARS || reference === undefined
    const fen = (reference ?? 0) / 100
    const percent = percentOf(bar)
    const limitUp = Math.floor((fen * (100 + percent) + 50) / 100) * 100
    const limitDown = Math.floor((fen * (100 - percent) + 50) / 100) * 100
    const touch = bar.close === limitUp ? 'sealed' : bar.high === limitUp ? 'broken' : 'none'
    const down = bar.close === limitDown
    const sealed = !leftOut && touch === 'sealed'
    const oneWord = bar.low === bar.high && bar.close > (reference ?? 0)
    return {
      tradeDate: bar.tradeDate,
      ownBars,
      leftOut,
      touch,
      down,
      up: leftOut ? 'none' : touch,
      downSealed: !leftOut && down,
      beyondLimits: !leftOut && (bar.high > limitUp || bar.low < limitDown),
      neverOpened: ownBars === 1 || (ownBars < OLD && oneWord && before?.neverOpened !== false),
      boards: sealed ? 1 + (before?.boards ?? 0) : 0,
      boardsAreLowerBound: sealed && (before === undefined || before.boardsAreLowerBound),
      close: bar.close,
      closeReturn: reference === undefined ? Number.NaN : bar.close / reference - 1,
    }
  }

  #ownBars(bar: DailyBar, before: NaiveBar | undefined): number {
    if (before !== undefined) return Math.min(before.ownBars + 1, OLD)
    if (bar.tradeDate !== this.#first) return bar.prevClose === null ? 1 : OLD
    const listed = this.#listDates.get(bar.instrument) ?? null
    if (listed === null || addDays(listed, LISTING_WINDOW_DAYS) < bar.tradeDate) return OLD
    return chineseCalendar.countBetween(addDays(listed, -1), bar.tradeDate)
  }
}

const percentOf = ({ symbol, tradeDate }: DailyBar): number =>
  symbol.startsWith('68') || (symbol.startsWith('30') && tradeDate >= CHINEXT_20_PERCENT_FROM) ? 20 : 10

const isCold = ({ today, before }: NaiveShare): boolean =>
  before === undefined || today.boardsAreLowerBound || before.boardsAreLowerBound

function countsOf(shares: readonly NaiveShare[]): NaiveCounts {
  const count = (fits: (today: NaiveBar) => boolean): number =>
    shares.filter(({ today }) => fits(today)).length
  const cohort = shares.filter(({ before }) => before?.up === 'sealed')
  const firsts = cohort.filter(({ before }) => before!.boards === 1)
  const streaks = cohort.filter(({ before }) => before!.boards > 1)
  return {
    n: shares.length,
    up_n: count(({ closeReturn }) => closeReturn > 0),
    down_n: count(({ closeReturn }) => closeReturn < 0),
    flat_n: count(({ closeReturn }) => closeReturn === 0),
    limit_up: count(({ up }) => up === 'sealed'),
    broken_up: count(({ up }) => up === 'broken'),
    limit_down: count(({ downSealed }) => downSealed),
    ew_ret_pct: meanPercent(shares),
    max_board: shares.reduce((tallest, { today }) => Math.max(tallest, today.boards), 0),
    boards2p: count(({ boards }) => boards > 1),
    prev_zt_n: cohort.length,
    promo_all: promotedOf(cohort),
    prev_first_n: firsts.length,
    promo_1to2: promotedOf(firsts),
    promo_2plus: promotedOf(streaks),
    prev_zt_ret_pct: meanPercent(cohort),
  }
}

/** To four digits, as printed there. */
function promotedOf(cohort: readonly NaiveShare[]): number | null {
  if (cohort.length === 0) return null
  return rounded(cohort.filter(({ today }) => today.up === 'sealed').length / cohort.length, 4)
}

/** Mean return in percent to three digits, as printed there. */
function meanPercent(shares: readonly NaiveShare[]): number | null {
  if (shares.length === 0) return null
  const sum = shares.reduce((total, { today }) => total + today.closeReturn, 0)
  return rounded((sum / shares.length) * 100, 3)
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits
