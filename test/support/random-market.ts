import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { stockSymbol } from '../../core/market/instrument-symbol.ts'
import { limitPrices } from '../../core/market/limit-price.ts'
import type { Price } from '../../core/market/price.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { SessionItems, SourceBar, TakenBar } from '../../services/ingest/source.ts'

/** A small reproducible generator (mulberry32): tests name their seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const TEN_PERCENT = { kind: 'percent', percent: 10, rounding: 'halfUp' } as const

/**
 * Made-up sessions in which something happens: about a third of the symbols seal or break their limit
 * every day, some are suspended. Made for tests that compare runs with each other.
 */
export function randomMarket(options: {
  readonly seed: number
  readonly sessions: number
  readonly symbols: number
  readonly from?: number
  /** Share of the bars that say their reference price (default a half). */
  readonly references?: number
}): SessionItems[] {
  const random = randomFrom(options.seed)
  const { references = 0.5 } = options
  const codes = Array.from({ length: options.symbols }, (_, at) => stockSymbol(String(600_000 + at * 3))!)
  const closes = new Map(codes.map((symbol) => [symbol, (Math.floor(200 + random() * 5_000) * 100) as Price]))
  const sessions: SessionItems[] = []
  let tradeDate = (options.from ?? 20220301) as TradeDate
  for (let day = 0; day < options.sessions; day += 1) {
    const bars: TakenBar[] = []
    for (const symbol of codes) {
      if (random() < 0.05) continue
      const prevClose = closes.get(symbol)!
      const { up, down } = limitPrices(prevClose, TEN_PERCENT)!
      const step = (): Price => (Math.round((down + (up - down) * random()) / 100) * 100) as Price
      const kind = random()
      const close = kind < 0.2 ? up : kind < 0.25 ? down : step()
      const open = step()
      const high = kind < 0.35 ? up : (Math.max(open, close) as Price)
      const low = Math.min(open, close) as Price
      closes.set(symbol, close)
      const bar: SourceBar = {
        symbol,
        tradeDate,
        open,
        high,
        low,
        close,
        prevClose: random() < references ? prevClose : null,
        volume: Math.floor(random() * 1_000_000) + 100,
        amount: null,
        afterHoursVolume: null,
        afterHoursAmount: null,
        name: null,
        riskStatus: null,
        noLimit: null,
        flags: [],
        source: 'test',
      }
      bars.push({ kind: 'bar', bar, file: 'made-up', line: bars.length + 1 })
    }
    sessions.push({ tradeDate, bars, omissions: [] })
    tradeDate = chineseCalendar.next(tradeDate)
  }
  return sessions
}

/** The same sessions as a file of plain daily bars brings them: a bar that comes again from there is the same bar. */
export const asDailyFile = (sessions: readonly SessionItems[]): SessionItems[] =>
  sessions.map((items) => ({
    ...items,
    bars: items.bars.map((taken) => ({ ...taken, bar: { ...taken.bar, source: 'plain-daily' } })),
  }))
