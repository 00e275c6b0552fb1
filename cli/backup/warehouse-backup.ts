import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openWarehouse, type WarehouseConnection } from '../../runtime/clickhouse/connect.ts'
import { engineFiles } from '../../runtime/clickhouse/engine/endpoint.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { type CopiedFile, copyFileSynced } from '../../runtime/log/embedded/copy-log.ts'
import { dialectOf, literal } from '../../services/warehouse/ddl/dialect.ts'
import { renewWarehouseId } from '../../services/warehouse/identity.ts'
import { describeFiles, listFiles } from './list-files.ts'
import { differs, type Manifest } from './manifest.ts'

/** Where a backup of the tables lies in the folder of a backup. */
const FOLDER = 'warehouse'
/** A place that ClickHouse's BACKUP and RESTORE take; nothing else gets into the statement. */
const PLACE = /^(Disk|File|S3|AzureBlobStorage)\s*\((\s*'(?:[^'\\]|\\.)*'\s*,?)+\)$/

export type WarehouseOption = string | true

/** Lets ClickHouse back up its tables: `true` into the folder of the backup, otherwise to a place of the server. */
export async function backupWarehouse(
  config: PulseConfig,
  folder: string,
  option: WarehouseOption,
): Promise<{
  readonly warehouse: NonNullable<Manifest['warehouse']>
  readonly files: readonly CopiedFile[]
}> {
  const { clickhouseUrl: url, home } = config
  if (url !== undefined) {
    const place = placeOf(option)
    await withWarehouse(config, async (warehouse) =>
      run(warehouse, `BACKUP DATABASE {database}${onCluster(config)} TO ${place}`),
    )
    return { warehouse: { kind: 'server', place: withoutSecrets(place) }, files: [] }
  }
  refusePlace(option)
  const { backups } = engineFiles(home)
  const from = join(backups, `backup-${process.pid}`)
  await mkdir(backups, { recursive: true, mode: 0o700 })
  try {
    await withWarehouse(config, (warehouse) =>
      run(warehouse, `BACKUP DATABASE {database} TO File(${literal(from)})`),
    )
    await moveFolder(from, join(folder, FOLDER))
  } finally {
    await rm(from, { recursive: true, force: true })
  }
  return { warehouse: { kind: 'embedded', place: FOLDER }, files: await describeFiles(folder, FOLDER) }
}

/**
 * Lets ClickHouse restore its tables. They are older than the log may be, or newer: the warehouse gets a new identity,
 * so that the sink stores everything again behind what can be read at once.
 */
export async function restoreWarehouse(
  config: PulseConfig,
  folder: string,
  manifest: Manifest,
  option: WarehouseOption,
): Promise<void> {
  const { warehouse: saved } = manifest
  if (config.clickhouseUrl !== undefined) {
    const place = placeOf(
      option === true && saved?.kind === 'server' && isWhole(saved.place) ? saved.place : option,
    )
    await withWarehouse(config, async (warehouse) => {
      await refuseTables(warehouse)
      await run(warehouse, `RESTORE DATABASE {database}${onCluster(config)} FROM ${place}`)
      await renewWarehouseId(warehouse.client)
    })
    return
  }
  refusePlace(option)
  if (saved?.kind !== 'embedded')
    throw new ConfigError(
      'invalid',
      `The backup has no tables of an embedded engine (it was made without --warehouse). Leave --warehouse out: the tables are filled from the log.`,
    )
  const { backups } = engineFiles(config.home)
  const to = join(backups, `restore-${process.pid}`)
  try {
    for (const { path, sha256 } of manifest.files.filter(({ path }) => path.startsWith(`${FOLDER}/`)))
      if ((await copyFileSynced(join(folder, path), join(to, path.slice(FOLDER.length + 1)))) !== sha256)
        throw differs(folder, path)
    await withWarehouse(config, async (warehouse) => {
      await refuseTables(warehouse)
      await run(warehouse, `RESTORE DATABASE {database} FROM File(${literal(to)})`)
      await renewWarehouseId(warehouse.client)
    })
  } finally {
    await rm(to, { recursive: true, force: true })
  }
}

/** ClickHouse's own word for a place, checked, since it becomes part of a statement. */
function placeOf(option: WarehouseOption): string {
  if (option !== true && PLACE.test(option.trim())) return option.trim()
  throw new ConfigError(
    'invalid',
    `--warehouse takes a place of the server, like "Disk('backups', 'pulse-2026-11-20')" or "S3('https://…', 'key', 'secret')"${option === true ? '' : `, not ${option}`}.`,
  )
}

/** Keys of a bucket are no part of a backup: what stands in the manifest names the place only. */
const withoutSecrets = (place: string): string =>
  isWhole(place) ? place : place.replace(/^(\w+\s*\(\s*'(?:[^'\\]|\\.)*').*$/, '$1, …)')

const isWhole = (place: string): boolean => /^(Disk|File)\b/.test(place)

function refusePlace(option: WarehouseOption): void {
  if (option !== true)
    throw new ConfigError(
      'invalid',
      '--warehouse takes a place only with CLICKHOUSE_URL: tables of the embedded engine go into the backup itself.',
    )
}

const onCluster = ({ clickhouseCluster }: PulseConfig): string => dialectOf(clickhouseCluster).onCluster

async function refuseTables({ client, url }: WarehouseConnection): Promise<void> {
  const result = await client.query({
    query: `SELECT name FROM system.tables WHERE database = currentDatabase() LIMIT 1`,
    format: 'JSONEachRow',
  })
  const [table] = await result.json<{ readonly name: string }>()
  if (table !== undefined)
    throw new ConfigError(
      'invalid',
      `The database at ${url} has tables already (${table.name}): restore into an empty one, named at the end of CLICKHOUSE_URL.`,
    )
}

async function run({ client }: WarehouseConnection, statement: string): Promise<void> {
  const result = await client.query({ query: 'SELECT currentDatabase() AS name', format: 'JSONEachRow' })
  const [row] = await result.json<{ readonly name: string }>()
  await client.command({ query: statement.replace('{database}', `\`${row!.name}\``) })
}

async function withWarehouse(
  { home, clickhouseUrl: url }: PulseConfig,
  work: (warehouse: WarehouseConnection) => Promise<void>,
): Promise<void> {
  const warehouse = await openWarehouse({ home, ...(url === undefined ? {} : { url }) })
  try {
    await work(warehouse)
  } finally {
    await warehouse.close()
  }
}

/** By renaming where both are on one file system, by copying otherwise. */
async function moveFolder(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    for (const path of await listFiles(from)) await copyFileSynced(join(from, path), join(to, path))
  }
}
