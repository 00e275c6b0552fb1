import { databaseError } from './database-error.ts'
import { type Token, tokens } from './tokens.ts'

/**
 * Functions that reach the file system or the network although the engine itself is read-only (`readonly = 1`
 * refuses table functions, but not these). Their names may also stand without brackets, as in
 * `arrayMap(file, [...])`.
 */
const FORBIDDEN = /^(file|catboostevaluate|ai(generate|classify|extract|translate|embed))$/i

/**
 * Keeps a reader to tables: `file()` would show him the engine's own secrets, and DESCRIBE opens what a table
 * function names.
 * @throws DatabaseError 164
 */
export function guardReader(sql: string, parameters: ReadonlyMap<string, string>): void {
  const list = [...tokens(sql)]
  for (const token of list) {
    if (token.kind === 'quoted' && token.text.includes('\\')) refuse('escapes in quoted names')
    if (token.kind === 'word' || token.kind === 'quoted') refuseForbidden(token.text)
  }
  // A parameter of type Identifier may name a function.
  for (const value of parameters.values()) refuseForbidden(value)
  const first = list[0]?.text.toUpperCase()
  if ((first === 'DESC' || first === 'DESCRIBE') && describesFunction(list))
    refuse('DESCRIBE of a table function')
  if (first === 'EXPLAIN' && list[1]?.text.toUpperCase() === 'TABLE') refuse('EXPLAIN TABLE OVERRIDE')
}

function describesFunction(list: readonly Token[]): boolean {
  const at = list.findIndex(({ text }) => text === '(')
  return at > 0 && !['DESC', 'DESCRIBE', 'TABLE'].includes(list[at - 1]!.text.toUpperCase())
}

/** ClickHouse takes typographic quotes for quotes; here they are letters around the name. */
function refuseForbidden(name: string): void {
  if (FORBIDDEN.test(name.replace(/[^\w]/g, ''))) refuse(name)
}

function refuse(what: string): never {
  throw databaseError(164, 'READONLY', `A reader may not use ${what}: read tables and views.`)
}
