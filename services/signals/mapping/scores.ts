/** Figures of a pair on the day of the decision; null where a window is too short or a series is missing. */
export interface PairFigures {
  /** Place in the pair table. */
  readonly number: number
  /** Percentile of the US counterpart's excess return within its past year, 0..100. */
  readonly qUs: number | null
  /** The same of the Chinese industry. */
  readonly qCn: number | null
  /** The counterpart's excess return. */
  readonly excessUs: number | null
  /** The Chinese industry has a price at which it can be bought. */
  readonly tradable: boolean
}

/** A pair's score and what comes of it. */
export interface Scored {
  readonly number: number
  readonly score: number | null
  /** Place from 1 among the pairs with a score. */
  readonly rank: number | null
  readonly held: boolean
}

/**
 * Oversold rebound 超跌反弹 [S0, 2.2; domain.md C4]: US percentile less Chinese percentile, so high where China lags.
 * The first `holdings` are held if their score is above 0; ties by the higher US excess return, then by number.
 */
export function scoreOversold(pairs: readonly PairFigures[], holdings: number): readonly Scored[] {
  const score = ({ qUs, qCn, tradable }: PairFigures): number | null =>
    qUs === null || qCn === null || !tradable ? null : qUs - qCn
  return scored(pairs, score, (score, rank) => rank <= holdings && score > 0)
}

/** Strong mapping 强势映射 [S0, 2.2; domain.md C4]: the Chinese industries of the counterparts with the highest percentile. */
export function scoreStrong(pairs: readonly PairFigures[], holdings: number): readonly Scored[] {
  const score = ({ qUs, tradable }: PairFigures): number | null => (tradable ? qUs : null)
  return scored(pairs, score, (_score, rank) => rank <= holdings)
}

function scored(
  pairs: readonly PairFigures[],
  scoreOf: (pair: PairFigures) => number | null,
  isHeld: (score: number, rank: number) => boolean,
): readonly Scored[] {
  const ranked = pairs
    .flatMap((pair) => {
      const score = scoreOf(pair)
      return score === null ? [] : [{ ...pair, score, excess: pair.excessUs ?? Number.NEGATIVE_INFINITY }]
    })
    .sort((a, b) => b.score - a.score || compare(b.excess, a.excess) || a.number - b.number)
  const ranks = new Map(ranked.map(({ number, score }, at) => [number, { score, rank: at + 1 }]))
  return pairs.map(({ number }) => {
    const place = ranks.get(number)
    if (place === undefined) return { number, score: null, rank: null, held: false }
    return { number, ...place, held: isHeld(place.score, place.rank) }
  })
}

/** Infinities are equal to themselves here. */
const compare = (a: number, b: number): number => (a === b ? 0 : a - b)
