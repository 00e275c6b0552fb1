import { checkedEma, type EmaOptions } from './ema.ts'
import { SMOOTHING_STATE, smooth } from './exponential-smoothing.ts'
import { isAccepted, RecursiveWindow } from './recursive-window.ts'
import { invalidSpec } from './span-rules.ts'

export type DemaOptions = Omit<EmaOptions, 'seed'>
export type DemaSpec = { readonly kind: 'dema' } & DemaOptions
export type TemaSpec = { readonly kind: 'tema' } & DemaOptions
export const dema = (options: DemaOptions): DemaSpec => ({ kind: 'dema', ...options })
export const tema = (options: DemaOptions): TemaSpec => ({ kind: 'tema', ...options })

/** An average of an average of an average, each begun at its first value. */
abstract class SmoothedAgain<Spec extends DemaSpec | TemaSpec> extends RecursiveWindow<Spec> {
  readonly #rule: ReturnType<typeof checkedEma>
  readonly #times: 2 | 3

  constructor(spec: Spec, times: 2 | 3) {
    if ('seed' in spec) throw invalidSpec(spec, 'it begins at the first value and takes no seed')
    const rule = checkedEma(spec)
    super(spec, times * SMOOTHING_STATE, rule.minimum)
    this.#rule = rule
    this.#times = times
  }

  /** The average taken once (0), twice (1) or three times (2). */
  protected average(again: number): number {
    return this.state[again * SMOOTHING_STATE]!
  }

  push(value: number | null): void {
    if (value === null) return
    if (!isAccepted(value)) this.refuse(value)
    this.accept(value + 0)
    this.seen += 1
  }

  /** Takes the next value; `count` is still that of the values before. */
  protected accept(value: number): void {
    let next = value
    for (let again = 0; again < this.#times; again += 1) {
      smooth(this.state, again * SMOOTHING_STATE, this.count, next, this.#rule)
      next = this.average(again)
    }
  }
}

/** Double exponential moving average: 2 EMA - EMA of EMA. */
export class Dema extends SmoothedAgain<DemaSpec> {
  constructor(options: DemaOptions) {
    super(dema(options), 2)
  }

  get value(): number | null {
    return this.isReady ? 2 * this.average(0) - this.average(1) : null
  }

  clone(): Dema {
    const copy = new Dema(this.spec)
    copy.takeState(this)
    return copy
  }
}

/** Triple exponential moving average: 3 EMA - 3 EMA of EMA + EMA of EMA of EMA. */
export class Tema extends SmoothedAgain<TemaSpec> {
  constructor(options: DemaOptions) {
    super(tema(options), 3)
  }

  get value(): number | null {
    return this.isReady ? 3 * this.average(0) - 3 * this.average(1) + this.average(2) : null
  }

  clone(): Tema {
    const copy = new Tema(this.spec)
    copy.takeState(this)
    return copy
  }
}
