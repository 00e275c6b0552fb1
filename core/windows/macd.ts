import { type Seed, SMOOTHING_STATE, smooth } from './exponential-smoothing.ts'
import { isAccepted, RecursiveWindow } from './recursive-window.ts'
import { checkChoice, checkInteger, invalidSpec } from './span-rules.ts'
import { MAX_LENGTH } from './window.ts'

export interface MacdOptions {
  /** 12, 26 and 9 unless told otherwise. */
  readonly fast?: number
  readonly slow?: number
  readonly signal?: number
  /** Which line `value` is; `dif` unless told otherwise. */
  readonly line?: 'dif' | 'dea' | 'histogram'
  /** `first` unless told otherwise. */
  readonly seed?: 'first' | 'mean'
  /** The histogram is so many times `dif - dea`: 2 unless told otherwise, as the market's charts show it. */
  readonly scale?: number
  /** Values below which there is no result; `slow` unless told otherwise, `slow + signal - 1` for the other lines. */
  readonly minimum?: number
}
export type MacdSpec = { readonly kind: 'macd' } & MacdOptions
export const macd = (options: MacdOptions = {}): MacdSpec => ({ kind: 'macd', ...options })

const SLOW = SMOOTHING_STATE
const SIGNAL = SLOW + SMOOTHING_STATE

/** MACD 指数平滑异同移动平均线: `dif` = fast EMA - slow EMA, `dea` = EMA of `dif`. */
export class Macd extends RecursiveWindow<MacdSpec> {
  readonly #fast: Smoothing
  readonly #slow: Smoothing
  readonly #signal: Smoothing
  readonly #scale: number

  constructor(options: MacdOptions = {}) {
    const spec = macd(options)
    const { fast = 12, slow = 26, signal = 9, seed = 'first', scale = 2, line = 'dif' } = options
    for (const [name, length] of Object.entries({ fast, slow, signal }))
      checkInteger(spec, name, length, 1, MAX_LENGTH)
    checkChoice(spec, 'line', line, ['dif', 'dea', 'histogram'])
    checkChoice(spec, 'seed', seed, ['first', 'mean'])
    if (fast >= slow) throw invalidSpec(spec, `fast (${fast}) has to be less than slow (${slow})`)
    if (!Number.isFinite(scale)) throw invalidSpec(spec, 'scale has to be finite')
    const minimum = options.minimum ?? (line === 'dif' ? slow : slow + signal - 1)
    checkInteger(spec, 'minimum', minimum, 1, MAX_LENGTH)
    super(spec, 3 * SMOOTHING_STATE, minimum)
    this.#fast = smoothing(fast, seed)
    this.#slow = smoothing(slow, seed)
    this.#signal = smoothing(signal, seed)
    this.#scale = scale
  }

  get value(): number | null {
    return this[this.spec.line ?? 'dif']
  }

  get dif(): number | null {
    const begun = this.#slow.seed === 'mean' ? this.#slow.length : 1
    const least = (this.spec.line ?? 'dif') === 'dif' ? this.minimum : begun
    return this.count < Math.max(least, begun) ? null : this.#difference
  }

  get dea(): number | null {
    const begun = this.#slow.seed === 'mean' ? this.#slow.length + this.#signal.length - 1 : 1
    const least = (this.spec.line ?? 'dif') === 'dif' ? begun : this.minimum
    return this.count < Math.max(least, begun) ? null : this.state[SIGNAL]!
  }

  get histogram(): number | null {
    const { dea } = this
    return dea === null ? null : this.#scale * (this.#difference - dea)
  }

  clone(): Macd {
    const copy = new Macd(this.spec)
    copy.takeState(this)
    return copy
  }

  push(value: number | null): void {
    if (value === null) return
    if (!isAccepted(value)) this.refuse(value)
    this.accept(value + 0)
    this.seen += 1
  }

  /** Takes the next value; `count` is still that of the values before. */
  protected accept(value: number): void {
    const { count } = this
    smooth(this.state, 0, count, value, this.#fast)
    smooth(this.state, SLOW, count, value, this.#slow)
    const before = this.#slow.seed === 'mean' ? this.#slow.length - 1 : 0
    if (count >= before) smooth(this.state, SIGNAL, count - before, this.#difference, this.#signal)
  }

  get #difference(): number {
    return this.state[0]! - this.state[SLOW]!
  }
}

interface Smoothing {
  readonly length: number
  readonly alpha: number
  readonly seed: Seed
}

const smoothing = (length: number, seed: Seed): Smoothing => ({ length, alpha: 2 / (length + 1), seed })
