import { type SpreadOptions, SpreadWindow } from './spread-window.ts'

export type VarianceSpec = { readonly kind: 'variance' } & SpreadOptions
export const variance = (options: SpreadOptions): VarianceSpec => ({ kind: 'variance', ...options })

/** Variance 方差; of a sample unless told otherwise. */
export class Variance extends SpreadWindow<VarianceSpec> {
  constructor(options: SpreadOptions) {
    super(variance(options))
  }

  get value(): number | null {
    return this.variance()
  }

  clone(): Variance {
    const copy = new Variance(this.spec)
    copy.takeSums(this)
    return copy
  }
}
