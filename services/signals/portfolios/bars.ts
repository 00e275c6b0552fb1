import { boardOf, isAShare } from '../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Market } from '../../../core/market/market-close.ts'
import { openingAuction } from '../../../core/market/schedules.ts'
import { type EventTime, sessionClose, type TradeDate } from '../../../core/market/trade-date.ts'
import { followedBy } from '../../../core/portfolio/account.ts'
import { lockOf } from '../../../core/portfolio/locked.ts'
import type { Moment, Quote } from '../../../core/portfolio/trade.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import type { PortfolioState } from './portfolio-stores.ts'

/** New York and Hong Kong trade from 09:30 to 16:00 on their clocks. */
const FOREIGN_SESSION = 6.5 * 3_600_000

/** The open and the close of a mainland session, as far as its bars tell. */
export const homeMoments = (
  state: PortfolioState,
  tradeDate: TradeDate,
  bars: readonly SeriesBar[],
): readonly Moment[] =>
  momentsOf(state, { market: 'CN', tradeDate, bars }, openingAuction(tradeDate), sessionClose(tradeDate))

/** The open and the close of foreign sessions whose bars came at one moment: their close. */
export function foreignMoments(state: PortfolioState, bars: readonly SeriesBar[]): readonly Moment[] {
  return (['HK', 'US'] as const).flatMap((market) => {
    const ofMarket = bars.filter((bar) => bar.market === market && isNew(state, bar))
    const [first] = ofMarket
    if (first === undefined) return []
    const { tradeDate, eventTime } = first
    const opened = (eventTime - FOREIGN_SESSION) as EventTime
    return momentsOf(state, { market, tradeDate, bars: ofMarket }, opened, eventTime)
  })
}

/** Remembers closes; one of an earlier session than the newest known says nothing of now. */
export function rememberCloses(state: PortfolioState, bars: readonly SeriesBar[]): void {
  for (const { symbol, tradeDate, close } of bars)
    if (tradeDate >= (state.closes.get(symbol)?.tradeDate ?? 0))
      state.closes.set(symbol, { price: close, tradeDate })
}

export const barKey = ({ symbol, tradeDate }: SeriesBar): string => `${symbol}/${tradeDate}`

function momentsOf(
  state: PortfolioState,
  session: { readonly market: Market; readonly tradeDate: TradeDate; readonly bars: readonly SeriesBar[] },
  opened: EventTime,
  closed: EventTime,
): readonly Moment[] {
  const { market, tradeDate, bars } = session
  const followed = new Set(state.accounts.sorted().flatMap(([, { account }]) => [...followedBy(account)]))
  const trading = bars.filter((bar) => followed.has(bar.symbol) && !isSuspended(bar))
  const quotesAt = (priceOf: (bar: SeriesBar) => number | null): ReadonlyMap<InstrumentSymbol, Quote> =>
    new Map(trading.map((bar) => [bar.symbol, quoteOf(state, bar, priceOf(bar))]))
  return [
    { market, tradeDate, kind: 'nextOpen', time: opened, quotes: quotesAt(({ open }) => open) },
    { market, tradeDate, kind: 'nextClose', time: closed, quotes: quotesAt(({ close }) => close) },
  ]
}

function quoteOf(state: PortfolioState, bar: SeriesBar, price: number | null): Quote {
  if (price === null || !(price > 0)) return { price: null, lock: 'free' }
  const { symbol, tradeDate, adjustment } = bar
  const known = state.closes.get(symbol)
  const reference = known !== undefined && known.tradeDate < tradeDate ? known.price : null
  return { price, lock: lockOf({ symbol, tradeDate, price, reference, printed: adjustment === 'none' }) }
}

/** A share or fund with a bar but without a trade; indices have no volume of their own in many sources. */
function isSuspended({ symbol, volume }: SeriesBar): boolean {
  const board = boardOf(symbol)
  return volume === 0 && (isAShare(board) || board === 'FUND')
}

const isNew = (state: PortfolioState, { symbol, tradeDate }: SeriesBar): boolean =>
  tradeDate > (state.closes.get(symbol)?.tradeDate ?? 0)
