import { deviation } from './exact/cross-difference.ts'
import { type SpreadOptions, SpreadWindow } from './spread-window.ts'

export type ZScoreSpec = { readonly kind: 'zScore' } & SpreadOptions
export const zScore = (options: SpreadOptions): ZScoreSpec => ({ kind: 'zScore', ...options })

/**
 * How many standard deviations the newest value stands from the mean of the window, itself included. Null where the
 * newest place has no value, and where all values are equal.
 */
export class ZScore extends SpreadWindow<ZScoreSpec> {
  constructor(options: SpreadOptions) {
    super(zScore(options))
  }

  get value(): number | null {
    const newest = this.newest()
    const variance = this.variance()
    if (variance === null || variance === 0 || Number.isNaN(newest)) return null
    return deviation(this.ring.present, newest, this.sum) / this.ring.present / Math.sqrt(variance)
  }

  clone(): ZScore {
    const copy = new ZScore(this.spec)
    copy.takeSums(this)
    return copy
  }
}
