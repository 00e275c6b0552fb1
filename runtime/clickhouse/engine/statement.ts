import { databaseError } from './database-error.ts'
import { type Token, tokens } from './tokens.ts'

/** What the facade must know about a statement before the engine sees it. */
export type Statement =
  /** Rows follow in a format: `target` ends before the settings and the format. */
  | {
      readonly kind: 'insert'
      readonly target: string
      readonly settings: string
      readonly format: string
      readonly dataStart: number
    }
  /** Answers with a result set: `body` has neither format nor semicolon, `tail` is what stood behind the format. */
  | {
      readonly kind: 'read'
      readonly body: string
      readonly tail: string
      readonly format: string | undefined
    }
  | { readonly kind: 'other'; readonly sql: string }

const READS = new Set(['SELECT', 'WITH', 'FROM', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'])

/**
 * Sorts a statement by how it must be run.
 * @throws DatabaseError on several statements in one request and on files of the engine's own machine, as a
 *   server refuses them over HTTP.
 */
export function classify(sql: string): Statement {
  return parseInsert(sql) ?? parseRest(sql)
}

/** The insert at the beginning of the text, if it is one that brings its rows along. */
export function parseInsert(sql: string): Extract<Statement, { kind: 'insert' }> | undefined {
  const reader = tokens(sql)
  if (!isWord(reader.next().value, 'INSERT') || !isWord(reader.next().value, 'INTO')) return undefined
  let token = reader.next().value
  while (isWord(token, 'TABLE') || isWord(token, 'FUNCTION')) token = reader.next().value
  let previous = token
  let settingsStart: number | undefined
  for (const next of reader) {
    const before = previous
    previous = next
    if (next.kind !== 'word' || next.depth > 0 || before?.text === '.') continue
    const word = next.text.toUpperCase()
    if (word === 'SETTINGS') settingsStart = next.start
    else if (word === 'SELECT' || word === 'WITH' || word === 'FROM') return undefined
    else if (word === 'VALUES' || word === 'FORMAT') {
      const format = word === 'VALUES' ? 'Values' : reader.next().value
      if (format === undefined) return undefined
      const name = typeof format === 'string' ? format : format.text
      const end = typeof format === 'string' ? next.end : format.end
      const clausesStart = settingsStart ?? next.start
      return {
        kind: 'insert',
        target: sql.slice(0, clausesStart),
        settings: sql.slice(clausesStart, next.start),
        format: name,
        dataStart: startOfData(sql, end),
      }
    }
  }
  return undefined
}

/** Data begin after the first line break behind the format, or after the blanks where there is none. */
function startOfData(sql: string, end: number): number {
  return end + /^[ \t\f]*(?:\r?\n)?/.exec(sql.slice(end, end + 4096))![0].length
}

function parseRest(sql: string): Statement {
  const all = [...tokens(sql)]
  const end = endOfStatement(all) ?? sql.length
  const list = all.filter((token) => token.start < end)
  refuseFiles(list)
  const first = list.find((token) => token.text !== '(')
  const reads = first?.kind === 'word' && READS.has(first.text.toUpperCase())
  if (!reads || list.some((token) => token.depth === 0 && isWord(token, 'INSERT'))) {
    return { kind: 'other', sql: sql.slice(0, end) }
  }
  const at = list.findLastIndex(
    (token, index) => token.depth === 0 && isWord(token, 'FORMAT') && endsAfterName(list, index),
  )
  if (at < 0) return { kind: 'read', body: sql.slice(0, end), tail: '', format: undefined }
  const name = list[at + 1]!
  return {
    kind: 'read',
    body: sql.slice(0, list[at]!.start),
    tail: sql.slice(name.end, end),
    format: name.text,
  }
}

function endsAfterName(list: readonly Token[], at: number): boolean {
  const behind = list[at + 2]
  return list[at + 1]?.kind === 'word' && (behind === undefined || isWord(behind, 'SETTINGS'))
}

function endOfStatement(list: readonly Token[]): number | undefined {
  const at = list.findIndex((token) => token.depth === 0 && token.text === ';')
  if (at < 0) return undefined
  if (list.slice(at).some((token) => token.text !== ';')) {
    throw databaseError(62, 'SYNTAX_ERROR', 'Multi-statements are not allowed: send one statement a request.')
  }
  return list[at]!.start
}

function refuseFiles(list: readonly Token[]): void {
  for (const [at, token] of list.entries()) {
    if (isWord(token, 'INTO') && isWord(list[at + 1], 'OUTFILE')) {
      throw databaseError(358, 'INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE is not allowed over HTTP.')
    }
    if (isWord(token, 'FROM') && isWord(list[at + 1], 'INFILE')) {
      throw databaseError(78, 'UNKNOWN_TYPE_OF_QUERY', 'FROM INFILE is not allowed over HTTP: send the rows.')
    }
  }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word
}
