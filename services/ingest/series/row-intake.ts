import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { marketClose, marketOf } from '../../../core/market/market-close.ts'
import { releaseOnDay, releaseTime } from '../../../core/market/release-time.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { TradingCalendar } from '../../../core/market/trading-calendar.ts'
import type { Rejection, RejectionCode } from '../source.ts'
import { count, type FileSummary } from '../summary.ts'
import {
  type BarFigures,
  type FlowFigures,
  type Release,
  RowError,
  type RowSink,
} from './formats/series-format.ts'
import { MAY_BE_NEGATIVE } from './plausible-values.ts'
import {
  FIGURES,
  PRICES,
  RefusedValue,
  requirePlausible,
  requirePossible,
  requireSession,
  requireTraded,
  symbolOf,
} from './row-checks.ts'
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
      requireSession(market, tradeDate, symbol, this.#options.calendar)
      const { close, volume = null, amount = null, adjustment = 'none' } = figures
      requirePlausible(symbol, close)
      requireTraded(symbol, figures)
      const { open, high, low } = this.#range(symbol, figures)
      this.#add({
        topic: 'series',
        value: {
          symbol,
          market,
          tradeDate,
          eventTime: marketClose(market, tradeDate, symbol),
          open,
          high,
          low,
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
      requirePossible(series, value)
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
      requireSession(marketOf(symbol), tradeDate, symbol, this.#options.calendar)
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
    const isSigned = MAY_BE_NEGATIVE.includes(symbol)
    const first = isSigned ? open : this.#positive(open)
    const top = isSigned ? high : this.#positive(high)
    const bottom = isSigned ? low : this.#positive(low)
    if (!isWithin(close, bottom, top) || (top !== null && bottom !== null && top < bottom)) {
      this.#options.summary.doubtful += 1
      return { open: first, high: null, low: null }
    }
    if (first === null || isWithin(first, bottom, top)) return { open: first, high: top, low: bottom }
    this.#options.summary.doubtful += 1
    return { open: null, high: top, low: bottom }
  }

  /** A price that can be: zero stands for what a source does not have. */
  #positive(value: number | null): number | null {
    if (value === null || (value >= PRICES[0] && value <= PRICES[1])) return value
    this.#options.summary.doubtful += 1
    return null
  }

  #notNegative(value: number | null): number | null {
    if (value === null || (value >= 0 && value <= FIGURES[1])) return value
    this.#options.summary.doubtful += 1
    return null
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

/**
 * When the shares outstanding after a session are known (ours): exchanges print them in the evening, so nothing
 * that is decided at the close may use them.
 */
const flowTime = (tradeDate: TradeDate): EventTime => shanghaiTime(tradeDate, 20, 0)

const isWithin = (value: number, low: number | null, high: number | null): boolean =>
  (low === null || value >= low) && (high === null || value <= high)
