import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WarehouseError } from '../../../runtime/errors.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import { rowsOf } from '../testing/store.ts'
import { allStatements, migrate } from './migrate.ts'
import { STORED_TABLES } from './tables.ts'

describe('migrate', () => {
  let test: TestWarehouse
  const command = (query: string) => test.warehouse.client.command({ query })

  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  it('creates everything once and does nothing when called again', async () => {
    expect(await migrate(test.warehouse)).toEqual({
      applied: ['0001-tables', '0002-identity', '0003-session', '0004-signals', '0005-dead-letters', 'views'],
    })
    expect(await migrate(test.warehouse)).toEqual({ applied: [] })
    const steps = await rowsOf(
      test.warehouse.client,
      'SELECT step FROM schema_migrations FINAL ORDER BY step',
    )
    expect(steps).toEqual([
      { step: '0001-tables' },
      { step: '0002-identity' },
      { step: '0003-session' },
      { step: '0004-signals' },
      { step: '0005-dead-letters' },
      { step: 'views' },
    ])
  })

  it('gives every stored table, its columns and every view a comment', async () => {
    const silent = await rowsOf(
      test.warehouse.client,
      `SELECT name FROM system.tables WHERE database = currentDatabase() AND comment = ''`,
    )
    expect(silent).toEqual([])
  })

  it('creates the views anew when their text has changed since', async () => {
    await command(`INSERT INTO schema_migrations (step, checksum) VALUES ('views', 'of an earlier program')`)
    await command('DROP VIEW ladder_daily')
    expect(await migrate(test.warehouse)).toEqual({ applied: ['views'] })
    expect(await rowsOf(test.warehouse.client, 'SELECT count() AS n FROM ladder_daily')).toEqual([{ n: 0 }])
  })

  it('refuses tables that are not what the program writes, naming the column', async () => {
    await command('ALTER TABLE t_stage DROP COLUMN one_word')
    await command('ALTER TABLE t_breadth MODIFY COLUMN volume UInt32')
    const refusal = migrate(test.warehouse)
    await expect(refusal).rejects.toBeInstanceOf(WarehouseError)
    await expect(refusal).rejects.toThrow(/t_breadth.volume is UInt32, expected UInt64/)
    await expect(refusal).rejects.toThrow(/t_stage.one_word is missing, expected UInt32/)
    await command("ALTER TABLE t_stage ADD COLUMN one_word UInt32 COMMENT 'again'")
    await command('ALTER TABLE t_breadth MODIFY COLUMN volume UInt64')
    expect(await migrate(test.warehouse)).toEqual({ applied: [] })
  })

  it('writes valid statements for a cluster, with replicated engines on every host', async () => {
    const statements = allStatements({ cluster: `it's` }, 'pulse')
    for (const query of statements) {
      expect(query).toMatch(
        /^(CREATE (OR REPLACE )?(DATABASE|TABLE|VIEW)|ALTER TABLE) .* ON CLUSTER 'it\\'s'/,
      )
      const parsed = await test.warehouse.client.query({
        query: 'SELECT formatQuerySingleLine({query: String}) AS text',
        query_params: { query },
        format: 'JSONEachRow',
      })
      const [row] = await parsed.json<{ text: string }>()
      expect(row!.text).toMatch(/^(CREATE (OR REPLACE )?(DATABASE|TABLE|VIEW)|ALTER TABLE) .* ON CLUSTER/)
    }
    const tables = statements.filter((text) => text.startsWith('CREATE TABLE'))
    expect(new Set(tables.map((text) => text.split(' ')[5])).size).toBe(STORED_TABLES.length + 3)
    for (const query of tables) expect(query).toContain('ENGINE = ReplicatedReplacingMergeTree')
  })
})
