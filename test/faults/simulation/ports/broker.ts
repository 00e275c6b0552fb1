import { LogError } from '../../../../runtime/errors.ts'
import { MAX_RECORD_BYTES } from '../../../../runtime/log/limits.ts'
import { keyPartition } from '../../../../runtime/log/partitioner.ts'
import type {
  Commit,
  OutgoingRecord,
  Position,
  RestoredState,
  TaskId,
  TopicSpec,
} from '../../../../runtime/log/port.ts'
import { Group } from './group.ts'
import { Partition } from './partition.ts'

export const taskName = ({ application, processor, task }: Omit<TaskId, 'tasks'>): string =>
  `${application}/${processor}/${task}`

/** What stands in the log of one task. */
interface TaskRecord {
  /** Counts its owners; only the newest may commit. */
  owner: number
  readonly state: Map<string, Uint8Array>
  readonly positions: Map<string, Position>
}

/** Ways in which a broker could be wrong; a test plants one to see that it is found. */
export type BrokerDefect = 'zombiesCommit' | 'tornCommit' | 'forgetsProgress'

/** What all processes of a simulated world share of the event log: topics, what tasks committed, who owns which task. */
export class Broker {
  defect: BrokerDefect | undefined
  readonly #topics = new Map<
    string,
    { readonly spec: TopicSpec; readonly partitions: readonly Partition[] }
  >()
  readonly #tasks = new Map<string, TaskRecord>()
  readonly #groups = new Map<string, Group>()

  ensureTopics(specs: readonly TopicSpec[]): void {
    for (const spec of specs) {
      const known = this.#topics.get(spec.name)
      if (known === undefined) {
        const partitions = Array.from({ length: spec.partitions }, (_, at) => new Partition(spec.name, at))
        this.#topics.set(spec.name, { spec, partitions })
      } else if (known.partitions.length !== spec.partitions)
        throw new LogError(
          'topicMismatch',
          `Topic ${spec.name} has ${known.partitions.length} partitions, not ${spec.partitions}.`,
        )
    }
  }

  partitions(topic: string): readonly Partition[] | undefined {
    return this.#topics.get(topic)?.partitions
  }

  required(topic: string): readonly Partition[] {
    const partitions = this.partitions(topic)
    if (partitions === undefined)
      throw new LogError('topicMismatch', `There is no topic ${topic}: create it first.`)
    return partitions
  }

  /** Makes a process the owner of a task, which fences the one before it. */
  open(id: TaskId): number {
    const task = this.#task(taskName(id))
    task.owner += 1
    return task.owner
  }

  /** @throws LogError `fenced` for whoever is not the newest owner */
  checkOwner(id: TaskId, owner: number): void {
    if (this.#task(taskName(id)).owner === owner) return
    throw new LogError('fenced', `Task ${taskName(id)} has another owner now.`)
  }

  restore(id: TaskId): RestoredState {
    const { state, positions } = this.#task(taskName(id))
    const entries = [...state].filter(
      ([key]) => this.defect !== 'forgetsProgress' || !key.endsWith('/progress'),
    )
    return { state: new Map(entries), positions: [...positions.values()] }
  }

  /** Where the tasks of a processor stand. */
  committed({ application, processor }: Pick<TaskId, 'application' | 'processor'>): readonly Position[] {
    return [...this.#tasks].flatMap(([name, { positions }]) =>
      name.startsWith(`${application}/${processor}/`) ? [...positions.values()] : [],
    )
  }

  /** What a task has in its changelog, to be damaged. */
  stateOf(name: string): Map<string, Uint8Array> | undefined {
    return this.#tasks.get(name)?.state
  }

  get taskNames(): readonly string[] {
    return [...this.#tasks.keys()]
  }

  /** Writes everything of a commit, or nothing. */
  commit(id: TaskId, owner: number, { outputs, state, positions }: Commit): void {
    if (this.defect !== 'zombiesCommit') this.checkOwner(id, owner)
    const placed = this.#placed(outputs)
    if (this.defect === 'tornCommit' && placed.size > 1) placed.delete([...placed.keys()].at(-1)!)
    const task = this.#task(taskName(id))
    for (const [key, value] of state)
      if (value === null) task.state.delete(key)
      else task.state.set(key, value)
    for (const position of positions) task.positions.set(`${position.topic}/${position.partition}`, position)
    for (const [partition, records] of placed) partition.append(records)
    for (const partition of placed.keys()) partition.publish()
  }

  group(name: string, tasks: number): Group {
    const known = this.#groups.get(name) ?? new Group(tasks)
    this.#groups.set(name, known)
    return known
  }

  /** Takes a process out of all groups: it has not been heard of for too long. */
  evict(owner: string): void {
    for (const group of this.#groups.values()) group.evict(owner)
  }

  /** A process that was taken out is heard of again. */
  heard(owner: string): void {
    for (const group of this.#groups.values()) group.heard(owner)
  }

  compact(): void {
    for (const { spec, partitions } of this.#topics.values())
      for (const partition of partitions) partition.compact(spec)
  }

  #task(name: string): TaskRecord {
    const known = this.#tasks.get(name) ?? { owner: 0, state: new Map(), positions: new Map() }
    this.#tasks.set(name, known)
    return known
  }

  #placed(outputs: readonly OutgoingRecord[]): Map<Partition, OutgoingRecord[]> {
    const placed = new Map<Partition, OutgoingRecord[]>()
    for (const record of outputs) {
      const partitions = this.required(record.topic)
      const number = record.partition ?? keyPartition(record.key, partitions.length)
      const partition = partitions[number]
      if (partition === undefined)
        throw new LogError('topicMismatch', `Topic ${record.topic} has no partition ${number}.`)
      if ((record.value?.length ?? 0) + record.key.length > MAX_RECORD_BYTES)
        throw new LogError(
          'recordTooLarge',
          `A record for ${record.topic} is larger than ${MAX_RECORD_BYTES} bytes.`,
        )
      const records = placed.get(partition)
      if (records === undefined) placed.set(partition, [record])
      else records.push(record)
    }
    return placed
  }
}
