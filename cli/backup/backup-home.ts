import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PulseConfig } from '../../runtime/config/pulse-config.ts'
import { LogError } from '../../runtime/errors.ts'
import {
  type CopiedFile,
  copyEmbeddedLog,
  copyFileSynced,
  describe,
} from '../../runtime/log/embedded/copy-log.ts'
import { countRecords } from './count-records.ts'

/** Ids of the schemas that the records carry. */
export const SCHEMAS_FILE = 'schemas.json'

/** Copies the log of a data folder and its schemas into a folder, beside whoever writes it, and reads the copy. */
export async function backupHome(
  { home }: PulseConfig,
  folder: string,
  onProgress: (doneBytes: number, totalBytes: number) => void,
): Promise<{ readonly files: readonly CopiedFile[]; readonly records: number }> {
  if (!existsSync(join(home, 'log')))
    throw new LogError(
      'unavailable',
      `There is no event log in ${home}: name another folder with PULSE_HOME.`,
    )
  const files = await copyEmbeddedLog({ from: home, to: folder, onProgress })
  // After the log: a schema is registered before the first record that carries its id.
  const schemas = join(home, SCHEMAS_FILE)
  if (!existsSync(schemas)) return { files, records: await countRecords(folder) }
  await copyFileSynced(schemas, join(folder, SCHEMAS_FILE))
  return {
    files: [...files, await describe(folder, SCHEMAS_FILE)],
    records: await countRecords(folder),
  }
}
