import { WindowError } from '../errors.ts'
import { nearest } from '../text/nearest.ts'
import { createWindow, lookBackOf } from '../windows/windows.ts'
import { ExpressionError, type ExpressionErrorCode } from './expression-error.ts'
import { FUNCTIONS, type RollingFunction } from './functions.ts'
import { type Elementwise, type ExpressionType, Graph, type Step } from './graph.ts'
import { parse } from './parse.ts'
import type { BinaryOperator, Syntax } from './syntax.ts'

/** An expression as it will run. */
export interface CompiledExpression {
  readonly text: string
  readonly type: ExpressionType
  /** Places that a value rests on, the newest included; Infinity where it goes back to the beginning. */
  readonly lookBack: number
  /** Number of its step. */
  readonly step: number
}

/** Expressions compiled together: what several of them need is calculated once. */
export interface Program<Name extends string = string> {
  readonly expressions: Readonly<Record<Name, CompiledExpression>>
  readonly steps: readonly Step[]
  /** Fields that have to be given. */
  readonly fields: readonly string[]
  /** Instruments of a moment are compared with each other, so all of them have to be given at once. */
  readonly isCrossSectional: boolean
  /** Longest look-back of all. */
  readonly lookBack: number
}

const MOST_STEPS = 10_000

/**
 * Compiles expressions by name.
 * @param fields names that may stand in them
 * @throws ExpressionError with the place in the text
 */
export function compile<Name extends string>(
  texts: Readonly<Record<Name, string>>,
  fields: readonly string[],
): Program<Name> {
  const graph = new Graph()
  const compiled = Object.entries<string>(texts).map(([name, text]): [string, CompiledExpression] => {
    const step = new Compiler(text, fields, graph).step(parse(text))
    const { type, lookBack } = graph.steps[step]!
    return [name, { text, type, lookBack, step }]
  })
  const { steps } = graph
  return {
    expressions: Object.fromEntries(compiled) as Program<Name>['expressions'],
    steps,
    fields: steps.flatMap((step) => (step.kind === 'field' ? [step.name] : [])),
    isCrossSectional: steps.some(({ kind }) => kind === 'cross'),
    lookBack: Math.max(0, ...compiled.map(([, { lookBack }]) => lookBack)),
  }
}

const ARITHMETIC: Partial<Record<BinaryOperator, Elementwise>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}
const COMPARISON: Partial<Record<BinaryOperator, Elementwise>> = {
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
}
const LOGIC: Partial<Record<BinaryOperator, Elementwise>> = {
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
}
/** Functions of conditions and of what is missing. */
const SPECIAL = ['if', 'coalesce', 'isnull'] as const

class Compiler {
  readonly #text: string
  readonly #fields: readonly string[]
  readonly #graph: Graph

  constructor(text: string, fields: readonly string[], graph: Graph) {
    this.#text = text
    this.#fields = fields
    this.#graph = graph
  }

  step(syntax: Syntax): number {
    const step = this.#step(syntax)
    if (this.#graph.steps.length > MOST_STEPS)
      throw this.#error('tooLarge', `more than ${MOST_STEPS} steps`, syntax)
    return step
  }

  #step(syntax: Syntax): number {
    switch (syntax.kind) {
      case 'number':
        return this.#graph.constant(syntax.value)
      case 'field':
        return this.#field(syntax.name, syntax)
      case 'unary': {
        if (syntax.operator === '-')
          return this.#graph.element('negative', [this.#number(syntax.operand)], (a) => -a)
        const operand = this.#condition(syntax.operand)
        return this.#graph.element('!', [operand], (a) => Number(a === 0), { type: 'condition' })
      }
      case 'binary':
        return this.#binary(syntax)
      case 'call':
        return this.#call(syntax.name, syntax.parameters, syntax)
    }
  }

  #field(name: string, at: Syntax): number {
    if (this.#fields.includes(name)) return this.#graph.field(name)
    const called = Object.hasOwn(FUNCTIONS, name)
      ? `; the function ${name} needs its parameters in brackets`
      : ''
    throw this.#unknown('field', name, this.#fields, at, called)
  }

