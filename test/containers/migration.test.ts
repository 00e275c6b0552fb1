import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openWarehouse, type WarehouseConnection } from '../../runtime/clickhouse/connect.ts'
import { migrate } from '../../services/warehouse/ddl/migrate.ts'
import { STORED_TABLES } from '../../services/warehouse/ddl/tables.ts'
import { publicDigest } from '../../services/warehouse/digest/public-digest.ts'

const servers = inject('servers')

describe.skipIf(servers === null)('migration of a ClickHouse server', () => {
  let warehouse: WarehouseConnection

  beforeAll(async () => {
    warehouse = await openWarehouse({ home: tmpdir(), url: `${servers!.clickhouseUrl}/migration` })
  })
  afterAll(() => warehouse?.close())

  it('creates everything once and does nothing when called again', async () => {
    const { applied } = await migrate(warehouse)
    expect(applied).toContain('views')
    expect(await migrate(warehouse)).toEqual({ applied: [] })
  })

  it('leaves every stored table with a comment, and public tables that can be read', async () => {
    const result = await warehouse.client.query({
      query: `SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND name LIKE 't\\_%'`,
      format: 'JSONEachRow',
    })
    const tables = await result.json<{ name: string; comment: string }>()
    expect(tables.length).toBeGreaterThanOrEqual(STORED_TABLES.length)
    expect(tables.filter(({ comment }) => comment === '')).toEqual([])
    expect((await publicDigest(warehouse.client)).digest).toMatch(/^[0-9a-f]+$/)
  })
})
