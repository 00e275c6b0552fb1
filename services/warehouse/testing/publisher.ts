import type { EventTime } from '../../../core/market/trade-date.ts'
import type { Codec, Encoder } from '../../../runtime/codec/port.ts'
import { type OwnedTask, ownTask } from '../../../runtime/log/own-task.ts'
import type { EventLog, OutgoingRecord } from '../../../runtime/log/port.ts'
import { broadcast, controlRecord } from '../../../runtime/processor/control.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import { type StoredTopic, TABLES } from '../ddl/tables.ts'

const STORED = Object.keys(TABLES) as StoredTopic[]
/** Tasks that each writer of control records pretends to have. */
const TASKS = 2

/** Writes to a log what the services before the warehouse would: events, control records, markers. */
export class Publisher {
  readonly #codec: Codec
  readonly #partitions: ReadonlyMap<TopicKey, number>
  readonly #owned: OwnedTask

  static async open(log: EventLog, codec: Codec, keyedPartitions: number): Promise<Publisher> {
    const partitions = new Map<TopicKey, number>(
      STORED.map((key) => [key, TOPICS[key].partitioning === 'keyed' ? keyedPartitions : 1]),
    )
    await log.ensureTopics(
      STORED.map((key) => ({
        name: TOPICS[key].name,
        cleanup: TOPICS[key].cleanup,
        partitions: partitions.get(key)!,
      })),
    )
    return new Publisher(
      codec,
      partitions,
      await ownTask(log, { application: 'test', processor: 'publisher' }),
    )
  }

  private constructor(codec: Codec, partitions: ReadonlyMap<TopicKey, number>, owned: OwnedTask) {
    this.#codec = codec
    this.#partitions = partitions
    this.#owned = owned
  }

  /** Events of a topic in one transaction; the key is the symbol, where there is one. */
  async publish(topic: StoredTopic, events: readonly object[]): Promise<void> {
    const { name, schema } = TOPICS[topic]
    const encoder = (await this.#codec.encoder(name, schema)) as Encoder<unknown>
    await this.write(
      events.map((event) => {
        const { dataset, symbol, eventTime } = event as {
          dataset: string
          symbol?: string
          eventTime?: number
        }
        return {
          topic: name,
          key: `${dataset}/${symbol ?? schema}`,
          value: encoder.encode(event),
          timestamp: eventTime ?? 0,
        }
      }),
    )
  }

  async write(outputs: readonly OutgoingRecord[]): Promise<void> {
    await this.#owned.task.commit({ outputs, state: new Map(), positions: [] })
  }

  /** The marker of a run, from every task of every writer on every partition, but those left out. */
  async mark(
    marker: string,
    except: { readonly source?: string; readonly task?: number } = {},
  ): Promise<void> {
    const encoder = await this.#codec.encoder(TOPICS.bars1d.name, 'control')
    for (const topic of STORED)
      for (const source of TOPICS[topic].writers)
        for (let task = 0; task < TASKS; task += 1) {
          if (source === except.source && task === (except.task ?? task)) continue
          const control = controlRecord(
            { source, task, tasks: TASKS },
            { dataset: 'main', epoch: 1, sequence: 1 },
            { kind: 'marker', eventTime: 0 as EventTime, marker },
          )
          await this.write(broadcast(control, encoder, [topic], this.#partitions))
        }
  }

  close(): Promise<void> {
    return this.#owned.release()
  }
}