  #binary({ operator, left, right }: Syntax & { readonly kind: 'binary' }): number {
    const logic = LOGIC[operator]
    if (logic !== undefined)
      return this.#graph.element(operator, [this.#condition(left), this.#condition(right)], logic, {
        type: 'condition',
      })
    const inputs = [this.#number(left), this.#number(right)]
    const comparison = COMPARISON[operator]
    if (comparison !== undefined)
      return this.#graph.element(operator, inputs, comparison, { type: 'condition' })
    return this.#graph.element(operator, inputs, ARITHMETIC[operator]!)
  }

  #call(name: string, parameters: readonly Syntax[], at: Syntax): number {
    if (name === 'if') return this.#if(parameters, at)
    if (name === 'coalesce') {
      this.#count(name, parameters, ['value', 'otherwise'], at)
      const inputs = parameters.map((parameter) => this.#number(parameter))
      return this.#graph.element(name, inputs, (a, b) => (Number.isNaN(a) ? b : a), { strict: false })
    }
    if (name === 'isnull') {
      this.#count(name, parameters, ['value'], at)
      return this.#graph.element(name, [this.#number(parameters[0]!)], (a) => Number(Number.isNaN(a)), {
        type: 'condition',
        strict: false,
      })
    }
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
    if (known === undefined)
      throw this.#unknown('function', name, [...Object.keys(FUNCTIONS), ...SPECIAL], at)
    if (known.kind === 'rolling') return this.#rolling(name, known, parameters, at)
    if (known.kind === 'cross') {
      this.#count(name, parameters, ['value'], at)
      return this.#graph.cross(known.apply, this.#number(parameters[0]!))
    }
    this.#count(name, parameters, ['a', 'b'].slice(0, known.numbers), at)
    return this.#graph.element(
      name,
      parameters.map((parameter) => this.#number(parameter)),
      known.apply,
    )
  }

  #if(parameters: readonly Syntax[], at: Syntax): number {
    this.#count('if', parameters, ['condition', 'then', 'otherwise'], at)
    const [condition, then, otherwise] = parameters as [Syntax, Syntax, Syntax]
    const inputs = [this.#condition(condition), this.#number(then), this.#number(otherwise)]
    const choose: Elementwise = (a, b, c) => (Number.isNaN(a) ? Number.NaN : a !== 0 ? b : c)
    return this.#graph.element('if', inputs, choose, { strict: false })
  }

  #rolling(
    name: string,
    { series, constants, spec }: RollingFunction,
    parameters: readonly Syntax[],
    at: Syntax,
  ): number {
    const wanted = [...['x', 'y'].slice(0, series), ...constants.map((constant) => constant.name)]
    this.#count(name, parameters, wanted, at)
    const inputs = parameters.slice(0, series).map((parameter) => this.#number(parameter))
    const values = constants.map(({ name: constant, whole, least, most }, index) => {
      const parameter = parameters[series + index]!
      const step = this.#graph.steps[this.#number(parameter)]!
      const isRight =
        step.kind === 'constant' &&
        step.value >= least &&
        step.value <= most &&
        (!whole || Number.isInteger(step.value))
      if (isRight) return step.value
      const what = `a ${whole ? 'whole ' : ''}constant from ${least} to ${most}`
      throw this.#error('arguments', `"${constant}" of ${name} has to be ${what}`, parameter)
    })
    const windowSpec = spec(values)
    try {
      createWindow(windowSpec)
    } catch (cause) {
      if (!(cause instanceof WindowError)) throw cause
      throw this.#error('arguments', `${name} cannot be made so (${cause.message})`, at, cause)
    }
    return this.#graph.rolling(windowSpec, inputs, lookBackOf(windowSpec) ?? Number.POSITIVE_INFINITY)
  }

  #number(syntax: Syntax): number {
    return this.#typed(
      syntax,
      'number',
      'a number is needed here, and this is a condition: use if(condition, 1, 0)',
    )
  }

  #condition(syntax: Syntax): number {
    return this.#typed(syntax, 'condition', 'a condition is needed here, and this is a number: compare it')
  }

  #typed(syntax: Syntax, type: ExpressionType, otherwise: string): number {
    const step = this.#step(syntax)
    if (this.#graph.steps[step]!.type === type) return step
    throw this.#error('type', otherwise, syntax)
  }

  #count(name: string, given: readonly Syntax[], wanted: readonly string[], at: Syntax): void {
    if (given.length === wanted.length) return
    const form = `${name}(${wanted.join(', ')})`
    throw this.#error('arguments', `${form} takes ${wanted.length} parameters, not ${given.length}`, at)
  }

  #unknown(what: string, name: string, known: readonly string[], at: Syntax, more = ''): ExpressionError {
    const close = nearest(name, known)
    const hint = close === undefined ? `there are ${[...known].sort().join(', ')}` : `did you mean ${close}?`
    return this.#error('unknownName', `there is no ${what} "${name}"${more}; ${hint}`, at)
  }

  #error(code: ExpressionErrorCode, what: string, { from, to }: Syntax, cause?: unknown): ExpressionError {
    return new ExpressionError(
      code,
      what,
      this.#text,
      { from, to },
      cause === undefined ? undefined : { cause },
    )
  }
}
