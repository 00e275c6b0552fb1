import type { OutgoingRecord } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import type { ProcessorRun } from '../support/processor-run.ts'
import { randomFrom } from '../support/random-market.ts'

/** How a source that sends again does it. */
export const DELIVERIES = ['at once', 'from the beginning', 'some, later'] as const

/** Everything that ingest has written, partition by partition, before any processor has. */
export async function inputRecords(run: ProcessorRun): Promise<OutgoingRecord[][]> {
  const partitions: OutgoingRecord[][] = []
  for (const [key, { name, writers }] of Object.entries(TOPICS)) {
    if (!(writers as readonly string[]).includes('ingest') || key === 'deadLetters') continue
    const count = (await run.log.partitions(name)) ?? 0
    for (let partition = 0; partition < count; partition += 1) {
      const records: OutgoingRecord[] = []
      for await (const batch of run.log.read({ topic: name, partitions: [partition], follow: false }))
        for (const { key, value, timestamp } of batch.records)
          records.push({ topic: name, partition, key, value, timestamp })
      partitions.push(records)
    }
  }
  return partitions
}

/** Records in the order in which they come when they are delivered twice. */
export function deliveredTwice(
  partitions: readonly (readonly OutgoingRecord[])[],
  when: (typeof DELIVERIES)[number],
  seed: number,
): OutgoingRecord[] {
  const random = randomFrom(seed)
  return partitions.flatMap((records) => {
    if (when === 'at once') return records.flatMap((record) => [record, record])
    if (when === 'from the beginning') return [...records, ...records]
    const copies = records
      .map((record, at) => ({ record, at: at + random() * 60 }))
      .filter(() => random() < 0.3)
    return [...records.map((record, at) => ({ record, at })), ...copies]
      .sort((a, b) => a.at - b.at)
      .map(({ record }) => record)
  })
}
