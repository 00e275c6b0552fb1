import type { WindowSpec } from '../windows/windows.ts'

/** Numbers by the moment; null stands as NaN inside and never leaves as such. Conditions are 1 and 0. */
export type ExpressionType = 'number' | 'condition'

interface Typed {
  readonly type: ExpressionType
  /** Places that it looks at, the newest included; Infinity for what goes back to the beginning. */
  readonly lookBack: number
}

/** One step of a calculation; `inputs` are the numbers of the steps that it needs. */
export type Step = Typed &
  (
    | { readonly kind: 'constant'; readonly value: number }
    | { readonly kind: 'field'; readonly name: string }
    | {
        readonly kind: 'element'
        readonly name: string
        readonly inputs: readonly number[]
        readonly apply: Elementwise
        /** One missing input makes the result missing. */
        readonly strict: boolean
      }
    | { readonly kind: 'rolling'; readonly spec: WindowSpec; readonly inputs: readonly number[] }
    | { readonly kind: 'cross'; readonly apply: 'csRank' | 'csZScore'; readonly inputs: readonly [number] }
  )

export type Elementwise = (a: number, b: number, c: number) => number

/** Steps of which the order of two inputs means nothing. */
const COMMUTATIVE: ReadonlySet<string> = new Set(['+', '*', '==', '!=', '&&', '||', 'least', 'greatest'])

/** Steps in an order in which each stands behind its inputs; what is the same stands there once. */
export class Graph {
  readonly steps: Step[] = []
  readonly #known = new Map<string, number>()

  constant(value: number): number {
    return this.#add(`#${value}`, { kind: 'constant', value, type: 'number', lookBack: 0 })
  }

  field(name: string): number {
    return this.#add(`.${name}`, { kind: 'field', name, type: 'number', lookBack: 1 })
  }

  element(
    name: string,
    inputs: readonly number[],
    apply: Elementwise,
    { type = 'number', strict = true }: { readonly type?: ExpressionType; readonly strict?: boolean } = {},
  ): number {
    const steps = inputs.map((input) => this.steps[input]!)
    if (strict && type === 'number' && steps.every(({ kind }) => kind === 'constant')) {
      const [a = 0, b = 0, c = 0] = steps.map((step) => (step.kind === 'constant' ? step.value : 0))
      return this.constant(finite(apply(a, b, c)))
    }
    const ordered = COMMUTATIVE.has(name) ? [...inputs].sort((a, b) => a - b) : inputs
    const lookBack = Math.max(...steps.map((step) => step.lookBack))
    const step: Step = { kind: 'element', name, inputs: ordered, apply, strict, type, lookBack }
    return this.#add(`${name}(${ordered})`, step)
  }

  rolling(spec: WindowSpec, inputs: readonly number[], places: number): number {
    const before = Math.max(1, ...inputs.map((input) => this.steps[input]!.lookBack))
    const step: Step = { kind: 'rolling', spec, inputs, type: 'number', lookBack: before + places - 1 }
    return this.#add(`${JSON.stringify(spec)}(${inputs})`, step)
  }

  cross(apply: 'csRank' | 'csZScore', input: number): number {
    const { lookBack } = this.steps[input]!
    return this.#add(`${apply}(${input})`, {
      kind: 'cross',
      apply,
      inputs: [input],
      type: 'number',
      lookBack,
    })
  }

  #add(identity: string, step: Step): number {
    const known = this.#known.get(identity)
    if (known !== undefined) return known
    this.#known.set(identity, this.steps.length)
    return this.steps.push(step) - 1
  }
}

/** What is not finite is missing. */
export const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN)
