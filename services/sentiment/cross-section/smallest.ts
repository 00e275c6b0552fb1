import type { Candidate } from './stores.ts'

/**
 * Keeps the smallest companies of any number that are offered, in a heap with the largest of them on top: most
 * companies are larger and cost one comparison.
 */
export class Smallest {
  readonly #count: number
  readonly #ceiling: number
  readonly #heap: Candidate[] = []

  /** @param ceiling larger companies are not taken; they may be missing then (`isShort`) */
  constructor(count: number, ceiling = Number.POSITIVE_INFINITY) {
    this.#count = count
    this.#ceiling = ceiling
  }

  /** Whether a company of this capitalisation could still be among them. */
  admits(cap: number): boolean {
    return cap <= this.#ceiling && (this.#heap.length < this.#count || cap <= this.#heap[0]!.cap)
  }

  /** Fewer than there should be, and larger ones were not taken. */
  get isShort(): boolean {
    return this.#heap.length < this.#count && this.#ceiling < Number.POSITIVE_INFINITY
  }

  offer(candidate: Candidate): void {
    const heap = this.#heap
    if (heap.length < this.#count) {
      heap.push(candidate)
      this.#rise(heap.length - 1)
    } else if (bySize(candidate, heap[0]!) < 0) {
      heap[0] = candidate
      this.#sink()
    }
  }

  /** Rising by capitalisation, then instrument. */
  sorted(): Candidate[] {
    return [...this.#heap].sort(bySize)
  }

  #rise(from: number): void {
    const heap = this.#heap
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (bySize(heap[at]!, heap[parent]!) <= 0) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= heap.length) return
      const right = left + 1
      const larger = right < heap.length && bySize(heap[right]!, heap[left]!) > 0 ? right : left
      if (bySize(heap[larger]!, heap[at]!) <= 0) return
      this.#swap(at, larger)
      at = larger
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    const kept = heap[a]!
    heap[a] = heap[b]!
    heap[b] = kept
  }
}

/** Companies of equal size in the order of their codes, so that nothing depends on who came first. */
export const bySize = (a: Candidate, b: Candidate): number =>
  a.cap - b.cap || (a.instrument < b.instrument ? -1 : a.instrument > b.instrument ? 1 : 0)
