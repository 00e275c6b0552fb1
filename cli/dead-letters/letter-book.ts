import { readableValues } from '../../runtime/codec/readable-values.ts'
import type { Position } from '../../runtime/log/port.ts'
import { isControlKey } from '../../runtime/processor/control.ts'
import { placeIn } from '../../runtime/processor/dead-letter.ts'
import type { DeadLetter } from '../../schemas/generated/events.ts'
import { TOPICS } from '../../schemas/topics.ts'
import type { OpenLog } from '../open-log.ts'

/** A dead letter as operators see it: once, with what became of it. */
export interface KnownLetter extends DeadLetter {
  /** Event time of the record, epoch ms; 0 where it is not known. */
  readonly time: number
  /** What became of it; null while it is open. */
  readonly outcome: string | null
}

/**
 * Every letter of the log once, in the order in which they were first written. Readers of one record write the same
 * letter each, and what settles a letter is a record of its own, wherever it stands.
 * @param from where reading begins; default: the beginning
 */
export async function readLetters(
  { log, codec }: Pick<OpenLog, 'log' | 'codec'>,
  from: readonly Position[] = [],
): Promise<KnownLetter[]> {
  const { name: topic, schema } = TOPICS.deadLetters
  if ((await log.partitions(topic)) === undefined) return []
  const letters = new Map<string, DeadLetter & { readonly time: number }>()
  const outcomes = new Map<string, string>()
  const decoder = codec.decoder(schema)
  for await (const { records } of log.read({ topic, from, follow: false })) {
    const times = new Map<Uint8Array, number>()
    for (const { key, value, timestamp } of records)
      if (value !== null && !isControlKey(key)) times.set(value, timestamp)
    for (const { record, bytes } of await readableValues(decoder, [...times.keys()])) {
      const { dataset, id, settles, reason } = record
      if (settles !== null) outcomes.set(`${dataset}/${settles}`, reason)
      else if (!letters.has(`${dataset}/${id}`))
        // A copy: the log may read its next batch into the same memory.
        letters.set(`${dataset}/${id}`, { ...record, raw: Buffer.from(record.raw), time: times.get(bytes)! })
    }
  }
  return [...letters].map(([key, letter]) => ({ ...letter, outcome: outcomes.get(key) ?? null }))
}

export interface LetterFilter {
  readonly dataset?: string | undefined
  readonly topic?: string | undefined
  readonly code?: string | undefined
  /** Event time, epoch ms. */
  readonly since?: number | undefined
  readonly open?: boolean | undefined
}

/** Letters that a command is about. `topic` is a topic's name, or a file. */
export const selected = (letters: readonly KnownLetter[], filter: LetterFilter): KnownLetter[] =>
  letters.filter(
    ({ dataset, source, code, time, outcome }) =>
      (filter.dataset === undefined || dataset === filter.dataset) &&
      (filter.topic === undefined || source === filter.topic) &&
      (filter.code === undefined || code === filter.code) &&
      (filter.since === undefined || time >= filter.since) &&
      (filter.open !== true || outcome === null),
  )

/** Where the record of a letter stands in its topic; undefined for a line of a file. */
export function recordPlace({
  source,
  position,
}: Pick<DeadLetter, 'source' | 'position'>):
  | { readonly topic: string; readonly partition: number; readonly offset: number }
  | undefined {
  const place = placeIn(position)
  if (place === undefined || !Object.values(TOPICS).some(({ name }) => name === source)) return undefined
  return { topic: source, ...place }
}
