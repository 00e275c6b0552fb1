import { TOPICS, type TopicKey } from '../../../../schemas/topics.ts'

/** Topics that the stream is made of, in the order in which positions name them. */
export const STREAM_TOPICS = [
  'minutes',
  'live',
  'limitChanges',
  'partials',
  'livePartials',
  'groups',
  'stage',
  'ladder',
] as const satisfies readonly TopicKey[]

export type StreamTopic = (typeof STREAM_TOPICS)[number]

/** Next offset to be seen, by slot: one slot per partition of every stream topic. */
export type Offsets = readonly number[]

/** Which slot is which partition. A log that was laid out otherwise has other positions. */
export class Layout {
  readonly size: number
  readonly #first = new Map<StreamTopic, number>()
  readonly #counts: readonly number[]

  constructor(partitions: Readonly<Record<StreamTopic, number>>) {
    this.#counts = STREAM_TOPICS.map((topic) => partitions[topic])
    let slot = 0
    for (const topic of STREAM_TOPICS) {
      this.#first.set(topic, slot)
      slot += partitions[topic]
    }
    this.size = slot
  }

  slot(topic: StreamTopic, partition: number): number {
    return this.#first.get(topic)! + partition
  }

  /** The slots of a topic, in the order of its partitions. */
  slots(topic: StreamTopic): readonly { readonly slot: number; readonly partition: number }[] {
    const count = this.#counts[STREAM_TOPICS.indexOf(topic)]!
    return Array.from({ length: count }, (_, partition) => ({ slot: this.slot(topic, partition), partition }))
  }

  topicName(topic: StreamTopic): string {
    return TOPICS[topic].name
  }

  /** Text of a position: version, layout, offsets in base 36. */
  encode(offsets: Offsets): string {
    return `1-${this.#counts.join('.')}-${offsets.map((offset) => offset.toString(36)).join('.')}`
  }

  /** Undefined for what is no position of this layout. */
  decode(text: string): number[] | undefined {
    const [version, counts, list, ...rest] = text.split('-')
    if (version !== '1' || counts !== this.#counts.join('.') || list === undefined || rest.length > 0)
      return undefined
    const parts = list.split('.')
    if (parts.length !== this.size || !parts.every((part) => /^[\da-z]{1,11}$/.test(part))) return undefined
    const offsets = parts.map((part) => Number.parseInt(part, 36))
    return offsets.every(Number.isSafeInteger) ? offsets : undefined
  }
}

/** Of each slot the later one. */
export const later = (left: Offsets, right: Offsets): number[] =>
  left.map((offset, slot) => Math.max(offset, right[slot]!))

/** Whether everything before `left` lies before `right` too. */
export const isCoveredBy = (left: Offsets, right: Offsets): boolean =>
  left.every((offset, slot) => offset <= right[slot]!)
