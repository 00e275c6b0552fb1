import { writeSync } from 'node:fs'
import { texts } from '../../../test/contract/event-log/driver.ts'
import { openEmbeddedLog } from './embedded-log.ts'

/** Follows a topic of a log that another process writes; each value is a line on stdout. */
const [home = '', topic = ''] = process.argv.slice(2)

const log = await openEmbeddedLog({ home, readOnly: true })
writeSync(1, 'ready\n')
for await (const batch of log.read({ topic, follow: true })) {
  for (const value of texts([batch])) writeSync(1, `${value}\n`)
}
