import type { EventLog, StoredRecord } from '../../runtime/log/port.ts'
import { type KnownLetter, recordPlace } from './letter-book.ts'

/** The record that a letter is about, as it stands in the log; undefined where it is not there any more. */
export async function originalRecord(log: EventLog, letter: KnownLetter): Promise<StoredRecord | undefined> {
  const place = recordPlace(letter)
  if (place === undefined || (await log.partitions(place.topic)) === undefined) return undefined
  const { topic, partition, offset } = place
  const reading = log.read({ topic, partitions: [partition], from: [place], follow: false })
  for await (const { records } of reading) {
    const first = records.find((record) => record.offset >= offset)
    if (first === undefined) continue
    // A copy: the log may read its next batch into the same memory.
    return first.offset === offset
      ? { ...first, value: first.value === null ? null : Buffer.from(first.value) }
      : undefined
  }
  return undefined
}
