import { resolve } from 'node:path'
import { readConfig } from '../../runtime/config/read-config.ts'
import { checkFiles } from '../backup/check-files.ts'
import { restoreKafka } from '../backup/kafka-log.ts'
import { readManifest } from '../backup/manifest.ts'
import { restoreHome } from '../backup/restore-home.ts'
import { restoreWarehouse, type WarehouseOption } from '../backup/warehouse-backup.ts'
import { progressDisplay } from '../progress.ts'
import { isOnKafka, megabytes, say } from './backup.ts'

export interface RestoreOptions {
  /** Also the tables of ClickHouse: from where the server put them; `true`: from where the backup says. */
  readonly warehouse?: WarehouseOption
  /** Only compare the files with the manifest. */
  readonly check?: boolean
}

/** `pulse restore`: puts a backup into an empty data folder, or into an empty Kafka. */
export async function restore(source: string, { warehouse, check = false }: RestoreOptions): Promise<void> {
  const folder = resolve(source)
  const manifest = await readManifest(folder)
  if (check || process.env.KAFKA_BROKERS) {
    const display = progressDisplay('Check')
    await checkFiles(folder, manifest, (done, total) => display.update(done, total, megabytes(done)))
    display.finish(`${manifest.files.length} files are what was backed up on ${manifest.createdAt}`)
    if (check) return
  }
  const config = readConfig(process.env)
  const display = progressDisplay('Restore')
  if (isOnKafka(config)) {
    if (warehouse !== undefined) await restoreWarehouse(config, folder, manifest, warehouse)
    await restoreKafka(config, folder, manifest, (done, total) => display.update(done, total, 'records'))
    display.finish(`the log of ${manifest.createdAt} is on ${config.kafka.brokers.join(',')}`)
  } else {
    const isServer = config.clickhouseUrl !== undefined
    if (isServer && warehouse !== undefined) await restoreWarehouse(config, folder, manifest, warehouse)
    await restoreHome({
      config,
      folder,
      manifest,
      withWarehouse: !isServer && warehouse !== undefined,
      log: say,
      onProgress: (done, total) => display.update(done, total, megabytes(done)),
    })
    display.finish(`the log of ${manifest.createdAt} is in ${config.home}`)
  }
  say('Start the services: what is not in ClickHouse is stored from the log.')
}
