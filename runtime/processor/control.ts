import { type EventTime, sessionClose } from '../../core/market/trade-date.ts'
import type { Control } from '../../schemas/generated/events.ts'
import { CONTROL_KEY_PREFIX, TOPICS, type TopicKey, type WriterName } from '../../schemas/topics.ts'
import type { Decoder, Encoder } from '../codec/port.ts'
import { CodecError, LogError, RecordError } from '../errors.ts'
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

/** More tasks than any processor has; readers wait for each of them. */
const MOST_TASKS = 4_096
const NAME_LETTERS = 200
/** Boundaries of a session stand on its day in Shanghai, or close to it. */
const NEAR_SESSION_MS = 2 * 86_400_000

/**
 * Reads a control record, and only such as the topic's writers may have written: one that is believed moves time, so
 * nonsense would settle too much or too little.
 * @throws CodecError, RecordError for a record that is to be passed over
 * @throws LogError `corrupt` for one of a newer program: without it time would stand still, or two sessions become one
 */
export function decodedControl(
  { topic, partition }: TopicPartition,
  { offset, value }: Pick<StoredRecord, 'offset' | 'value'>,
  decoder: Decoder<Control>,
): Control {
  if (value === null) throw new RecordError('noValue', 'A control record without a value says nothing.')
  let control: Control
  try {
    control = decoder.decode(value)
  } catch (cause) {
    if (!(cause instanceof CodecError) || cause.code !== 'incompatible') throw cause
    throw new LogError(
      'corrupt',
      `The control record at ${topic}/${partition}, offset ${offset}, cannot be read: ${cause.message}`,
      { cause },
    )
  }
  if (!writersOf(topic).includes(control.source))
    throw new RecordError(
      'foreignControl',
      `${JSON.stringify(control.source.slice(0, 40))} does not write ${topic}, so its control records say nothing here.`,
    )
  const fault = faultOf(control)
  if (fault !== undefined)
    throw new CodecError('impossible', `Control record cannot be true: ${fault}. Correct what wrote it.`)
  return control
}

/** Sources whose control records a topic carries. */
export const writersOf = (topic: string): readonly string[] => WRITERS_BY_NAME.get(topic) ?? []

const WRITERS_BY_NAME: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(TOPICS).map(({ name, writers }) => [name, writers]),
)

function faultOf({ kind, task, tasks, session, marker, eventTime }: Control): string | undefined {
  if (!(tasks >= 1 && tasks <= MOST_TASKS)) return `tasks is ${tasks}, but must be 1 to ${MOST_TASKS}`
  if (!(task >= 0 && task < tasks)) return `task is ${task} of ${tasks}`
  if (kind === 'marker' && !(marker !== null && marker.length > 0 && marker.length <= NAME_LETTERS))
    return `marker must be 1 to ${NAME_LETTERS} letters`
  if (kind === 'sessionOpen' && session === null) return 'a barrier must name its session'
  if (session !== null && Math.abs(eventTime - sessionClose(session)) > NEAR_SESSION_MS)
    return `session ${session} has no boundary at ${eventTime}`
  return undefined
}
