import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control } from '../../schemas/generated/events.ts'
import { CONTROL_KEY_PREFIX, TOPICS, type TopicKey, type WriterName } from '../../schemas/topics.ts'
import type { Decoder, Encoder } from '../codec/port.ts'
import { LogError } from '../errors.ts'
import type { OutgoingRecord, StoredRecord, TopicPartition } from '../log/port.ts'

/** Who writes control records, and under which data set and epoch. */
export interface ControlWriter {
  readonly source: WriterName
  readonly task: number
  readonly tasks: number
}

/** What a control record says; the rest is who says it. */
export type ControlContent = Pick<Control, 'kind' | 'eventTime'> &
  Partial<
    Pick<Control, 'session' | 'previousSession' | 'history' | 'dataGap' | 'references' | 'marker' | 'ticks'>
  >

/** Partition counts of the topics that a writer writes to. */
export type PartitionCounts = ReadonlyMap<TopicKey, number>

export function controlRecord(
  writer: ControlWriter,
  place: { readonly dataset: string; readonly epoch: number; readonly sequence: number },
  content: ControlContent,
): Control {
  // Field by field: each processor writes two of them a session, and a spread of three parts takes ten times as long.
  return {
    dataset: place.dataset,
    epoch: place.epoch,
    sequence: place.sequence,
    source: writer.source,
    task: writer.task,
    tasks: writer.tasks,
    kind: content.kind,
    eventTime: content.eventTime,
    session: content.session ?? null,
    previousSession: content.previousSession ?? null,
    history: content.history ?? 'known',
    dataGap: content.dataGap ?? false,
    references: content.references ?? {},
    marker: content.marker ?? null,
    ticks: content.ticks ?? false,
  }
}

/** One copy of a control record for every partition of every given topic. */
export function broadcast(
  control: Control,
  encoder: Encoder<Control>,
  topics: readonly TopicKey[],
  counts: PartitionCounts,
): OutgoingRecord[] {
  const value = encoder.encode(control)
  const key = `${CONTROL_KEY_PREFIX}${control.source}/${control.task}`
  const timestamp = control.eventTime as EventTime
  const records: OutgoingRecord[] = []
  for (const each of topics) {
    const topic = TOPICS[each].name
    const count = counts.get(each) ?? 1
    for (let partition = 0; partition < count; partition += 1)
      records.push({ topic, key, value, timestamp, partition })
  }
  return records
}

export const isControlKey = (key: string): boolean => key.startsWith(CONTROL_KEY_PREFIX)

/**
 * Reads a control record. One that cannot be read stops the reader: without it time would stand still, or
 * two sessions would become one.
 * @throws LogError `corrupt`
 */
export function decodedControl(
  { topic, partition }: TopicPartition,
  { offset, value }: StoredRecord,
  decoder: Decoder<Control>,
): Control {
  try {
    return decoder.decode(value!)
  } catch (cause) {
    throw new LogError(
      'corrupt',
      `The control record at ${topic}/${partition}, offset ${offset}, cannot be read. If a newer version of ` +
        'the program wrote it, run that version.',
      { cause },
    )
  }
}
