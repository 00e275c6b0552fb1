import type { Connection } from './database.ts'
import { databaseError } from './database-error.ts'
import { READER_QUERY_BYTES } from './reader-settings.ts'
import { sqlString } from './sql-text.ts'

/**
 * Functions that need no right although they reach beyond the tables: `file` and `catboostEvaluate` open files, `eval`
 * runs SQL out of a string, the others ask a service. A name may also stand without brackets: `arrayMap(file, [...])`.
 */
const FORBIDDEN = /^(file|eval|catboostevaluate|ai[a-z]+)$/i
const KINDS = /^\(*(SELECT|WITH|FROM|SHOW|DESCRIBE|DESC|EXPLAIN|EXISTS)\b/
/** Strings, names in quotes, words, of the engine's own spelling: it has neither comments nor other quotes. */
const PIECES = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|[\w$]+/gs

/**
 * What rights cannot refuse to a reader. The text is not judged as he wrote it: the engine's own parser has to take it
 * for one statement, and what is looked at is the parser's result, spelled out again.
 *
 * Rights are the first defence (`config/users.xml`), `readonly = 1` the second. This closes what both leave open: the
 * library runs several statements at once where a server refuses them, a few functions ask for no right, and a
 * `SETTINGS` clause inside a subquery is not checked.
 * @param sql as it will be run, with where its result goes
 * @throws DatabaseError 62, 164
 */
export function guardReader(
  connection: Connection,
  sql: string,
  parameters: ReadonlyMap<string, string>,
): void {
  if (Buffer.byteLength(sql) > READER_QUERY_BYTES)
    throw databaseError(62, 'SYNTAX_ERROR', `A reader's statement has at most ${READER_QUERY_BYTES} bytes.`)
  if (sql.includes('\0'))
    throw databaseError(62, 'SYNTAX_ERROR', 'There is a NUL character in the statement.')
  const spelled = connection.execute(`SELECT formatQuerySingleLine(${sqlString(sql)})`, 'RawBLOB')
  if (!KINDS.test(spelled)) refuse('this kind of statement')
  const skeleton = spelled.replace(PIECES, (piece) => {
    if (piece.startsWith("'")) return "''"
    refuseForbidden(piece)
    return /^[`"]/.test(piece) ? 'name' : piece
  })
  if (/\bSETTINGS\s+\S+\s*=/.test(skeleton)) refuse('SETTINGS: give them with the request')
  if (skeleton.split('INTO OUTFILE').length !== 2) refuse('INTO OUTFILE')
  // A parameter of type Identifier may name a function.
  for (const value of parameters.values()) refuseForbidden(value)
}

function refuseForbidden(name: string): void {
  const letters = name.replace(/[^\w]/g, '')
  if (FORBIDDEN.test(letters)) refuse(letters)
}

function refuse(what: string): never {
  throw databaseError(164, 'READONLY', `A reader may not use ${what}: read tables and views.`)
}
