import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpressionError } from './expression-error.ts'
import { parse } from './parse.ts'
import type { Syntax } from './syntax.ts'

/** With every bracket written out. */
function bracketed(syntax: Syntax): string {
  switch (syntax.kind) {
    case 'number':
      return String(syntax.value)
    case 'field':
      return syntax.name
    case 'unary':
      return `(${syntax.operator}${bracketed(syntax.operand)})`
    case 'binary':
      return `(${bracketed(syntax.left)}${syntax.operator}${bracketed(syntax.right)})`
    case 'call':
      return `${syntax.name}(${syntax.parameters.map(bracketed).join(',')})`
  }
}

const messageOf = (text: string): string => {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'parsed'
}

describe('parse', () => {
  it.each([
    ['a + b * c - d', '((a+(b*c))-d)'],
    ['a - b - c', '((a-b)-c)'],
    ['-a * b', '((-a)*b)'],
    ['a / -b', '(a/(-b))'],
    ['a < b && c >= d || !e', '(((a<b)&&(c>=d))||(!e))'],
    ['(a + b) * 1_000', '((a+b)*1000)'],
    ['rank(corr(close, volume, 10), 20)', 'rank(corr(close,volume,10),20)'],
    ['1.5e-3 + .5', '(0.0015+0.5)'],
    ['f()', 'f()'],
  ])('reads %s', (text, expected) => {
    expect(bracketed(parse(text))).toBe(expected)
  })

  it('reads what it has written', () => {
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('close', 'volume', '1', '2.5'),
        fc
          .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '<', '&&'), tie('expression'))
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
        tie('expression').map((inner) => `mean(${inner}, 3)`),
      ),
    }))
    fc.assert(
      fc.property(expression, (text) => {
        const once = bracketed(parse(text))
        expect(bracketed(parse(once))).toBe(once)
      }),
    )
  })

  it.each([
    [
      '',
      'syntax: the text ends where a number, a field, a function or "(" should stand, at character 1:\n  \n  ^',
    ],
    [
      'a +',
      'syntax: the text ends where a number, a field, a function or "(" should stand, at character 4:\n  a +\n     ^',
    ],
    ['a $ b', 'syntax: "$" means nothing here, at character 3:\n  a $ b\n    ^'],
    ['mean(a 3)', 'syntax: found "3" where "," should stand, at character 8:\n  mean(a 3)\n         ^'],
    ['(a', 'syntax: the text ends where ")" should stand, at character 3:\n  (a\n    ^'],
    ['a b', 'syntax: found "b" where an operator or the end should stand, at character 3:\n  a b\n    ^'],
  ])('says of %j where and why', (text, expected) => {
    expect(messageOf(text)).toBe(expected)
  })

  it('never fails otherwise, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab1.(),+-*/<>=!&| ﬁ') }), (text) => {
        messageOf(text)
      }),
    )
    expect(messageOf('('.repeat(5_000))).toMatch(/^tooLarge: nested deeper than 200/)
    expect(messageOf('-'.repeat(5_000))).toMatch(/^tooLarge/)
  })
})
