import { join } from 'node:path'
import { Catalog } from '../../../runtime/log/embedded/catalog.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { TABLES } from '../../../services/warehouse/ddl/tables.ts'
import { rowsOf } from '../../support/pulse-process.ts'

const LOOKED_AT = ['bars1m', 'minutes', 'groups', 'limitState'] as const

/** Whether ClickHouse has rows of a killed process beyond the positions that its sink has committed. */
export async function sinkIsBehind(home: string): Promise<boolean> {
  const catalog = new Catalog(join(home, 'log'), { readOnly: true, sync: false })
  const committed = catalog.allPositions().filter(({ task }) => task.startsWith('warehouse-'))
  await catalog.close()
  const log = await openEmbeddedLog({ home, readOnly: true })
  try {
    for (const topic of LOOKED_AT) {
      const { name, topic: source } = TABLES[topic]
      let records = 0
      for await (const batch of log.read({ topic: source.name, follow: false })) {
        const end =
          committed.find((one) => one.topic === batch.topic && one.partition === batch.partition)?.offset ?? 0
        records += batch.records.filter(
          ({ offset, key, value }) => offset < end && value !== null && !isControlKey(key),
        ).length
      }
      const [row] = await rowsOf<{ rows: number }>(
        home,
        `SELECT toUInt32(count()) AS rows FROM ${name} FINAL`,
      )
      if (row!.rows > records) return true
    }
    return false
  } finally {
    await log.close()
  }
}
