import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'

/** Reads every record of a log that nobody else has open, so that every batch's checksum is compared. @throws LogError `corrupt` */
export async function countRecords(home: string): Promise<number> {
  const log = await openEmbeddedLog({ home, readOnly: true })
  try {
    let records = 0
    for (const { name } of Object.values(TOPICS)) records += await countTopic(log, name)
    return records
  } finally {
    await log.close()
    // Says who has the catalog open, here and now.
    await rm(join(home, 'log', 'catalog', 'lock.mdb'), { force: true })
  }
}

async function countTopic(log: EventLog, topic: string): Promise<number> {
  if ((await log.partitions(topic)) === undefined) return 0
  let records = 0
  for await (const batch of log.read({ topic, follow: false })) records += batch.records.length
  return records
}
