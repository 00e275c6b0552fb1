import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { partitionKey } from '../log/partition-key.ts'
import type { Position, RecordBatch, TaskId, TopicPartition } from '../log/port.ts'
import type { TaskProgress } from '../processor/run-processor.ts'
import { marketClock } from './market-clock.ts'
import type { Meters } from './meters.ts'
import type { TaskObserver } from './observed-log.ts'

const TASK = ['processor', 'task'] as const
/** Seconds; a batch takes milliseconds live and seconds in a replay. */
const WORK_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const RESTORE_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60]

/** A task of this process, as far as its metrics need it. */
interface WatchedTask {
  readonly id: TaskId
  /** Where reading goes on, by topic and partition. */
  readonly positions: Map<string, Position>
  readonly stateBytes: Map<string, number>
  newestEvent: number | undefined
  watermark: number | undefined
  counts: Pick<TaskProgress, 'events' | 'late' | 'duplicates' | 'deadLetters'>
}

const NO_COUNTS = { events: 0, late: 0, duplicates: 0, deadLetters: 0 } as const

/** What the tasks of a process do: processors, sinks and sources alike. A sink's processor is the topic it stores. */
export class TaskMeters implements TaskObserver {
  readonly #tasks = new Map<string, WatchedTask>()
  readonly #lag = new Map<string, { readonly labels: LagLabels; readonly records: number }>()
  readonly #events
  readonly #late
  readonly #duplicates
  readonly #deadLetters
  readonly #records
  readonly #batch
  readonly #commit
  readonly #restore
  readonly #assignments
  readonly #failures

