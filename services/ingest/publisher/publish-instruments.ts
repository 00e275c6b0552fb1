import { createHash } from 'node:crypto'
import { type EventTime, sessionClose } from '../../../core/market/trade-date.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import type { InstrumentContent } from './instrument-records.ts'
import type { Outbox } from './outbox.ts'
import type { DatasetState } from './publisher-state.ts'

/**
 * Publishes the instruments table as a new version when its content has changed, and says in the topic
 * that the version is complete. Returns the version in force.
 */
export function publishInstruments(
  outbox: Outbox,
  dataset: string,
  instruments: readonly InstrumentContent[],
  before: DatasetState['instruments'],
): DatasetState['instruments'] {
  const hash = createHash('sha256').update(JSON.stringify(instruments)).digest('hex')
  if (hash === before.hash) return before
  const version = before.version + 1
  for (const content of instruments) {
    const availableAt = content.listDate === null ? (0 as EventTime) : sessionClose(content.listDate)
    outbox.add('instruments', content.instrument, availableAt, { ...content, dataset, version, availableAt })
  }
  outbox.addControl(
    { dataset, epoch: 0, sequence: version },
    { kind: 'watermark', eventTime: 0 as EventTime, references: { [TOPICS.instruments.name]: version } },
    ['instruments'],
  )
  return { version, hash }
}
