import type { Syntax } from '../syntax.ts'

type Values = readonly (number | null)[]

/** Instruments by place: each a whole history, all of one length. */
export interface NaivePanel {
  readonly histories: readonly Readonly<Record<string, Values>>[]
}

/**
 * What an expression says at a moment of one instrument, worked out from its text and the whole history each time:
 * slow, and written without the kernel. Conditions are 1 and 0, null is missing.
 */
export function naiveValue(syntax: Syntax, panel: NaivePanel, place: number, at: number): number | null {
  const value = (of: Syntax, when = at, who = place): number | null => naiveValue(of, panel, who, when)
  const settled = (number: number): number | null => (Number.isFinite(number) ? number : null)
  switch (syntax.kind) {
    case 'number':
      return syntax.value
    case 'field':
      return panel.histories[place]![syntax.name]![at] ?? null
    case 'unary': {
      const operand = value(syntax.operand)
      if (operand === null) return null
      return syntax.operator === '-' ? -operand : Number(operand === 0)
    }
    case 'binary': {
      const left = value(syntax.left)
      const right = value(syntax.right)
      if (left === null || right === null) return null
      return settled(binary(syntax.operator, left, right))
    }
    case 'call': {
      const { name, parameters } = syntax
      const [first, second, third] = parameters as [Syntax, Syntax, Syntax]
      if (name === 'if') {
        const condition = value(first)
        return condition === null ? null : value(condition !== 0 ? second : third)
      }
      if (name === 'coalesce') return value(first) ?? value(second)
      if (name === 'csrank') {
        const own = value(first)
        if (own === null) return null
        const all = panel.histories.map((_, who) => value(first, at, who)).filter((other) => other !== null)
        return (100 * all.filter((other) => other <= own).length) / all.length
      }
      const last = parameters.at(-1)!
      const places = last.kind === 'number' ? last.value : 0
      const window = (of: Syntax, length: number): Values =>
        Array.from({ length: Math.min(length, at + 1) }, (_, back) => value(of, at - back)).reverse()
      const known = (of: Syntax, length: number): number[] | null => {
        const values = window(of, length)
        const present = values.filter((each) => each !== null)
        return present.length === length ? present : null
      }
      switch (name) {
        case 'delay':
          return at < places ? null : value(first, at - places)
        case 'delta': {
          const now = value(first)
          const then = at < places ? null : value(first, at - places)
          return now === null || then === null ? null : now - then
        }
        case 'rank': {
          const values = window(first, places)
          const own = values.at(-1) ?? null
          const present = values.filter((each) => each !== null)
          if (own === null || present.length < Math.ceil(0.6 * places)) return null
          return (100 * present.filter((each) => each <= own).length) / present.length
        }
        case 'corr': {
          const x = window(first, places)
          const y = window(second, places)
          const both = x.flatMap((a, index) =>
            a === null || (y[index] ?? null) === null ? [] : [[a, y[index]!] as const],
          )
          return both.length < places ? null : correlationOf(both)
        }
        case 'mean':
          return averageOf(known(first, places))
        case 'sum': {
          const values = known(first, places)
          return values === null ? null : values.reduce((sum, each) => sum + each, 0)
        }
        case 'max': {
          const values = known(first, places)
          return values === null ? null : Math.max(...values)
        }
        case 'abs': {
          const number = value(first)
          return number === null ? null : Math.abs(number)
        }
        case 'log': {
          const number = value(first)
          return number === null ? null : settled(Math.log(number))
        }
        default:
          throw new TypeError(`no naive ${name}`)
      }
    }
  }
}

function binary(operator: (Syntax & { readonly kind: 'binary' })['operator'], a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '<':
      return Number(a < b)
    case '<=':
      return Number(a <= b)
    case '>':
      return Number(a > b)
    case '>=':
      return Number(a >= b)
    case '==':
      return Number(a === b)
    case '!=':
      return Number(a !== b)
    case '&&':
      return Number(a !== 0 && b !== 0)
    case '||':
      return Number(a !== 0 || b !== 0)
  }
}

const averageOf = (values: readonly number[] | null): number | null =>
  values === null ? null : values.reduce((sum, each) => sum + each, 0) / values.length

function correlationOf(pairs: readonly (readonly [number, number])[]): number | null {
  const mean = (index: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length
  const [mx, my] = [mean(0), mean(1)]
  const sum = (f: (x: number, y: number) => number): number =>
    pairs.reduce((total, [x, y]) => total + f(x - mx, y - my), 0)
  const scale = Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y))
  return scale === 0 ? null : sum((x, y) => x * y) / scale
}