  constructor(meters: Meters) {
    this.#events = meters.counter('task_events_total', 'Events applied by a processor.', TASK)
    this.#late = meters.counter('task_late_total', 'Events that came late, as a processor counts them.', TASK)
    this.#duplicates = meters.counter('task_duplicates_total', 'Events that were there already.', TASK)
    this.#deadLetters = meters.counter('task_dead_letters_total', 'Records put aside as dead letters.', TASK)
    this.#records = meters.counter('task_records_total', 'Records read, control records included.', TASK)
    this.#batch = meters.histogram(
      'task_batch_seconds',
      'From having read records until they are settled and applied.',
      ['processor'],
      WORK_BUCKETS,
    )
    this.#commit = meters.histogram('task_commit_seconds', 'Time of one commit.', ['processor'], WORK_BUCKETS)
    this.#restore = meters.histogram(
      'task_restore_seconds',
      'From asking for the state until reading goes on.',
      ['processor'],
      RESTORE_BUCKETS,
    )
    this.#assignments = meters.counter(
      'task_assignments_total',
      'Tasks given to this process or taken from it, by change: every rebalance shows here.',
      ['processor', 'change'],
    )
    this.#failures = meters.counter(
      'task_failures_total',
      'Calls of a task that failed: aborted and fenced pass, the others end the process.',
      ['processor', 'task', 'code'],
    )
    this.#readings(meters)
  }

  assigned(id: TaskId, inputs: readonly TopicPartition[]): void {
    this.#assignments.inc({ processor: id.processor, change: 'assigned' })
    const positions = new Map(inputs.map((input) => [partitionKey(input), { ...input, offset: 0 }]))
    this.#tasks.set(nameOf(id), {
      id,
      positions,
      stateBytes: new Map(),
      newestEvent: undefined,
      watermark: undefined,
      counts: NO_COUNTS,
    })
    const labels = taskLabels(id)
    // So that a rate has a zero to begin with.
    this.#records.inc(labels, 0)
    for (const code of ['aborted', 'fenced']) this.#failures.inc({ ...labels, code }, 0)
  }

  released(id: TaskId): void {
    this.#assignments.inc({ processor: id.processor, change: 'released' })
    const task = this.#tasks.get(nameOf(id))
    if (task === undefined) return
    this.#tasks.delete(nameOf(id))
    for (const place of task.positions.keys()) this.#lag.delete(`${nameOf(id)}/${place}`)
  }

  restored(id: TaskId, { state, positions }: Parameters<TaskObserver['restored']>[1], seconds: number): void {
    this.#restore.observe({ processor: id.processor }, seconds)
    const task = this.#tasks.get(nameOf(id))
    if (task === undefined) return
    for (const position of positions) task.positions.set(partitionKey(position), position)
    task.stateBytes.clear()
    for (const [key, value] of state) task.stateBytes.set(key, value.byteLength)
  }

  polled(id: TaskId, batches: readonly RecordBatch[]): void {
    const task = this.#tasks.get(nameOf(id))
    let records = 0
    for (const { topic, partition, nextOffset: offset, records: read } of batches) {
      records += read.length
      const newest = read.at(-1)?.timestamp
      if (task === undefined) continue
      task.positions.set(partitionKey({ topic, partition }), { topic, partition, offset })
      if (newest !== undefined && newest > (task.newestEvent ?? 0)) task.newestEvent = newest
    }
    this.#records.inc(taskLabels(id), records)
  }

  worked({ processor }: TaskId, seconds: number): void {
    this.#batch.observe({ processor }, seconds)
  }

  committed(id: TaskId, { state }: Parameters<TaskObserver['committed']>[1], seconds: number): void {
    this.#commit.observe({ processor: id.processor }, seconds)
    const bytes = this.#tasks.get(nameOf(id))?.stateBytes
    for (const [key, value] of state)
      if (value === null) bytes?.delete(key)
      else bytes?.set(key, value.byteLength)
  }

  failed(id: TaskId, code: string): void {
    this.#failures.inc({ ...taskLabels(id), code })
  }

  /** Counts of a task are since it was opened; ours go on. */
  progressed({ processor, task: number, watermark, ...counts }: TaskProgress): void {
    const labels = { processor, task: String(number) }
    const task = this.#tasks.get(`${processor}/${number}`)
    if (task === undefined) return
    const { counts: before } = task
    task.watermark = watermark > 0 ? watermark : undefined
    this.#events.inc(labels, Math.max(counts.events - before.events, 0))
    this.#late.inc(labels, Math.max(counts.late - before.late, 0))
    this.#duplicates.inc(labels, Math.max(counts.duplicates - before.duplicates, 0))
    this.#deadLetters.inc(labels, Math.max(counts.deadLetters - before.deadLetters, 0))
    task.counts = counts
  }

  /** Topics that are read here. */
  topics(): readonly string[] {
    return [
      ...new Set(
        [...this.#tasks.values()].flatMap(({ positions }) =>
          [...positions.values()].map(({ topic }) => topic),
        ),
      ),
    ]
  }

  /** Compares the ends of a topic with where its readers here are. */
  measureLag(ends: readonly Position[]): void {
    for (const [name, { id, positions }] of this.#tasks)
      for (const end of ends) {
        const at = positions.get(partitionKey(end))
        if (at === undefined) continue
        const labels = { ...taskLabels(id), topic: end.topic, partition: String(end.partition) }
        this.#lag.set(`${name}/${partitionKey(end)}`, {
          labels,
          records: Math.max(end.offset - at.offset, 0),
        })
      }
  }

  #readings(meters: Meters): void {
    meters.gauge(
      'task_lag_records',
      'Records between where a task reads and the committed end.',
      [...TASK, 'topic', 'partition'],
      (gauge) => {
        for (const { labels, records } of this.#lag.values()) gauge.set(labels, records)
      },
    )
    meters.gauge('tasks', 'Tasks at work in this process.', ['processor'], (gauge) => {
      for (const { id } of this.#tasks.values()) gauge.inc({ processor: id.processor })
    })
    this.#perTask(meters, 'task_watermark_seconds', 'Watermark, event time.', ({ watermark }) =>
      watermark === undefined ? undefined : watermark / 1000,
    )
    this.#perTask(
      meters,
      'task_watermark_delay_seconds',
      'How far the watermark is behind the exchange, whose clock stands still while it is closed.',
      ({ watermark }) =>
        watermark === undefined
          ? undefined
          : Math.max(marketClock(Date.now(), chineseCalendar).time - watermark, 0) / 1000,
    )
    this.#perTask(
      meters,
      'task_newest_event_seconds',
      'Event time of the newest record that was read.',
      ({ newestEvent }) => (newestEvent === undefined ? undefined : newestEvent / 1000),
    )
    this.#perTask(
      meters,
      'task_state_bytes',
      'Committed state: checkpoints and the like.',
      ({ stateBytes }) => [...stateBytes.values()].reduce((sum, bytes) => sum + bytes, 0),
    )
  }

  #perTask(
    meters: Meters,
    name: string,
    help: string,
    read: (task: WatchedTask) => number | undefined,
  ): void {
    meters.gauge(name, help, TASK, (gauge) => {
      for (const task of this.#tasks.values()) {
        const value = read(task)
        if (value !== undefined) gauge.set(taskLabels(task.id), value)
      }
    })
  }
}

type LagLabels = ReturnType<typeof taskLabels> & { readonly topic: string; readonly partition: string }

const nameOf = ({ processor, task }: TaskId): string => `${processor}/${task}`
const taskLabels = ({ processor, task }: TaskId) => ({ processor, task: String(task) })
