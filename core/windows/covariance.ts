import { CrossWindow } from './cross-window.ts'
import { DoubleDouble } from './exact/double-double.ts'
import { checkInteger } from './span-rules.ts'
import type { SpreadOptions } from './spread-window.ts'

export type CovarianceSpec = { readonly kind: 'covariance' } & SpreadOptions
export const covariance = (options: SpreadOptions): CovarianceSpec => ({ kind: 'covariance', ...options })

const READ = new DoubleDouble()

/** Covariance 协方差 of two series; of a sample unless told otherwise. */
export class Covariance extends CrossWindow<CovarianceSpec> {
  readonly #freedom: number

  constructor(options: SpreadOptions) {
    super(covariance(options))
    if (options.freedom !== undefined) checkInteger(this.spec, 'freedom', options.freedom, 0, 1)
    this.#freedom = options.freedom ?? 1
  }

  get value(): number | null {
    const count = this.ring.present
    if (count < this.minimum || count <= this.#freedom) return null
    this.readCross(READ)
    return READ.over(count * (count - this.#freedom)) + 0
  }

  clone(): Covariance {
    const copy = new Covariance(this.spec)
    copy.takeSums(this)
    return copy
  }
}
