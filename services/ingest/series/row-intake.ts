import { type InstrumentSymbol, parseSymbol } from '../../../core/market/instrument-symbol.ts'
import { marketClose, marketOf } from '../../../core/market/market-close.ts'
import { releaseOnDay, releaseTime } from '../../../core/market/release-time.ts'
import {
  dayOfWeek,
  type EventTime,
  formatTradeDate,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import type { MarketCode } from '../../../schemas/generated/events.ts'
import type { Rejection, RejectionCode } from '../source.ts'
import { count, type FileSummary } from '../summary.ts'
import {
  type BarFigures,
  type FlowFigures,
  type Release,
  RowError,
  type RowSink,
} from './formats/series-format.ts'
import { MAY_BE_NEGATIVE, PLAUSIBLE_VALUES } from './plausible-values.ts'
import type { SeriesRow } from './series-row.ts'

export interface IntakeOptions {
  readonly format: string
  readonly path: string
  /** Sessions of the Chinese exchanges. */
  readonly calendar: TradingCalendar
  readonly summary: FileSummary
  readonly rows: SeriesRow[]
  readonly rejections: Rejection[]
}

/** A value that is refused, with the code that it is counted under. */
class RefusedValue extends Error {
  readonly code: RejectionCode

  constructor(code: RejectionCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Takes the rows of one file: gives every value its moment, and refuses what cannot be true. */
export class RowIntake implements RowSink {
  readonly #options: IntakeOptions
  #line = 0
  #raw: readonly string[] = []

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /** Reads one row; what is wrong with it is kept as a rejection. */
  take(line: number, fields: readonly string[], read: (sink: RowSink) => void): void {
    this.#line = line
    this.#raw = fields
    this.#options.summary.rows += 1
    this.#guarded(() => read(this))
  }

  bar(name: string, tradeDate: TradeDate, figures: BarFigures): void {
    this.#guarded(() => {
      const symbol = symbolOf(name)
      const market = figures.market ?? marketOf(symbol)
      this.#requireSession(market, tradeDate, symbol)
      const { close, volume = null, amount = null, adjustment = 'none' } = figures
      requirePlausible(symbol, close)
      requireTraded(symbol, figures)
      this.#add({
        topic: 'series',
        value: {
          symbol,
          market,
          tradeDate,
          eventTime: marketClose(market, tradeDate, symbol),
          ...this.#range(symbol, figures),
          close,
          volume: this.#notNegative(volume),
          amount: this.#notNegative(amount),
          adjustment,
          source: this.#options.format,
        },
        ...this.#origin(),
      })
    })
  }

  observation(series: string, period: TradeDate, value: number, release: Release): void {
    this.#guarded(() => {
      if (series === '') throw new RowError('the name of the series is missing; fill it in')
      const { unit, forecast = null, at, on } = release
      const [low, high] = PLAUSIBLE_VALUES[series] ?? EVERYTHING
      if (value < low || value > high) throw impossible(series, value, low, high)
      const printed = at ?? (on === undefined ? undefined : releaseOnDay(series, period, on))
      const eventTime = printed ?? releaseTime(series, period, this.#options.calendar)
      if (eventTime === undefined)
        throw new RefusedValue(
          'unknownRelease',
          `nothing says when ${series} was released: add a column released_at, or a rule for it (docs/sources.md)`,
        )
      this.#add({
        topic: 'observations',
        value: {
          series,
          period,
          eventTime,
          value,
          forecast,
          unit,
          releaseKnown: printed !== undefined,
          source: this.#options.format,
        },
        ...this.#origin(),
      })
    })
  }

  flow(name: string, tradeDate: TradeDate, figures: FlowFigures): void {
    this.#guarded(() => {
      const symbol = symbolOf(name)
      this.#requireSession(marketOf(symbol), tradeDate, symbol)
      const { shares = null, nav = null, close = null, netInflow = null } = figures
      this.#add({
        topic: 'fundFlows',
        value: {
          symbol,
          tradeDate,
          eventTime: flowTime(tradeDate),
          name: figures.name ?? null,
          shares: this.#notNegative(shares),
          nav: this.#positive(nav),
          close: this.#positive(close),
          netInflow,
          source: this.#options.format,
        },
        ...this.#origin(),
      })
    })
  }

  #origin(): { readonly file: string; readonly line: number } {
    return { file: this.#options.path, line: this.#line }
  }

  #add(row: SeriesRow): void {
    this.#options.rows.push(row)
    this.#options.summary.values[row.topic] += 1
  }

  /** Open, high and low; null where they cannot be true beside the close and each other. */
  #range(
    symbol: InstrumentSymbol,
    { open = null, high = null, low = null, close }: BarFigures,
  ): { readonly open: number | null; readonly high: number | null; readonly low: number | null } {
    const some = (value: number | null): number | null =>
      MAY_BE_NEGATIVE.includes(symbol) ? value : this.#positive(value)
    const [first, top, bottom] = [some(open), some(high), some(low)]
    const within = (value: number): boolean =>
      value <= (top ?? Number.POSITIVE_INFINITY) && value >= (bottom ?? Number.NEGATIVE_INFINITY)
    if (!within(close) || (top !== null && bottom !== null && top < bottom)) {
      this.#options.summary.doubtful += 1
      return { open: first, high: null, low: null }
    }
    if (first === null || within(first)) return { open: first, high: top, low: bottom }
    this.#options.summary.doubtful += 1
    return { open: null, high: top, low: bottom }
  }

  /** A figure that is above nothing: zero stands for what a source does not have. */
  #positive(value: number | null): number | null {
    if (value === null || value > 0) return value
    this.#options.summary.doubtful += 1
    return null
  }

  #notNegative(value: number | null): number | null {
    if (value === null || value >= 0) return value
    this.#options.summary.doubtful += 1
    return null
  }

  #requireSession(market: MarketCode, date: TradeDate, symbol: InstrumentSymbol): void {
    const { calendar } = this.#options
    if (market === 'CN' && date > calendar.last)
      throw new RefusedValue(
        'outsideCalendar',
        `the calendar ends at ${formatTradeDate(calendar.last)}: give the sessions of a later year with a trading-days file`,
      )
    const closed =
      market === 'CN' && calendar.covers(date) ? !calendar.isSession(date) : isWeekend(market, date)
    if (!closed) return
    throw new RefusedValue(
      'outsideCalendar',
      `${formatTradeDate(date)} was no session of ${symbol}; correct the date or remove the row`,
    )
  }

  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (error instanceof RefusedValue) this.#reject(error.code, error.message)
      else if (error instanceof RowError) this.#reject('unparsable', error.message)
      else throw error
    }
  }

  #reject(code: RejectionCode, reason: string): void {
    const { rejections, summary, path } = this.#options
    count(summary.rejections, code)
    rejections.push({
      kind: 'rejection',
      file: path,
      line: this.#line,
      code,
      reason,
      raw: this.#raw.join(','),
    })
  }
}

