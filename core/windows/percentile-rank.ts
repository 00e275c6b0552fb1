import { comparable } from '../statistics/percentile-rank.ts'
import { OrderWindow } from './order-window.ts'
import { percentOf, RANK_RULES, type RankRule } from './rank-rule.ts'
import { checkChoice } from './span-rules.ts'
import type { Span } from './window.ts'

/** `weak` unless told otherwise; the minimum is 60% of the length unless told otherwise (domain reference D7). */
export type PercentileRankOptions = Span & { readonly rule?: RankRule }
export type PercentileRankSpec = { readonly kind: 'percentileRank' } & PercentileRankOptions
export const percentileRank = (options: PercentileRankOptions): PercentileRankSpec => ({
  kind: 'percentileRank',
  ...options,
})

const MINIMUM_FILL = { numerator: 60, denominator: 100 }
const sixtyPercent = (length: number): number =>
  Math.ceil((length * MINIMUM_FILL.numerator) / MINIMUM_FILL.denominator)

/**
 * Percentile rank 分位数 of the newest value within the window, itself included, 0 to 100 (domain reference D7).
 * Values are compared after rounding to 1e-12 of themselves. Null where the newest place has no value.
 */
export class PercentileRank extends OrderWindow<PercentileRankSpec> {
  readonly #rule: RankRule

  constructor(options: PercentileRankOptions) {
    super(percentileRank(options), sixtyPercent)
    checkChoice(this.spec, 'rule', options.rule, RANK_RULES)
    this.#rule = options.rule ?? 'weak'
  }

  get value(): number | null {
    const newest = this.newest()
    if (!this.isReady || Number.isNaN(newest)) return null
    const target = comparable(newest)
    const rule = this.#rule
    const below = rule === 'weak' ? 0 : this.sorted.below(target)
    const atOrBelow = rule === 'strict' || rule === 'excel' ? 0 : this.sorted.atOrBelow(target)
    return percentOf(rule, below, atOrBelow, this.ring.present)
  }

  clone(): PercentileRank {
    const copy = new PercentileRank(this.spec)
    copy.takeSorted(this)
    return copy
  }

  protected override enter(slot: number): void {
    this.sorted.insert(comparable(this.ring.x[slot]!))
  }

  protected override leave(slot: number): void {
    this.sorted.remove(comparable(this.ring.x[slot]!))
  }
}
