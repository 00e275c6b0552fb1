import { WindowError } from '../errors.ts'
import { LIMITS } from './content-window.ts'
import { snapshotBytes, snapshotNumbers } from './snapshot-bytes.ts'
import { nameOf } from './span-rules.ts'
import type { SeriesWindow } from './window.ts'

/**
 * A statistic over everything since the last restart, which goes on from a few numbers: its result is a function of
 * the values since then, nulls left out. A null changes nothing. Each kind has a `push` of its own (see `Ring`).
 */
export abstract class RecursiveWindow<Spec extends { readonly kind: string }> implements SeriesWindow {
  readonly spec: Spec
  protected readonly state: Float64Array
  readonly #minimum: number

  /** `size` numbers beside the count of values. */
  constructor(spec: Spec, size: number, minimum: number) {
    this.spec = spec
    this.state = new Float64Array(size + 1)
    this.#minimum = minimum
  }

  abstract readonly value: number | null

  /** Values since the last restart. */
  get count(): number {
    return this.state[0]!
  }

  abstract push(value: number | null, time?: number): void

  restart(): void {
    this.state.fill(0)
  }

  snapshot(): Uint8Array {
    return snapshotBytes(this.spec, this.state)
  }

  restore(bytes: Uint8Array): void {
    const numbers = snapshotNumbers(this.spec, bytes)
    if (numbers.length !== this.state.length)
      throw new WindowError(
        'corrupt',
        `A snapshot of ${numbers.length} numbers does not fit ${nameOf(this.spec)}.`,
      )
    this.state.set(numbers)
  }

  abstract clone(): RecursiveWindow<Spec>

  protected get isReady(): boolean {
    return this.state[0]! >= this.#minimum
  }

  protected takeState(other: RecursiveWindow<Spec>): void {
    this.state.set(other.state)
  }

  /** @throws RangeError for what is no value */
  protected refuse(value: number): never {
    throw new RangeError(
      `Window ${nameOf(this.spec)}: ${value} is no value within ±${LIMITS.values}; push null where there is none.`,
    )
  }
}

/** Whether a recursive window takes a value. */
export const isAccepted = (value: number): boolean => Math.abs(value) <= LIMITS.values
