import { ExpressionError } from './expression-error.ts'
import type { BinaryOperator, Syntax, UnaryOperator } from './syntax.ts'
import { type Token, tokens } from './tokens.ts'

/** The weakest first; those of one line bind alike, from left to right. */
const PRECEDENCE: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
]

/** Deeper than anybody writes, and than a text may drive the parser. */
const DEEPEST = 200

/** Reads an expression such as `rank(corr(close, volume, 10), 20)`. @throws ExpressionError `syntax`, `tooLarge` */
export function parse(text: string): Syntax {
  const parser = new Parser(text)
  const syntax = parser.expression(0)
  parser.end()
  return syntax
}

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokens(text)
  }

  expression(level: number): Syntax {
    const operators = PRECEDENCE[level]
    if (operators === undefined) return this.#unary()
    let left = this.expression(level + 1)
    for (;;) {
      const operator = operators.find((candidate) => this.#at(candidate))
      if (operator === undefined) return left
      this.#next += 1
      const right = this.expression(level + 1)
      left = { kind: 'binary', operator, left, right, from: left.from, to: right.to }
    }
  }

  end(): void {
    if (this.#token.kind !== 'end') throw this.#unexpected('an operator or the end')
  }

  get #token(): Token {
    return this.#tokens[this.#next]!
  }

  #unary(): Syntax {
    const { from } = this.#token
    const operator = (['-', '!'] as const).find((candidate: UnaryOperator) => this.#at(candidate))
    if (operator === undefined) return this.#primary()
    return this.#deeper(() => {
      this.#next += 1
      const operand = this.#unary()
      return { kind: 'unary', operator, operand, from, to: operand.to }
    })
  }

  #primary(): Syntax {
    const token = this.#token
    if (token.kind === 'number') {
      this.#next += 1
      return token
    }
    if (token.kind === 'name') {
      this.#next += 1
      return this.#at('(') ? this.#call(token) : { ...token, kind: 'field', name: token.text }
    }
    if (!this.#at('(')) throw this.#unexpected('a number, a field, a function or "("')
    return this.#deeper(() => {
      this.#next += 1
      const inner = this.expression(0)
      return { ...inner, from: token.from, to: this.#take(')').to }
    })
  }

  #call({ text: name, from }: Token & { readonly kind: 'name' }): Syntax {
    return this.#deeper(() => {
      this.#take('(')
      const parameters: Syntax[] = []
      while (!this.#at(')')) {
        if (parameters.length > 0) this.#take(',')
        parameters.push(this.expression(0))
      }
      return { kind: 'call', name, parameters, from, to: this.#take(')').to }
    })
  }

  #deeper(read: () => Syntax): Syntax {
    this.#depth += 1
    if (this.#depth > DEEPEST)
      throw new ExpressionError('tooLarge', `nested deeper than ${DEEPEST} times`, this.#text, this.#token)
    const syntax = read()
    this.#depth -= 1
    return syntax
  }

  #at(symbol: string): boolean {
    const token = this.#token
    return token.kind === 'symbol' && token.text === symbol
  }

  #take(symbol: string): Token {
    if (!this.#at(symbol)) throw this.#unexpected(`"${symbol}"`)
    this.#next += 1
    return this.#tokens[this.#next - 1]!
  }

  #unexpected(wanted: string): ExpressionError {
    const token = this.#token
    const found = token.kind === 'end' ? 'the text ends' : `found "${this.#text.slice(token.from, token.to)}"`
    return new ExpressionError('syntax', `${found} where ${wanted} should stand`, this.#text, token)
  }
}
