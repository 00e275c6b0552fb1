/**
 * Runs statements in an engine whose only user is one of infra/clickhouse/users.d: `as-user.child.ts <data path> <config>`,
 * statements as a JSON array on stdin, results as a JSON array on stdout.
 */
import { readFileSync } from 'node:fs'
import { loadNative } from '../../../runtime/clickhouse/engine/native.ts'

export interface Outcome {
  readonly result?: string
  readonly error?: string
}

const [data, config] = process.argv.slice(2)
const native = loadNative()
const connection = native.CreateConnection(data!, [`--config-file=${config}`])!
const outcomes = (JSON.parse(readFileSync(0, 'utf8')) as string[]).map((sql): Outcome => {
  try {
    return { result: native.QueryWithConnection(connection, sql, 'TabSeparated') }
  } catch (error) {
    return { error: (error as Error).message }
  }
})
native.CloseConnection(connection)
process.stdout.write(JSON.stringify(outcomes))
