import { LIMITS } from './content-window.ts'
import { OneSeries } from './one-series.ts'
import { checkInteger } from './span-rules.ts'
import { MAX_LENGTH } from './window.ts'

/** What delay and delta share: the last places, of which only the ends are looked at. */
export abstract class DelayLine<
  Spec extends { readonly kind: string; readonly places: number },
> extends OneSeries<Spec & { readonly length: number }> {
  constructor(spec: Spec) {
    checkInteger(spec, 'places', spec.places, 0, MAX_LENGTH - 1)
    super({ ...spec, length: spec.places + 1, minimum: 1 }, { limit: LIMITS.values })
  }

  /** NaN where there is none, or not yet. */
  protected delayed(): number {
    const { ring } = this
    return ring.held < ring.capacity ? Number.NaN : ring.x[ring.first]!
  }

  push(value: number | null, time?: number): void {
    const { ring } = this
    const x = ring.checked(value)
    ring.moveTo(time)
    while (ring.isOver(time)) this.evict()
    if (ring.isFull) this.enlarge()
    ring.append(x)
  }

  protected enter(): void {}
  protected evict(): void {
    this.ring.drop()
  }
  protected forget(): void {}
}
