import type { Place } from './tokens.ts'

export type UnaryOperator = '-' | '!'
export type BinaryOperator = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||'

/** An expression as it was written. */
export type Syntax = Place &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'field'; readonly name: string }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Syntax }
    | {
        readonly kind: 'binary'
        readonly operator: BinaryOperator
        readonly left: Syntax
        readonly right: Syntax
      }
    | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Syntax[] }
  )
