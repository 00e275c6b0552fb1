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
  /** Values since the last restart: an integer in a field, for the next push waits for what an array has to store. */
  protected seen = 0
  protected readonly minimum: number

  /** `size` numbers of state beside the count of values. */
  constructor(spec: Spec, size: number, minimum: number) {
    this.spec = spec
    this.state = new Float64Array(size)
    this.minimum = minimum
  }

  abstract readonly value: number | null

  /** Values since the last restart. */
  get count(): number {
    return this.seen
  }

  abstract push(value: number | null, time?: number): void

  restart(): void {
    this.seen = 0
    this.state.fill(0)
  }

  snapshot(): Uint8Array {
    return snapshotBytes(this.spec, Float64Array.of(this.seen, ...this.state))
  }

  restore(bytes: Uint8Array): void {
    const numbers = snapshotNumbers(this.spec, bytes)
    if (numbers.length !== this.state.length + 1)
      throw new WindowError(
        'corrupt',
        `A snapshot of ${numbers.length} numbers does not fit ${nameOf(this.spec)}.`,
      )
    this.seen = numbers[0]!
    this.state.set(numbers.subarray(1))
  }

  abstract clone(): RecursiveWindow<Spec>

  protected get isReady(): boolean {
    return this.seen >= this.minimum
  }

  protected takeState(other: RecursiveWindow<Spec>): void {
    this.seen = other.seen
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
export const isAccepted = (value: number): boolean => Math.abs(value) <= MOST

const MOST = LIMITS.values
