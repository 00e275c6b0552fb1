import { LogError } from '../../../../runtime/errors.ts'
import { RunningTask } from '../../../../runtime/log/kafka/running-task.ts'
import { type TaskLayout, taskLayout } from '../../../../runtime/log/kafka/task-layout.ts'
import type {
  EventLog,
  Position,
  ReadOptions,
  RecordBatch,
  TaskGroup,
  TaskGroupSpec,
  TaskId,
  TaskRunner,
  TopicSpec,
} from '../../../../runtime/log/port.ts'
import type { Broker } from './broker.ts'
import type { Gate, Operation } from './gate.ts'
import type { Group, GroupMember } from './group.ts'
import { published } from './partition.ts'
import { SimulatedTask } from './simulated-task.ts'

const READ_RECORDS = 2_000
const FOLLOW_MS = 1_000
/** Who was fenced hears within this time whether the task is still its own. */
const HEARTBEAT_MS = 1_500

/** The event log as one process sees it: the broker, through the gate of the process. Members share their tasks, as on Kafka. */
export class SimulatedLog implements EventLog {
  readonly kind = 'kafka'
  readonly #broker: Broker
  readonly #gate: Gate
  readonly #closing = new AbortController()
  readonly #groups: SimulatedGroup[] = []

  constructor(broker: Broker, gate: Gate) {
    this.#broker = broker
    this.#gate = gate
  }

  ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    return this.#pass('topics', () => this.#broker.ensureTopics(topics))
  }

  partitions(topic: string): Promise<number | undefined> {
    return this.#pass('topics', () => this.#broker.partitions(topic)?.length)
  }

  ends(topic: string): Promise<readonly Position[]> {
    return this.#pass('topics', () =>
      this.#broker.required(topic).map(({ partition, end }) => ({ topic, partition, offset: end })),
    )
  }

  committed(consumer: Pick<TaskId, 'application' | 'processor'>): Promise<readonly Position[]> {
    return this.#pass('topics', () => this.#broker.committed(consumer))
  }

  async *read({ topic, partitions, from = [], follow, signal }: ReadOptions): AsyncGenerator<RecordBatch> {
    const all = await this.#pass('read', () => this.#broker.required(topic))
    const wanted = all.filter(({ partition }) => partitions?.includes(partition) ?? true)
    const ends = new Map(wanted.map((input) => [input, input.end]))
    const offsets = new Map(
      wanted.map((input) => [
        input,
        from.find(({ partition }) => partition === input.partition)?.offset ?? 0,
      ]),
    )
    const isOver = (): boolean => signal?.aborted === true || this.#closing.signal.aborted
    while (!isOver()) {
      let found = false
      for (const input of wanted) {
        const offset = offsets.get(input)!
        const end = follow ? input.end : ends.get(input)!
        if (offset >= end) continue
        found = true
        const taken = await this.#pass('read', () => input.take(offset, READ_RECORDS, end))
        offsets.set(input, taken.nextOffset)
        if (taken.records.length > 0) yield { topic, partition: input.partition, ...taken }
        if (isOver()) return
      }
      if (found) continue
      if (!follow) return
      await published(wanted, FOLLOW_MS, [signal, this.#closing.signal])
    }
  }

  async join(spec: TaskGroupSpec, run: TaskRunner): Promise<TaskGroup> {
    const group = await this.#pass('join', () => {
      const counts = new Map(spec.inputs.map((topic) => [topic, this.#broker.required(topic).length]))
      return new SimulatedGroup(this.#broker, this.#gate, spec, taskLayout(spec, counts), run)
    })
    this.#groups.push(group)
    return group
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    await Promise.all(this.#groups.map((group) => group.stop()))
    this.#closing.abort()
  }

  #pass<T>(operation: Operation, action: () => T): Promise<T> {
    return this.#gate.pass({ port: 'log', operation }, () => {
      if (this.#closing.signal.aborted) throw new LogError('closed', 'The event log is closed.')
      return action()
    })
  }
}

let members = 0

/** Tasks of one processor in one process. */
class SimulatedGroup implements TaskGroup {
  readonly done: Promise<void>
  readonly #broker: Broker
  readonly #gate: Gate
  readonly #spec: TaskGroupSpec
  readonly #layout: TaskLayout
  readonly #run: TaskRunner
  /** Undefined for a source, whose only task goes to whoever asks last. */
  readonly #group: Group | undefined
  readonly #member: GroupMember
  readonly #running = new Map<number, RunningTask>()
  readonly #ended = new Set<number>()
  #assigned: readonly number[] = []
  #changes: Promise<void> = Promise.resolve()
  #stopping: Promise<void> | undefined
  #finish!: () => void
  #fail!: (error: unknown) => void

  constructor(broker: Broker, gate: Gate, spec: TaskGroupSpec, layout: TaskLayout, run: TaskRunner) {
    this.#broker = broker
    this.#gate = gate
    this.#spec = spec
    this.#layout = layout
    this.#run = run
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
    })
    this.done.catch(() => undefined)
    members += 1
    this.#member = {
      id: `${gate.owner}#${String(members).padStart(9, '0')}`,
      owner: gate.owner,
      assigned: (tasks) => this.#assign(tasks),
    }
    if (spec.inputs.length === 0) this.#assign([0])
    else this.#group = broker.group(`${spec.application}/${spec.processor}`, layout.tasks)
    this.#group?.join(this.#member)
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  #assign(tasks: readonly number[]): void {
    if (this.#stopping !== undefined) return
    this.#assigned = tasks
    this.#changes = this.#changes.then(() => this.#heartbeat()).then(() => this.#apply())
  }

  /** A member hears of a change when it asks for it; one that has died, or stands still, does not. */
  #heartbeat(): Promise<void> {
    return this.#gate.pass({ port: 'log', operation: 'heartbeat' }, () => undefined).catch(() => undefined)
  }

  async #apply(): Promise<void> {
    const assigned = new Set(this.#assigned)
    const gone = [...this.#running].filter(([task]) => !assigned.has(task))
    for (const [task] of gone) this.#running.delete(task)
    await Promise.all(gone.map(([, running]) => running.revoke()))
    if (this.#stopping !== undefined) return
    for (const task of assigned) if (!this.#running.has(task) && !this.#ended.has(task)) this.#start(task)
  }

  #start(task: number): void {
    const { application, processor } = this.#spec
    const id: TaskId = { application, processor, task, tasks: this.#layout.tasks }
    const inputs = this.#layout
      .inputs(task)
      .map(({ topic, partition }) => this.#broker.required(topic)[partition]!)
    const running = new RunningTask({
      open: () =>
        this.#gate.pass(
          { port: 'log', operation: 'open', processor },
          () => new SimulatedTask(this.#broker, this.#gate, id, inputs, this.#broker.open(id)),
        ),
      run: this.#run,
      stillAssigned: (signal) => this.#stillAssigned(task, signal),
    })
    this.#running.set(task, running)
    running.ended.then(
      (byItself) => {
        if (!byItself) return
        this.#ended.add(task)
        if (this.#ended.size === this.#layout.tasks) this.#finish()
      },
      (error: unknown) => this.#fail(error),
    )
  }

  async #stillAssigned(task: number, signal: AbortSignal): Promise<boolean> {
    if (this.#group === undefined) {
      this.#finish()
      return false
    }
    await published([], HEARTBEAT_MS, [signal])
    await this.#heartbeat()
    return !signal.aborted && this.#group.has(this.#member, task)
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map((task) => task.revoke()))
    await this.#changes
    this.#group?.leave(this.#member)
    this.#finish()
  }
}
