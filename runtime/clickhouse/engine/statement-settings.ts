import type { Connection } from './database.ts'
import { databaseError } from './database-error.ts'
import { readerSettings } from './reader-settings.ts'
import type { EngineRequest } from './request.ts'
import { sqlName, sqlString } from './sql-text.ts'

/**
 * Gives a connection the database, settings and parameters of one request.
 * @param mark names the request in the engine's list of statements, so that it can be stopped.
 * @returns what takes the settings back, for a connection that other requests will use.
 * @throws DatabaseError 115 and others of the engine, 164 and 452 for what a reader may not set.
 */
export function prepareConnection(
  connection: Connection,
  request: EngineRequest,
  mark: string,
  isShared: boolean,
): () => void {
  if (request.database !== undefined && request.database !== '') {
    connection.execute(`USE ${sqlName(request.database)}`)
  }
  const settings = requestSettings(request, mark)
  const restore = isShared ? restorer(connection, [...settings.keys()]) : () => undefined
  const assignments = [
    ...[...settings].map(([name, value]) => `${name} = ${sqlString(value)}`),
    ...[...request.parameters].map(([name, value]) => `param_${checkedName(name)} = ${sqlString(value)}`),
  ]
  connection.execute(`SET ${assignments.join(', ')}`)
  if (request.role === 'reader') {
    // In this order: neither can be taken back by a setting, and nothing else runs on this connection.
    connection.execute('SET ROLE reader')
    connection.execute('SET readonly = 1')
  }
  return restore
}

function requestSettings(request: EngineRequest, mark: string): ReadonlyMap<string, string> {
  const settings = request.role === 'reader' ? readerSettings(request.settings) : new Map(request.settings)
  for (const name of settings.keys()) checkedName(name)
  settings.set('log_comment', mark)
  return settings
}

function restorer(connection: Connection, names: readonly string[]): () => void {
  const list = names.map(sqlString).join(', ')
  const rows = connection.execute(
    `SELECT name, changed, value FROM system.settings WHERE name IN (${list}) FORMAT JSONCompactEachRow`,
  )
  const before = rows
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => JSON.parse(row) as [name: string, changed: number, value: string])
  const assignments = before.map(([name, changed, value]) =>
    changed === 1 ? `${name} = ${sqlString(value)}` : `${name} = DEFAULT`,
  )
  return () => {
    if (assignments.length > 0) connection.execute(`SET ${assignments.join(', ')}`)
  }
}

function checkedName(name: string): string {
  if (!/^\w+$/.test(name)) throw databaseError(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'.`)
  return name
}
