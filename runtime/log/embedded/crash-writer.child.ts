import { writeSync } from 'node:fs'
import { copyTo, numbered } from '../../../test/contract/event-log/driver.ts'
import type { OutgoingRecord } from '../port.ts'
import { openEmbeddedLog } from './embedded-log.ts'

/**
 * Writes to the log of a home until it is killed: commit n has a known number of records in two topics,
 * and raises the state `next` to n + 1. The number of a commit goes to stdout once it is acknowledged.
 * A second task copies the first topic, each batch in one commit with its position.
 */
const [home = ''] = process.argv.slice(2)

const recordsOf = (commit: number): OutgoingRecord[] => {
  const count = commit % 10 === 9 ? 3_000 : 1 + ((commit * 7919) % 300)
  const value = Buffer.from(JSON.stringify([commit, count]))
  return numbered('in', count).map((record, i) => ({ ...record, value, topic: i % 3 === 0 ? 'other' : 'in' }))
}

const log = await openEmbeddedLog({ home, segmentBytes: 256 * 1024 })
await log.ensureTopics([
  { name: 'in', partitions: 3, cleanup: 'delete' },
  { name: 'other', partitions: 1, cleanup: 'delete' },
  { name: 'copy', partitions: 2, cleanup: 'delete' },
])
const source = await log.join(
  { application: 'crash', processor: 'source', inputs: [], assignment: 'single' },
  async (task) => {
    const { state } = await task.restore()
    for (let commit = Number(Buffer.from(state.get('next') ?? []).toString()); ; commit++) {
      await task.commit({
        outputs: recordsOf(commit),
        state: new Map([['next', Buffer.from(String(commit + 1))]]),
        positions: [],
      })
      writeSync(1, `${commit}\n`)
    }
  },
)
const copier = await log.join(
  { application: 'crash', processor: 'copier', inputs: ['in'], assignment: 'single' },
  copyTo('copy'),
)
await Promise.all([source.done, copier.done])
