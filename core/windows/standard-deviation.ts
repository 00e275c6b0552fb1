import { type SpreadOptions, SpreadWindow } from './spread-window.ts'

export type StandardDeviationSpec = { readonly kind: 'standardDeviation' } & SpreadOptions
export const standardDeviation = (options: SpreadOptions): StandardDeviationSpec => ({
  kind: 'standardDeviation',
  ...options,
})

/** Standard deviation 标准差; of a sample unless told otherwise. */
export class StandardDeviation extends SpreadWindow<StandardDeviationSpec> {
  constructor(options: SpreadOptions) {
    super(standardDeviation(options))
  }

  get value(): number | null {
    const variance = this.variance()
    return variance === null ? null : Math.sqrt(variance)
  }

  clone(): StandardDeviation {
    const copy = new StandardDeviation(this.spec)
    copy.takeSums(this)
    return copy
  }
}
