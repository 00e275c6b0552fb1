/** Parameters of a divergence monitor, in bars. */
export interface DivergenceRule {
  /** A bar is extreme when its close is the highest (lowest) of so many bars, itself included. */
  readonly extremeOver: number
  /** An earlier extreme bar counts if it is at least so many bars back ... */
  readonly nearest: number
  /** ... and at most so many. */
  readonly farthest: number
  /** A divergence stands for so many bars, its own included. */
  readonly validFor: number
}

/** Our choice for a method that was not published (domain reference C13). */
export const DIVERGENCE_RULE: DivergenceRule = { extremeOver: 20, nearest: 5, farthest: 60, validFor: 5 }

/** One bar of any period, with the figures that the monitor needs of it. */
export interface DivergenceBar {
  readonly close: number
  /** EMA12 - EMA26 of the closes (DIF). */
  readonly dif: number
  readonly highest: boolean
  readonly lowest: boolean
}

export type Divergence = 'top' | 'bottom'

/** A bar whose close was the highest (lowest) of its window, counted from the first bar. */
export interface ExtremeBar {
  readonly bar: number
  readonly close: number
  readonly dif: number
}

/** What a monitor remembers between bars; immutable. */
export interface DivergenceMemory {
  /** Number of the next bar. */
  readonly next: number
  readonly highs: readonly ExtremeBar[]
  readonly lows: readonly ExtremeBar[]
  /** The divergence seen last, and at which bar. */
  readonly last: Divergence | null
  readonly lastBar: number
}

export const NO_BARS: DivergenceMemory = { next: 0, highs: [], lows: [], last: null, lastBar: 0 }

export interface DivergenceStep {
  readonly memory: DivergenceMemory
  /** Seen at this bar. */
  readonly fired: Divergence | null
  /** Stands at this bar: seen here or up to `validFor - 1` bars before. */
  readonly stands: Divergence | null
}

/**
 * Takes the next bar. Top divergence 顶背离: a highest close above that of the last highest bar which lies far
 * enough back, while DIF, positive then, is lower now; bottom divergence 底背离 is its mirror image.
 */
export function takeBar(
  memory: DivergenceMemory,
  bar: DivergenceBar,
  rule: DivergenceRule = DIVERGENCE_RULE,
): DivergenceStep {
  const at = memory.next
  const fired = firedAt(memory, bar, at, rule)
  const last = fired ?? memory.last
  const lastBar = fired === null ? memory.lastBar : at
  const extreme = { bar: at, close: bar.close, dif: bar.dif }
  const remembered = (bars: readonly ExtremeBar[], isExtreme: boolean): readonly ExtremeBar[] =>
    [...bars, ...(isExtreme ? [extreme] : [])].filter((each) => each.bar > at - rule.farthest)
  return {
    memory: {
      next: at + 1,
      highs: remembered(memory.highs, bar.highest),
      lows: remembered(memory.lows, bar.lowest),
      last,
      lastBar,
    },
    fired,
    stands: last !== null && at - lastBar < rule.validFor ? last : null,
  }
}

function firedAt(
  { highs, lows }: DivergenceMemory,
  { close, dif, highest, lowest }: DivergenceBar,
  at: number,
  { nearest }: DivergenceRule,
): Divergence | null {
  const before = (bars: readonly ExtremeBar[]): ExtremeBar | undefined =>
    bars.findLast(({ bar }) => bar <= at - nearest)
  const high = highest ? before(highs) : undefined
  if (high !== undefined && high.dif > 0 && dif < high.dif && close > high.close) return 'top'
  const low = lowest ? before(lows) : undefined
  if (low !== undefined && low.dif < 0 && dif > low.dif && close < low.close) return 'bottom'
  return null
}
