import { CrossWindow } from './cross-window.ts'
import { crossDifference } from './exact/cross-difference.ts'
import { DoubleDouble } from './exact/double-double.ts'
import { ExactSum } from './exact/exact-sum.ts'
import type { Span } from './window.ts'

export type CorrelationSpec = { readonly kind: 'correlation' } & Span
export const correlation = (options: Span): CorrelationSpec => ({ kind: 'correlation', ...options })

const READ = new DoubleDouble()

/** Correlation 相关系数 of two series (Pearson), -1 to 1; null where either is constant. */
export class Correlation extends CrossWindow<CorrelationSpec> {
  readonly #xSquares = new ExactSum()
  readonly #ySquares = new ExactSum()

  constructor(options: Span) {
    super(correlation(options))
  }

  get value(): number | null {
    if (this.ring.present < this.minimum || this.ring.present < 2) return null
    crossDifference(this.ring.present, this.#xSquares, this.x, this.x, READ)
    const x = READ.high
    crossDifference(this.ring.present, this.#ySquares, this.y, this.y, READ)
    const y = READ.high
    if (x <= 0 || y <= 0) return null
    this.readCross(READ)
    return Math.max(-1, Math.min(1, READ.high / Math.sqrt(x) / Math.sqrt(y))) + 0
  }

  clone(): Correlation {
    const copy = new Correlation(this.spec)
    copy.takeSums(this)
    copy.#xSquares.take(this.#xSquares)
    copy.#ySquares.take(this.#ySquares)
    return copy
  }

  protected override enter(slot: number): void {
    super.enter(slot)
    this.#addSquares(slot, 1)
  }

  protected override leave(slot: number): void {
    super.leave(slot)
    this.#addSquares(slot, -1)
  }

  protected override forget(): void {
    super.forget()
    this.#xSquares.clear()
    this.#ySquares.clear()
  }

  #addSquares(slot: number, sign: 1 | -1): void {
    const { x, y } = this.ring
    this.#xSquares.addProductAt(x, x, slot, sign)
    this.#ySquares.addProductAt(y, y, slot, sign)
  }
}
