import type { ClickHouseClient } from '@clickhouse/client'
import { WarehouseError } from '../../../runtime/errors.ts'
import { STORED_TABLES } from './tables.ts'

/**
 * Compares the stored tables with what this program writes, so that a forgotten migration shows at the
 * start and not as a refused block hours later.
 * @throws WarehouseError `migration` naming every column that is missing or has another type.
 */
export async function verifyTables(client: ClickHouseClient): Promise<void> {
  const result = await client.query({
    query: 'SELECT table, name, type FROM system.columns WHERE database = currentDatabase()',
    format: 'JSONEachRow',
  })
  const rows = await result.json<{ table: string; name: string; type: string }>()
  const stored = new Map(rows.map(({ table, name, type }) => [`${table}.${name}`, type]))
  const differences = STORED_TABLES.flatMap(({ name: table, columns }) =>
    columns.flatMap(({ name, type }) => {
      const found = stored.get(`${table}.${name}`)
      if (found !== undefined && plain(found) === plain(type)) return []
      return [`${table}.${name} is ${found ?? 'missing'}, expected ${type}`]
    }),
  )
  if (differences.length === 0) return
  throw new WarehouseError(
    'migration',
    `The stored tables are not those of this program: ${differences.join('; ')}. ` +
      'An older database needs a migration that adds them (services/warehouse/ddl/migrations.ts); ' +
      'a newer one needs the program that created it.',
  )
}

/** Servers differ in quoting names of tuple members and in spaces. */
const plain = (type: string): string => type.replace(/[`\s]/g, '')
