import type { DelayOptions } from './delay.ts'
import { DelayLine } from './delay-line.ts'

export type DeltaSpec = { readonly kind: 'delta' } & DelayOptions
export const delta = ({ places }: DelayOptions): DeltaSpec => ({ kind: 'delta', places })

/** The newest value less that so many places ago; null where either is. */
export class Delta extends DelayLine<DeltaSpec> {
  constructor(options: DelayOptions) {
    super(delta(options))
  }

  get value(): number | null {
    const difference = this.newest() - this.delayed()
    return Number.isNaN(difference) ? null : difference + 0
  }

  clone(): Delta {
    const copy = new Delta(this.spec)
    copy.ring.take(this.ring)
    return copy
  }
}
