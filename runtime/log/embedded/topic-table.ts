import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { LogError } from '../../errors.ts'
import type { TopicSpec } from '../port.ts'
import type { Catalog } from './catalog.ts'
import { PartitionLog } from './partition-log.ts'
import { removeOrphans } from './retention.ts'

const TOPIC_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/

interface Topic {
  readonly spec: TopicSpec
  readonly partitions: readonly PartitionLog[]
}

/** The topics of a log and their partitions, as the catalog has them. */
export class TopicTable {
  readonly #catalog: Catalog
  readonly #directory: string
  readonly #topics = new Map<string, Topic>()
  #sequence = -1

  constructor(catalog: Catalog, directory: string) {
    this.#catalog = catalog
    this.#directory = join(directory, 'segments')
    this.refresh()
  }

  spec(topic: string): TopicSpec | undefined {
    return this.#topics.get(topic)?.spec
  }

  partitions(topic: string): readonly PartitionLog[] | undefined {
    return this.#topics.get(topic)?.partitions
  }

  /** @throws LogError `topicMismatch` where the topic does not exist. */
  required(topic: string): readonly PartitionLog[] {
    const partitions = this.partitions(topic)
    if (partitions !== undefined) return partitions
    throw new LogError('topicMismatch', `Topic ${topic} does not exist: create it with ensureTopics first.`)
  }

  /** Takes over what was committed since, by this process or another one. */
  refresh(): void {
    this.#catalog.refresh()
    const sequence = this.#catalog.sequence()
    if (sequence === this.#sequence) return
    this.#sequence = sequence
    for (const spec of this.#catalog.topics()) {
      const known = this.#topics.get(spec.name)
      if (known === undefined) this.#topics.set(spec.name, { spec, partitions: this.#load(spec) })
      else for (const partition of known.partitions) this.#update(partition)
    }
  }

  /** Creates the directories of new topics, checks known ones, writes the specs. */
  async ensure(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) this.#check(spec)
    const changed = specs.filter((spec) => JSON.stringify(spec) !== JSON.stringify(this.spec(spec.name)))
    if (changed.length === 0) return
    for (const spec of changed) {
      for (let partition = 0; partition < spec.partitions; partition++) {
        mkdirSync(this.#partitionDirectory(spec.name, partition), { recursive: true })
      }
    }
    await this.#catalog.apply({ topics: changed })
    for (const spec of changed) {
      const partitions = this.partitions(spec.name) ?? this.#load(spec)
      this.#topics.set(spec.name, { spec, partitions })
    }
  }

  /** Deletes files that a dead process left behind, and makes folders that a copy of the files lacks. Only for the process that writes. */
  async clean(): Promise<void> {
    for (const { partitions } of this.#topics.values()) {
      for (const partition of partitions) {
        mkdirSync(partition.directory, { recursive: true })
        await removeOrphans(partition)
      }
    }
  }

  #check(spec: TopicSpec): void {
    if (!TOPIC_NAME.test(spec.name) || !Number.isSafeInteger(spec.partitions) || spec.partitions < 1) {
      throw new LogError(
        'topicMismatch',
        `Topic ${spec.name} with ${spec.partitions} partitions: a name has letters, digits, dots, dashes and underscores, a topic at least one partition.`,
      )
    }
    const existing = this.spec(spec.name)?.partitions
    if (existing === undefined || existing === spec.partitions) return
    throw new LogError(
      'topicMismatch',
      `Topic ${spec.name} has ${existing} partitions, not ${spec.partitions}: keep its count, or choose another PULSE_HOME and rebuild.`,
    )
  }

  #update(partition: PartitionLog): void {
    const segments = this.#catalog.segments(partition)
    if (JSON.stringify(segments) !== JSON.stringify(partition.segments)) partition.publish(segments)
  }

  #load({ name: topic, partitions }: TopicSpec): PartitionLog[] {
    return Array.from({ length: partitions }, (_, partition) => {
      const place = { topic, partition }
      return new PartitionLog(
        place,
        this.#partitionDirectory(topic, partition),
        this.#catalog.segments(place),
      )
    })
  }

  #partitionDirectory(topic: string, partition: number): string {
    return join(this.#directory, topic, String(partition))
  }
}
