import type { InstrumentSymbol } from '../market/instrument-symbol.ts'

/** A benchmark held from a strategy's first decision on, without cost. */
export interface Benchmark {
  readonly symbol: InstrumentSymbol
  /** Its value and its price when it was taken up; null until it has a price. */
  readonly anchorNav: number
  readonly anchorPrice: number | null
  /** Its value at the last close; null until it has a price. */
  readonly nav: number | null
}

/** Takes up a benchmark at its last known close; one that takes another's place goes on from its value. */
export function benchmarkFrom(
  symbol: InstrumentSymbol | null,
  price: number | null,
  before: Benchmark | null,
): Benchmark | null {
  if (symbol === null) return null
  if (before?.symbol === symbol) return before
  const anchorNav = before?.nav ?? 1
  return { symbol, anchorNav, anchorPrice: price, nav: price === null ? null : anchorNav }
}

/** The benchmark at a close; the last price known, if it has none of that session. */
export function benchmarkAt(benchmark: Benchmark, price: number | null): Benchmark {
  if (price === null) return benchmark
  const anchorPrice = benchmark.anchorPrice ?? price
  return { ...benchmark, anchorPrice, nav: benchmark.anchorNav * (price / anchorPrice) }
}
