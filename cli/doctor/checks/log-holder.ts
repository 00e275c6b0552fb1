import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Catalog } from '../../../runtime/log/embedded/catalog.ts'
import { processIdentity } from '../../../runtime/log/embedded/process-identity.ts'
import { type Check, note, ok } from '../finding.ts'

/** Who writes the embedded log: one process at a time. */
export const logHolderCheck: Check = async ({ home, kafka }) => {
  if (kafka !== undefined) return []
  const directory = join(home, 'log')
  if (!existsSync(join(directory, 'catalog'))) return ok('embedded log, not begun yet')
  const catalog = new Catalog(directory, { readOnly: true, sync: true })
  try {
    const owner = catalog.owner()
    if (owner === undefined) return ok('embedded log, written by nobody now')
    if (processIdentity(owner.pid) !== owner.identity)
      return ok(`embedded log, left behind by process ${owner.pid}, which is gone: the next start takes over`)
    return note(
      `process ${owner.pid} writes the embedded log`,
      `Reading works beside it (pulse sql, tail, monitor). What writes has to wait until it ends: kill ${owner.pid}`,
    )
  } finally {
    await catalog.close()
  }
}
