import { LIMITS } from './content-window.ts'
import { crossDifference } from './exact/cross-difference.ts'
import { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import { thirdDifference } from './exact/third-difference.ts'
import { OneSeries } from './one-series.ts'
import type { Span } from './window.ts'

export type SkewnessSpec = { readonly kind: 'skewness' } & Span
export const skewness = (options: Span): SkewnessSpec => ({ kind: 'skewness', ...options })

const READ = new DoubleDouble()

/**
 * Skewness 偏度 of a sample, adjusted Fisher-Pearson (as pandas and Excel). Null for fewer than three values, and where
 * all are equal.
 */
export class Skewness extends OneSeries<SkewnessSpec> {
  readonly #sum = new ExactSum(this.most)
  readonly #squares = new ExactSum()
  readonly #cubes = new ExactSum()

  constructor(options: Span) {
    super(skewness(options), { limit: LIMITS.triples })
  }

  get value(): number | null {
    const count = this.ring.present
    if (count < this.minimum || count < 3) return null
    crossDifference(count, this.#squares, this.#sum, this.#sum, READ)
    const second = READ.high
    if (second <= 0) return null
    const third = thirdDifference(count, this.#cubes, this.#squares, this.#sum)
    const population = third / second / Math.sqrt(second)
    return (population * Math.sqrt(count * (count - 1))) / (count - 2) + 0
  }

  clone(): Skewness {
    const copy = new Skewness(this.spec)
    copy.ring.take(this.ring)
    copy.#sum.take(this.#sum)
    copy.#squares.take(this.#squares)
    copy.#cubes.take(this.#cubes)
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
    this.#add(slot, 1)
  }

  protected evict(): void {
    const slot = this.ring.drop()
    if (this.ring.hasValue(slot)) this.#add(slot, -1)
  }

  protected forget(): void {
    this.#sum.clear()
    this.#squares.clear()
    this.#cubes.clear()
  }

  #add(slot: number, sign: 1 | -1): void {
    const { x } = this.ring
    this.#sum.addAt(x, slot, sign)
    this.#squares.addProductAt(x, x, slot, sign)
    this.#cubes.addCubeAt(x, slot, sign)
  }
}
