import { createHash } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { WarehouseError } from '../../../runtime/errors.ts'
import { untilItPasses } from '../sink/retry.ts'
import { createViews } from '../views/views.ts'
import { type Dialect, dialectOf, literal } from './dialect.ts'
import { MIGRATIONS } from './migrations.ts'
import { verifyTables } from './verify-tables.ts'

export interface MigrateOptions {
  /** Name of the ClickHouse cluster; tables are then replicated on every host of it. */
  readonly cluster?: string | undefined
}

/** What a call of `migrate` did: names of the steps that it applied, views included. */
export interface MigrationReport {
  readonly applied: readonly string[]
}

const LEDGER = 'schema_migrations'
const VIEWS = 'views'
/**
 * Brings the database to this program's tables and views: numbered steps that are not recorded yet, then
 * the views if their text differs from the one applied last. Does nothing when called again.
 * @throws WarehouseError `migration` when a step fails or the tables are not what the program writes.
 */
export async function migrate(
  connection: { readonly client: ClickHouseClient },
  options: MigrateOptions = {},
): Promise<MigrationReport> {
  const { client } = connection
  const dialect = dialectOf(options.cluster)
  for (const statement of preamble(dialect, await currentDatabase(client)))
    await run(client, 'preamble', statement)

  const known = await appliedSteps(client)
  const applied: string[] = []
  const apply = async (step: string, checksum: string, statements: readonly string[]): Promise<void> => {
    if (known.get(step) === checksum) return
    for (const statement of statements) await run(client, step, statement)
    await run(
      client,
      step,
      `INSERT INTO ${LEDGER} (step, checksum) VALUES (${literal(step)}, ${literal(checksum)})`,
    )
    applied.push(step)
  }
  for (const { number, name, statements } of MIGRATIONS)
    await apply(`${String(number).padStart(4, '0')}-${name}`, '', statements(dialect))
  await untilItPasses(() => verifyTables(client))
  const views = createViews(dialect)
  await apply(VIEWS, createHash('sha256').update(views.join('\n')).digest('hex'), views)
  return { applied }
}

/** Every statement that a new warehouse gets, in order. */
export function allStatements(options: MigrateOptions, database: string): readonly string[] {
  const dialect = dialectOf(options.cluster)
  return [
    ...preamble(dialect, database),
    ...MIGRATIONS.flatMap((migration) => migration.statements(dialect)),
    ...createViews(dialect),
  ]
}

/** The connection has made the database on the host that it reaches; a cluster needs it on the others too. */
function preamble(dialect: Dialect, database: string): readonly string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS \`${database}\`${dialect.onCluster}`,
    [
      `CREATE TABLE IF NOT EXISTS ${LEDGER}${dialect.onCluster} (`,
      `  step String COMMENT 'Number and name of a migration, or views.',`,
      `  checksum String COMMENT 'Of the text that was applied, where a step may be repeated.',`,
      `  applied_at DateTime64(3) DEFAULT now64(3) COMMENT 'When it was applied.'`,
      `) ENGINE = ${dialect.engine('ReplacingMergeTree')}(applied_at) ORDER BY step`,
      `COMMENT 'Migrations that this database has gone through.'`,
    ].join('\n'),
  ]
}

async function currentDatabase(client: ClickHouseClient): Promise<string> {
  const [row] = await rows<{ name: string }>(client, 'SELECT currentDatabase() AS name')
  return row!.name
}

async function appliedSteps(client: ClickHouseClient): Promise<ReadonlyMap<string, string>> {
  const steps = await rows<{ step: string; checksum: string }>(
    client,
    `SELECT step, checksum FROM ${LEDGER} FINAL`,
  )
  return new Map(steps.map(({ step, checksum }) => [step, checksum]))
}

const rows = <Row>(client: ClickHouseClient, query: string): Promise<Row[]> =>
  untilItPasses(async () => (await client.query({ query, format: 'JSONEachRow' })).json<Row>())

async function run(client: ClickHouseClient, step: string, query: string): Promise<void> {
  try {
    // Every statement may be repeated, so one that lost its server is, until it is there again.
    await untilItPasses(() => client.command({ query }))
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new WarehouseError(
      'migration',
      `Migration ${step} stopped at "${query.slice(0, query.indexOf('\n'))}": ${message} ` +
        'Every statement may be repeated: remove the cause and start again.',
      { cause },
    )
  }
}
