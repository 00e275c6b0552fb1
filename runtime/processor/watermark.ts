import type { EventTime } from '../../core/market/trade-date.ts'

/** Before any punctuation and any event: series of closes begin long before 1970. */
export const BEGINNING = -(2 ** 51) as EventTime

/**
 * The watermark of a reader: the minimum, over every task of every writer and every partition that it
 * writes to, of the event time up to which that writer has published everything. Punctuation is the
 * only thing that moves it.
 */
export class WatermarkTracker {
  readonly #channels: readonly Channel[]
  readonly #times = new Map<string, EventTime>()
  readonly #tasks = new Map<string, number>()
  #floor: EventTime

  /** @param floor watermark that is already known to have been reached (a restored task). */
  constructor(channels: readonly Channel[], floor: EventTime = BEGINNING) {
    this.#channels = channels
    this.#floor = floor
  }

  /** Takes in one punctuation; how many tasks its writer has is learnt from the record. */
  observe(
    at: Channel & { readonly task: number; readonly tasks: number; readonly eventTime: EventTime },
  ): void {
    this.#tasks.set(at.source, at.tasks)
    const key = channelKey(at, at.task)
    const before = this.#times.get(key) ?? BEGINNING
    if (at.eventTime > before) this.#times.set(key, at.eventTime)
  }

  get current(): EventTime {
    let minimum = Number.POSITIVE_INFINITY
    for (const channel of this.#channels) {
      const tasks = this.#tasks.get(channel.source)
      if (tasks === undefined) return this.#floor
      for (let task = 0; task < tasks; task += 1) {
        const time = this.#times.get(channelKey(channel, task)) ?? this.#floor
        if (time < minimum) minimum = time
      }
    }
    if (minimum > this.#floor && minimum !== Number.POSITIVE_INFINITY) this.#floor = minimum as EventTime
    return this.#floor
  }
}

/** One writer's path to this reader. */
export interface Channel {
  readonly source: string
  readonly topic: string
  readonly partition: number
}

const channelKey = (channel: Channel, task: number): string =>
  `${channel.source}/${task}/${channel.topic}/${channel.partition}`
