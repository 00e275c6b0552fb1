import { createHash } from 'node:crypto'
import type { Codec } from '../../../runtime/codec/port.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'

export interface TopicDigest {
  readonly topic: string
  /** Records of the data set; one that stands twice counts twice. */
  readonly records: number
  /** SHA-256 of the records without provenance, in order of their text, hexadecimal. */
  readonly digest: string
}

/** Topics that consumers outside read: every record once, for a reader of committed records. */
export const PUBLIC_TOPICS = (Object.keys(TOPICS) as TopicKey[]).filter((key) =>
  /^(sentiment|signals)\./.test(TOPICS[key].name),
)
/** Not settled: says the same between minutes, as often as there is time for. */
const UNSETTLED: readonly TopicKey[] = ['live', 'livePartials']

/** What committed readers see of topics: of one data set and, of each record, everything but where it stands. */
export async function topicDigests(
  { log, codec }: { readonly log: EventLog; readonly codec: Codec },
  { dataset, epoch }: { readonly dataset: string; readonly epoch?: number },
  topics: readonly TopicKey[] = PUBLIC_TOPICS.filter((key) => !UNSETTLED.includes(key)),
): Promise<readonly TopicDigest[]> {
  const digests: TopicDigest[] = []
  for (const key of topics) {
    const { name: topic, schema } = TOPICS[key]
    const decoder = codec.decoder(schema)
    const lines: string[] = []
    for await (const { records } of log.read({ topic, follow: false })) {
      const values = records.flatMap((record) =>
        record.value === null || isControlKey(record.key) ? [] : [record.value],
      )
      await decoder.prepare(values)
      for (const value of values) {
        const record = decoder.decode(value) as { readonly dataset?: string; readonly epoch?: number }
        if (record.dataset !== dataset || (epoch !== undefined && record.epoch !== epoch)) continue
        lines.push(JSON.stringify({ ...record, epoch: 0, position: '' }))
      }
    }
    const hash = createHash('sha256')
    for (const line of lines.sort()) hash.update(`${line}\n`)
    digests.push({ topic, records: lines.length, digest: hash.digest('hex') })
  }
  return digests
}
