import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { engineFiles } from '../../runtime/clickhouse/engine/endpoint.ts'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { copyFileSynced, forgetInLog } from '../../runtime/log/embedded/copy-log.ts'
import { syncDirectory } from '../../runtime/log/embedded/sync-directory.ts'
import { restoringFolder } from '../../runtime/log/embedded/unfinished-restore.ts'
import { LOG_ID_KEY } from '../../services/ingest/publisher/publisher-state.ts'
import { sinkApplication } from '../../services/warehouse/start-warehouse.ts'
import { SCHEMAS_FILE } from './backup-home.ts'
import { countRecords } from './count-records.ts'
import { differs, type Manifest } from './manifest.ts'
import { restoreWarehouse } from './warehouse-backup.ts'

const isSink = (application: string): boolean => application.startsWith(sinkApplication(''))

export interface RestoreHomeOptions {
  readonly config: PulseConfig
  readonly folder: string
  readonly manifest: Manifest
  /** Whether ClickHouse restores its tables, too. */
  readonly withWarehouse: boolean
  readonly log: (line: string) => void
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
}

/**
 * Restores a log into an empty data folder:
 *
 *  1. a folder inside it says that a restore is under way: until it is gone nobody opens the log;
 *  2. every file is copied there and compared with the manifest;
 *  3. positions of sinks are forgotten, since no warehouse stands where they say, and unless the tables come out of
 *     the same backup the log's identity, too: a warehouse that this log has filled further is then filled anew
 *     (docs/decisions/0017);
 *  4. the engine restores its tables; schemas and log get their places; the folder goes.
 *
 * A restore that was interrupted begins again.
 */
export async function restoreHome(options: RestoreHomeOptions): Promise<void> {
  const { config, folder, manifest, withWarehouse } = options
  const { home } = config
  const draft = restoringFolder(home)
  await clearInterrupted(home, draft, options.log)
  refuseData(home)
  await mkdir(draft, { recursive: true, mode: 0o700 })
  await copyAll(options, draft)
  await forgetInLog(draft, {
    tasks: isSink,
    entries: withWarehouse
      ? []
      : [{ task: { application: config.application, processor: 'ingest', task: 0 }, key: LOG_ID_KEY }],
  })
  const records = await countRecords(draft)
  if (records !== manifest.records)
    throw new ConfigError(
      'invalid',
      `The backup in ${folder} says that it holds ${manifest.records} records, and holds ${records}.`,
    )
  if (withWarehouse) await restoreWarehouse(config, folder, manifest, true)
  if (existsSync(join(draft, SCHEMAS_FILE))) await rename(join(draft, SCHEMAS_FILE), join(home, SCHEMAS_FILE))
  await rename(join(draft, 'log'), join(home, 'log'))
  await syncDirectory(home)
  await rm(draft, { recursive: true })
}

/** What a restore that was killed has left is its own: the folder was empty when it began. */
async function clearInterrupted(home: string, draft: string, log: (line: string) => void): Promise<void> {
  if (!existsSync(draft)) return
  log(`A restore into ${home} was interrupted; it begins again.`)
  const { stopEngine } = await import('../../runtime/clickhouse/embedded/launch.ts')
  await stopEngine(home)
  for (const path of [join(home, 'log'), join(home, SCHEMAS_FILE), engineFiles(home).data])
    await rm(path, { recursive: true, force: true })
  await rm(draft, { recursive: true })
}

function refuseData(home: string): void {
  const found = ['log', SCHEMAS_FILE, 'clickhouse'].find((name) => existsSync(join(home, name)))
  if (found !== undefined)
    throw new ConfigError(
      'invalid',
      `${home} holds data already (${found}): restore into an empty folder, named with PULSE_HOME.`,
    )
}

async function copyAll({ folder, manifest, onProgress }: RestoreHomeOptions, draft: string): Promise<void> {
  const files = manifest.files.filter(({ path }) => path.startsWith('log/') || path === SCHEMAS_FILE)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const { path, bytes, sha256 } of files) {
    if ((await copyFileSynced(join(folder, path), join(draft, path))) !== sha256) throw differs(folder, path)
    done += bytes
    onProgress(done, total)
  }
}
