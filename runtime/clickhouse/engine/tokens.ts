/** A lexical unit of ClickHouse SQL, with its place in the text. Comments and blanks are left out. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'mark'
  readonly text: string
  readonly start: number
  readonly end: number
  /** Nesting in brackets of any kind; the brackets themselves belong to the inside. */
  readonly depth: number
}

const BLANK = /[\s\0]/
const WORD = /[\w$\u0080-\uffff]/
const OPENING = '([{'
const CLOSING = ')]}'
const LINE_COMMENTS = ['--', '//', '# ', '#!']

/**
 * Reads tokens one by one, as far as the caller asks: what follows `FORMAT X` in an insert is data, not SQL.
 * Unterminated strings and comments end with the text; the engine's own parser reports them.
 */
export function* tokens(sql: string): Generator<Token, undefined> {
  let depth = 0
  let at = 0
  while (at < sql.length) {
    const start = at
    const char = sql[at]!
    if (BLANK.test(char)) {
      at += 1
      continue
    }
    const comment = endOfComment(sql, at)
    if (comment !== undefined) {
      at = comment
      continue
    }
    const heredoc = char === '$' ? endOfHeredoc(sql, at) : undefined
    if (heredoc !== undefined) {
      at = heredoc
      yield { kind: 'string', text: sql.slice(start, at), start, end: at, depth }
    } else if (char === "'" || char === '"' || char === '`') {
      at = endOfQuoted(sql, at)
      yield { kind: char === "'" ? 'string' : 'quoted', text: sql.slice(start, at), start, end: at, depth }
    } else if (WORD.test(char)) {
      while (at < sql.length && WORD.test(sql[at]!)) at += 1
      yield { kind: 'word', text: sql.slice(start, at), start, end: at, depth }
    } else {
      at += 1
      if (OPENING.includes(char)) depth += 1
      yield { kind: 'mark', text: char, start, end: at, depth }
      if (CLOSING.includes(char)) depth = Math.max(0, depth - 1)
    }
  }
  return undefined
}

function endOfComment(sql: string, at: number): number | undefined {
  if (sql.startsWith('/*', at)) {
    const close = sql.indexOf('*/', at + 2)
    return close < 0 ? sql.length : close + 2
  }
  if (!LINE_COMMENTS.some((sign) => sql.startsWith(sign, at))) return undefined
  const newline = sql.indexOf('\n', at)
  return newline < 0 ? sql.length : newline + 1
}

function endOfHeredoc(sql: string, at: number): number | undefined {
  const tag = /^\$\w*\$/.exec(sql.slice(at, at + 64))?.[0]
  if (tag === undefined) return undefined
  const close = sql.indexOf(tag, at + tag.length)
  return close < 0 ? undefined : close + tag.length
}

function endOfQuoted(sql: string, at: number): number {
  const quote = sql[at]!
  let next = at + 1
  while (next < sql.length) {
    if (sql[next] === '\\') next += 2
    else if (sql[next] !== quote) next += 1
    else if (sql[next + 1] === quote) next += 2
    else return next + 1
  }
  return sql.length
}
