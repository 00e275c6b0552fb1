import { LIMITS } from './content-window.ts'
import { drawdownDepth } from './drawdown-depth.ts'
import { OneSeries } from './one-series.ts'
import { Cut } from './two-stack.ts'
import type { Span } from './window.ts'

export type MaxDrawdownSpec = { readonly kind: 'maxDrawdown' } & Span
export const maxDrawdown = (options: Span): MaxDrawdownSpec => ({ kind: 'maxDrawdown', ...options })

/**
 * Deepest drawdown 最大回撤 within the window: the least of `later / earlier - 1`, a fraction from -1 to 0. Values have to
 * be positive.
 *
 * Two stretches that follow each other have the deepest of either, or that from the first's greatest value to the
 * second's least.
 */
export class MaxDrawdown extends OneSeries<MaxDrawdownSpec> {
  readonly #cut = new Cut()
  /** From the place in a slot up to the cut. */
  #greatest = new Float64Array(this.ring.capacity)
  #deepest = new Float64Array(this.ring.capacity)
  #behindGreatest = 0
  #behindLeast = Number.POSITIVE_INFINITY
  #behindDeepest = 0

  constructor(options: Span) {
    super(maxDrawdown(options), { limit: LIMITS.values, positive: true })
  }

  get value(): number | null {
    if (this.ring.present === 0 || this.ring.present < this.minimum) return null
    let deepest = this.#behindDeepest
    if (this.#cut.before > 0) {
      const { first } = this.ring
      deepest = Math.min(
        deepest,
        this.#deepest[first]!,
        deepestBetween(this.#behindLeast, this.#greatest[first]!),
      )
    }
    return deepest
  }

  clone(): MaxDrawdown {
    const copy = new MaxDrawdown(this.spec)
    copy.ring.take(this.ring)
    copy.#cut.before = this.#cut.before
    copy.#greatest = this.#greatest.slice()
    copy.#deepest = this.#deepest.slice()
    copy.#behindGreatest = this.#behindGreatest
    copy.#behindLeast = this.#behindLeast
    copy.#behindDeepest = this.#behindDeepest
    return copy
  }

  push(value: number | null, time?: number): void {
    const { ring } = this
    const x = ring.checked(value)
    ring.moveTo(time)
    while (ring.isOver(time)) this.evict()
    if (ring.isFull) this.enlarge()
    if (ring.append(x)) this.enter(ring.last)
  }

  protected enter(slot: number): void {
    const x = this.ring.x[slot]!
    this.#behindGreatest = Math.max(this.#behindGreatest, x)
    this.#behindLeast = Math.min(this.#behindLeast, x)
    this.#behindDeepest = Math.min(this.#behindDeepest, drawdownDepth(x, this.#behindGreatest))
  }

  protected evict(): void {
    const { ring } = this
    ring.drop()
    if (!this.#cut.moves(ring)) return
    let greatest = 0
    let least = Number.POSITIVE_INFINITY
    let deepest = 0
    for (let place = ring.held - 1; place >= 0; place -= 1) {
      const slot = ring.slotOf(place)
      const x = ring.x[slot]!
      if (!Number.isNaN(x)) {
        deepest = Math.min(deepest, deepestBetween(least, x))
        greatest = Math.max(greatest, x)
        least = Math.min(least, x)
      }
      this.#greatest[slot] = greatest
      this.#deepest[slot] = deepest
    }
    this.#forgetBehind()
  }

  protected forget(): void {
    this.#cut.before = 0
    this.#forgetBehind()
    const { capacity } = this.ring
    if (this.#greatest.length === capacity) return
    this.#greatest = new Float64Array(capacity)
    this.#deepest = new Float64Array(capacity)
  }

  #forgetBehind(): void {
    this.#behindGreatest = 0
    this.#behindLeast = Number.POSITIVE_INFINITY
    this.#behindDeepest = 0
  }
}

const deepestBetween = (least: number, greatest: number): number =>
  least < greatest ? drawdownDepth(least, greatest) : 0
