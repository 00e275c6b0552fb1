import { type Seed, SMOOTHING_STATE, smooth } from './exponential-smoothing.ts'
import { isAccepted, RecursiveWindow } from './recursive-window.ts'
import { checkChoice, checkInteger, invalidSpec } from './span-rules.ts'
import { MAX_LENGTH } from './window.ts'

export interface EmaOptions {
  readonly length: number
  /** Weight of the newest value; 2 / (length + 1) unless told otherwise (Wilder: 1 / length). */
  readonly alpha?: number
  /** `first` unless told otherwise. */
  readonly seed?: Seed
  /** Values below which there is no result; `length` unless told otherwise. */
  readonly minimum?: number
}
export type EmaSpec = { readonly kind: 'ema' } & EmaOptions
export const ema = (options: EmaOptions): EmaSpec => ({ kind: 'ema', ...options })

/** Options of an exponential average as they are used. @throws WindowError `invalidSpec` */
export function checkedEma(
  spec: EmaOptions & { readonly kind: string },
): Required<Pick<EmaOptions, 'length' | 'alpha' | 'seed' | 'minimum'>> {
  const { length, alpha = 2 / (length + 1), seed = 'first', minimum = length } = spec
  checkChoice(spec, 'seed', seed, ['first', 'mean', 'adjusted'])
  checkInteger(spec, 'length', length, 1, MAX_LENGTH)
  checkInteger(spec, 'minimum', minimum, 1, MAX_LENGTH)
  if (!(alpha > 0 && alpha <= 1)) throw invalidSpec(spec, 'alpha has to be greater than 0 and at most 1')
  return { length, alpha, seed, minimum: seed === 'mean' ? Math.max(minimum, length) : minimum }
}

/** Exponential moving average 指数移动平均. */
export class Ema extends RecursiveWindow<EmaSpec> {
  readonly #rule: ReturnType<typeof checkedEma>
  readonly #alpha: number
  /** Values after which one is like the other: its beginning is more than its first value unless the seed is that. */
  readonly #beginning: number

  constructor(options: EmaOptions) {
    const spec = ema(options)
    const rule = checkedEma(spec)
    super(spec, SMOOTHING_STATE, rule.minimum)
    this.#rule = rule
    this.#alpha = rule.alpha
    this.#beginning = rule.seed === 'first' ? 1 : Number.MAX_SAFE_INTEGER
  }

  get value(): number | null {
    return this.seen >= this.minimum ? this.state[0]! : null
  }

  clone(): Ema {
    const copy = new Ema(this.spec)
    copy.takeState(this)
    return copy
  }

  push(value: number | null): void {
    if (value === null) return
    if (!isAccepted(value)) this.refuse(value)
    const { state, seen } = this
    this.seen = seen + 1
    if (seen >= this.#beginning) {
      const before = state[0]!
      state[0] = before + this.#alpha * (value - before)
    } else smooth(state, 0, seen, value + 0, this.#rule)
  }
}
