import { marketClose } from '../../../../core/market/market-close.ts'
import { addDays, dayOfWeek, shanghaiTime, type TradeDate } from '../../../../core/market/trade-date.ts'
import type { MappingConfiguration } from '../mapping-configuration.ts'
import { type Close, isUs, SESSIONS } from './small-mapping.ts'

/** Figures of both strategies and of the linkage, from whole arrays of closes and nothing else. */
export class NaiveMapping {
  readonly #closes: readonly Close[]
  readonly #configuration: MappingConfiguration

  constructor(closes: readonly Close[], configuration: MappingConfiguration) {
    this.#closes = closes
    this.#configuration = configuration
  }

  /** Saturdays 06:00 before a week with a session, with the last session before them. */
  decisions(): { readonly saturday: TradeDate; readonly time: number; readonly tradeDate: TradeDate }[] {
    const saturdays: TradeDate[] = []
    for (let day = SESSIONS[0]!; day < SESSIONS.at(-1)!; day = addDays(day, 1))
      if (dayOfWeek(day) === 6) saturdays.push(day)
    return saturdays.flatMap((saturday) => {
      const isOpen = SESSIONS.some((session) => session > saturday && session <= addDays(saturday, 7))
      const tradeDate = SESSIONS.findLast((session) => session < saturday)
      return isOpen && tradeDate !== undefined
        ? [{ saturday, time: shanghaiTime(saturday, 6, 0), tradeDate }]
        : []
    })
  }

  /** Excess return and percentile of a series as known at a moment; null where the window is too short. */
  ranked(names: readonly string[], lag: number, time: number) {
    const market = isUs(names[0]!) ? 'US' : 'CN'
    const series = this.#levels(names, time)
    const excess = series.map(({ date, level }, at) => {
      const then = series[at - lag]
      if (then === undefined) return null
      const benchmark =
        market === 'US'
          ? this.#configuration.usBenchmark
          : this.#configuration.benchmarks.findLast(({ from }) => from <= date)!.symbol
      return level / then.level - this.#on(benchmark, date)! / this.#on(benchmark, then.date)!
    })
    const length = this.#configuration.year[market]
    const year = excess.slice(-length).filter((value) => value !== null)
    const last = excess.at(-1) ?? null
    const percentile =
      last === null || year.length < 0.6 * length
        ? null
        : (100 * year.filter((value) => value <= last).length) / year.length
    return { excess: last, percentile, date: series.at(-1)?.date }
  }

  /** Both correlations at the close of a session. */
  correlations(session: TradeDate) {
    const { linkage } = this.#configuration
    const held = SESSIONS.filter((each) => each <= session)
    const basket = this.#levels(linkage.basket, Number.POSITIVE_INFINITY)
    let level = 1
    const rows = held.map((date, at) => {
      const before = held[at - 1]
      const { members } = linkage.composite.findLast(({ from }) => from <= date)!
      const cnReturn =
        before === undefined
          ? null
          : mean(members.map((symbol) => this.#on(symbol, date)! / this.#on(symbol, before)! - 1))
      level *= 1 + (cnReturn ?? 0)
      const us = basket.findLast((each) => each.date < date)
      const usBefore = before === undefined ? undefined : basket.findLast((each) => each.date < before)
      const usReturn =
        us === undefined || usBefore === undefined || us.date === usBefore.date
          ? null
          : us.level / usBefore.level - 1
      return { level, us: us?.level ?? null, cnReturn, usReturn }
    })
    const window = rows.slice(-linkage.window)
    const levels = window.flatMap(({ level, us }) => (us === null ? [] : [[level, us] as const]))
    const returns = window.flatMap(({ cnReturn, usReturn }) =>
      cnReturn === null || usReturn === null ? [] : [[cnReturn, usReturn] as const],
    )
    const least = 0.6 * linkage.window
    return {
      corrLevel: levels.length < least ? null : pearson(levels),
      corrReturn: returns.length < least ? null : pearson(returns),
    }
  }

  /** A series, or the equal-weight chain of several, as known at a moment. */
  #levels(names: readonly string[], time: number): { readonly date: TradeDate; readonly level: number }[] {
    const known = this.#closes.filter(
      ({ symbol, date }) => symbol === names[0] && marketClose(isUs(symbol) ? 'US' : 'CN', date) <= time,
    )
    if (names.length === 1) return known.map(({ date, close }) => ({ date, level: close }))
    let level = 1
    return known.map(({ date }, at) => {
      const before = known[at - 1]?.date
      if (before !== undefined)
        level *= 1 + mean(names.map((name) => this.#on(name, date)! / this.#on(name, before)! - 1))
      return { date, level }
    })
  }

  #on(symbol: string, date: TradeDate): number | undefined {
    return this.#closes.find((each) => each.symbol === symbol && each.date === date)?.close
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function pearson(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))]
  const sum = (of: (x: number, y: number) => number): number =>
    pairs.reduce((total, [a, b]) => total + of(a - x, b - y), 0)
  return sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b))
}
