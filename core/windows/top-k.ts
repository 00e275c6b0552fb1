import { OrderWindow } from './order-window.ts'
import { checkChoice, checkInteger } from './span-rules.ts'
import { MAX_LENGTH, type Span } from './window.ts'

/** The `k` greatest values, or the least ones. */
export type TopKOptions = Span & { readonly k: number; readonly order?: 'greatest' | 'least' }
export type TopKSpec = { readonly kind: 'topK' } & TopKOptions
export const topK = (options: TopKOptions): TopKSpec => ({ kind: 'topK', ...options })

/** The k greatest (or least) values of the window; its value is the k-th of them, null where there are fewer. */
export class TopK extends OrderWindow<TopKSpec> {
  constructor(options: TopKOptions) {
    super(topK(options))
    checkChoice(this.spec, 'order', options.order, ['greatest', 'least'])
    checkInteger(this.spec, 'k', options.k, 1, 'length' in options ? options.length : MAX_LENGTH)
  }

  get value(): number | null {
    return this.isReady && this.ring.present >= this.spec.k ? this.#ranked(this.spec.k - 1) : null
  }

  /** The first of them first; as many as there are, none below the minimum count. */
  values(): number[] {
    const length = this.isReady ? Math.min(this.spec.k, this.ring.present) : 0
    return Array.from({ length }, (_, rank) => this.#ranked(rank))
  }

  clone(): TopK {
    const copy = new TopK(this.spec)
    copy.takeSorted(this)
    return copy
  }

  #ranked(rank: number): number {
    return this.sorted.at(this.spec.order === 'least' ? rank : this.ring.present - 1 - rank)
  }
}
