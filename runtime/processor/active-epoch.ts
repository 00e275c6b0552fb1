import { TOPICS } from '../../schemas/topics.ts'
import type { Codec } from '../codec/port.ts'
import { readableValues } from '../codec/readable-values.ts'
import type { EventLog, Position } from '../log/port.ts'
import { isControlKey } from './control.ts'

/** The epoch of a data set that the views show, as market.datasets names it. */
export class ActiveEpoch {
  readonly #log: EventLog
  readonly #codec: Codec
  readonly #dataset: string
  readonly #positions = new Map<number, Position>()
  #newestVersion = -1
  #epoch: number | undefined

  constructor(log: EventLog, codec: Codec, dataset: string) {
    this.#log = log
    this.#codec = codec
    this.#dataset = dataset
  }

  /** As it was last looked up; undefined where the data set is not known. */
  get epoch(): number | undefined {
    return this.#epoch
  }

  /** Takes in what market.datasets says now. */
  async lookUp(): Promise<void> {
    const { name: topic, schema } = TOPICS.datasets
    if ((await this.#log.partitions(topic)) === undefined) return
    const decoder = this.#codec.decoder(schema)
    const from = [...this.#positions.values()]
    for await (const { partition, records, nextOffset } of this.#log.read({ topic, from, follow: false })) {
      this.#positions.set(partition, { topic, partition, offset: nextOffset })
      const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
      for (const { record } of await readableValues(decoder, values)) {
        const { dataset, active, epoch, version } = record
        if (dataset !== this.#dataset || !active || version <= this.#newestVersion) continue
        this.#newestVersion = version
        this.#epoch = epoch
      }
    }
  }
}