/** New York traded on Saturdays until September 1952. */
const LAST_US_SATURDAYS = 19521231

const isWeekend = (market: MarketCode, date: TradeDate): boolean =>
  dayOfWeek(date) > (market === 'US' && date <= LAST_US_SATURDAYS ? 6 : 5)

/**
 * When the shares outstanding after a session are known (ours): exchanges print them in the evening, so nothing
 * that is decided at the close may use them.
 */
const flowTime = (tradeDate: TradeDate): EventTime => shanghaiTime(tradeDate, 20, 0)

/** Symbols that no exchange prints, such as MICROCAP.PROXY, are taken as they are. */
const OWN_SYMBOL = /^[A-Z0-9][A-Z0-9_-]*\.[A-Z]{2,10}$/

function symbolOf(name: string): InstrumentSymbol {
  const symbol = parseSymbol(name) ?? (OWN_SYMBOL.test(name) ? (name as InstrumentSymbol) : undefined)
  if (symbol === undefined)
    throw new RefusedValue('unknownSymbol', `"${name}" is no symbol; write it like 000300.SH or VIX.US`)
  return symbol
}

const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const

function requirePlausible(symbol: InstrumentSymbol, close: number): void {
  if (MAY_BE_NEGATIVE.includes(symbol)) return
  const [low, high] = PLAUSIBLE_VALUES[symbol] ?? [0, Number.POSITIVE_INFINITY]
  if (!(close > 0 && close >= low && close <= high)) throw impossible(symbol, close, low, high)
}

/** A source that has no prices of a session yet prints zeros, and the close of the session before. */
function requireTraded(symbol: InstrumentSymbol, { open, high, low }: BarFigures): void {
  if (open !== 0 || high !== 0 || low !== 0 || MAY_BE_NEGATIVE.includes(symbol)) return
  throw new RefusedValue(
    'impossibleValue',
    `${symbol} has 0 for open, high and low, so its close is that of another session; remove the row`,
  )
}

const impossible = (name: string, value: number, low: number, high: number): RefusedValue => {
  const possible = high === Number.POSITIVE_INFINITY ? `above ${low}` : `${low} to ${high}`
  return new RefusedValue(
    'impossibleValue',
    `${name} cannot be ${value} (possible is ${possible}); correct or remove the row`,
  )
}
