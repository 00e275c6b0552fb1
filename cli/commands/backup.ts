import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { KafkaConfig, PulseConfig } from '../../runtime/config/pulse-config.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { backupHome } from '../backup/backup-home.ts'
import { beginDraft } from '../backup/draft.ts'
import { backupKafka } from '../backup/kafka-log.ts'
import { writeManifest } from '../backup/manifest.ts'
import { backupWarehouse, type WarehouseOption } from '../backup/warehouse-backup.ts'
import { progressDisplay } from '../progress.ts'

export interface BackupOptions {
  /** Also the tables of ClickHouse: where the server is to put them; `true` with the embedded engine. */
  readonly warehouse?: WarehouseOption
}

/**
 * `pulse backup`: everything that cannot be computed again, in a folder of its own, while everything runs. The tables
 * are backed up before the log, so that the log holds whatever stands in them.
 */
export async function backup(destination: string, { warehouse }: BackupOptions): Promise<void> {
  const config = readConfig(process.env)
  const draft = await beginDraft(destination, say)
  const tables = warehouse === undefined ? undefined : await backupWarehouse(config, draft.folder, warehouse)
  const display = progressDisplay('Backup')
  const log = isOnKafka(config)
    ? await backupKafka(config, draft.folder, (done, total) => display.update(done, total, 'records'))
    : await backupHome(config, draft.folder, (done, total) => display.update(done, total, megabytes(done)))
  const files = [...log.files, ...(tables?.files ?? [])]
  await writeManifest(draft.folder, {
    program: programVersion(),
    createdAt: new Date().toISOString(),
    source: isOnKafka(config) ? 'kafka' : 'embedded',
    records: log.records,
    warehouse: tables?.warehouse ?? null,
    files,
  })
  await draft.publish()
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  display.finish(
    `${log.records.toLocaleString('en-US')} records, ${megabytes(bytes)} in ${resolve(destination)}`,
  )
  if (tables?.warehouse.kind === 'server') say(`Tables: ${tables.warehouse.place}`)
}

export const isOnKafka = (config: PulseConfig): config is PulseConfig & { readonly kafka: KafkaConfig } =>
  config.kafka !== undefined

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

const programVersion = (): string =>
  (
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      readonly version: string
    }
  ).version

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
