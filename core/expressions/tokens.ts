import { ExpressionError } from './expression-error.ts'

/** Where something stands in the text: from the first character to behind the last. */
export interface Place {
  readonly from: number
  readonly to: number
}

export type Token = Place &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'name'; readonly text: string }
    | { readonly kind: 'symbol'; readonly text: string }
    | { readonly kind: 'end' }
  )

const PATTERN =
  /\s*(?:(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<name>\p{L}[\p{L}\p{N}_]*)|(?<symbol><=|>=|==|!=|&&|\|\||[-+*/(),<>!]))/iuy

/** Splits a text into tokens; the last is the end. @throws ExpressionError `syntax` */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  const end = text.trimEnd().length
  let at = 0
  while (at < end) {
    PATTERN.lastIndex = at
    const match = PATTERN.exec(text)
    if (match === null) {
      const from = at + text.slice(at).search(/\S/)
      throw new ExpressionError('syntax', `"${text[from]}" means nothing here`, text, { from, to: from + 1 })
    }
    at = PATTERN.lastIndex
    found.push(tokenOf(match.groups!, at))
  }
  found.push({ kind: 'end', from: end, to: end })
  return found
}

function tokenOf({ number, name, symbol }: Readonly<Record<string, string | undefined>>, to: number): Token {
  const place = (text: string): Place => ({ from: to - text.length, to })
  if (number !== undefined)
    return { kind: 'number', value: Number(number.replaceAll('_', '')), ...place(number) }
  if (name !== undefined) return { kind: 'name', text: name, ...place(name) }
  return { kind: 'symbol', text: symbol!, ...place(symbol!) }
}
