import { LIMITS } from './content-window.ts'
import { exactProduct, ScaledProduct } from './exact/scaled-product.ts'
import { OneSeries } from './one-series.ts'
import { Cut } from './two-stack.ts'
import type { Span } from './window.ts'

export type ProductSpec = { readonly kind: 'product' } & Span
export const product = (options: Span): ProductSpec => ({ kind: 'product', ...options })

const WHOLE = new ScaledProduct()

/** Product of the values, rounded once; null where it is beyond the range of a double. */
export class Product extends OneSeries<ProductSpec> {
  readonly #cut = new Cut()
  readonly #behind = new ScaledProduct()
  #zeros = 0
  #high = new Float64Array(this.ring.capacity)
  #low = new Float64Array(this.ring.capacity)
  #exponent = new Float64Array(this.ring.capacity)

  constructor(options: Span) {
    super(product(options), { limit: LIMITS.values })
  }

  get value(): number | null {
    if (this.ring.present === 0 || this.ring.present < this.minimum) return null
    if (this.#zeros > 0) return 0
    WHOLE.set(this.#behind.high, this.#behind.low, this.#behind.exponent)
    if (this.#cut.before > 0) {
      const { first } = this.ring
      WHOLE.timesScaled(this.#high[first]!, this.#low[first]!, this.#exponent[first]!)
    }
    const value =
      WHOLE.rounded(this.ring.present) ??
      exactProduct(this.ring.numbers().slice(0, this.ring.held).filter(isValue))
    return Number.isFinite(value) ? value : null
  }

  clone(): Product {
    const copy = new Product(this.spec)
    copy.ring.take(this.ring)
    copy.#cut.before = this.#cut.before
    copy.#behind.set(this.#behind.high, this.#behind.low, this.#behind.exponent)
    copy.#zeros = this.#zeros
    copy.#high = this.#high.slice()
    copy.#low = this.#low.slice()
    copy.#exponent = this.#exponent.slice()
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
    if (x === 0) this.#zeros += 1
    else this.#behind.times(x)
  }

  protected evict(): void {
    const { ring } = this
    if (ring.x[ring.drop()] === 0) this.#zeros -= 1
    if (!this.#cut.moves(ring)) return
    WHOLE.reset()
    for (let place = ring.held - 1; place >= 0; place -= 1) {
      const slot = ring.slotOf(place)
      if (isFactor(ring.x[slot]!)) WHOLE.times(ring.x[slot]!)
      this.#high[slot] = WHOLE.high
      this.#low[slot] = WHOLE.low
      this.#exponent[slot] = WHOLE.exponent
    }
    this.#behind.reset()
  }

  protected forget(): void {
    this.#cut.before = 0
    this.#behind.reset()
    this.#zeros = 0
    const { capacity } = this.ring
    if (this.#high.length === capacity) return
    this.#high = new Float64Array(capacity)
    this.#low = new Float64Array(capacity)
    this.#exponent = new Float64Array(capacity)
  }
}

const isValue = (value: number): boolean => !Number.isNaN(value)
const isFactor = (value: number): boolean => isValue(value) && value !== 0
