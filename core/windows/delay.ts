import { DelayLine } from './delay-line.ts'

export interface DelayOptions {
  /** 0 is the value itself. */
  readonly places: number
}
export type DelaySpec = { readonly kind: 'delay' } & DelayOptions
export const delay = ({ places }: DelayOptions): DelaySpec => ({ kind: 'delay', places })

/** The value so many places ago; null where that was null, or nothing is so old. */
export class Delay extends DelayLine<DelaySpec> {
  constructor(options: DelayOptions) {
    super(delay(options))
  }

  get value(): number | null {
    const delayed = this.delayed()
    return Number.isNaN(delayed) ? null : delayed
  }

  clone(): Delay {
    const copy = new Delay(this.spec)
    copy.ring.take(this.ring)
    return copy
  }
}
