import { once } from 'node:events'
import type { TaskGroup, TaskGroupSpec, TaskId, TaskRunner } from '../port.ts'
import { GroupMember } from './group-member.ts'
import { RunningTask } from './running-task.ts'
import { taskAssigner } from './task-assigner.ts'
import { changelogTopic, type TaskLayout, taskLayout } from './task-layout.ts'
import { KafkaTaskLog, type TaskLogOptions } from './task-log.ts'

/** What every task of a log shares. */
export type SharedParts = Pick<TaskLogOptions, 'client' | 'topics' | 'ownWrites'>

/**
 * The tasks of one processor in this process. A source (no inputs) has one task, which every new owner takes from
 * the one before. Other processors share their tasks in a consumer group:
 *
 *   joined the group  -> call back the tasks that went to others, run those that came
 *   a runner fenced   -> wait until the group confirms that the task is still ours, then open it again
 *   a runner failed   -> `done` rejects
 */
export class KafkaTaskGroup implements TaskGroup {
  readonly done: Promise<void>
  readonly #shared: SharedParts
  readonly #spec: TaskGroupSpec
  readonly #layout: TaskLayout
  readonly #run: TaskRunner
  readonly #running = new Map<number, RunningTask>()
  readonly #endedTasks = new Set<number>()
  readonly #confirmations = new EventTarget()
  #member: GroupMember | undefined
  #assigned: ReadonlySet<number> = new Set()
  /** Changes of assignment, one after the other. */
  #changes: Promise<void> = Promise.resolve()
  #stopping: Promise<void> | undefined
  #finish!: () => void
  #fail!: (error: unknown) => void

  static async join(shared: SharedParts, spec: TaskGroupSpec, run: TaskRunner): Promise<KafkaTaskGroup> {
    const { topics } = shared
    const counts = new Map<string, number>()
    for (const topic of spec.inputs) counts.set(topic, await topics.existing(topic))
    const layout = taskLayout(spec, counts)
    await topics.ensureChangelog(changelogTopic(spec), layout.tasks)
    const group = new KafkaTaskGroup(shared, spec, layout, run)
    await group.#join()
    return group
  }

  private constructor(shared: SharedParts, spec: TaskGroupSpec, layout: TaskLayout, run: TaskRunner) {
    this.#shared = shared
    this.#spec = spec
    this.#layout = layout
    this.#run = run
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
    })
    this.done.catch(() => undefined)
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #join(): Promise<void> {
    if (this.#spec.inputs.length === 0) return this.#assign([0])
    const { application, processor, inputs } = this.#spec
    const { client } = this.#shared
    this.#member = new GroupMember({
      client,
      groupId: `${client.groupPrefix}${application}-${processor}`,
      topics: inputs,
      assigner: taskAssigner(this.#layout, () => [...this.#assigned]),
      onAssigned: (assignment) => this.#assign(this.#layout.tasksOf(assignment)),
      onConfirmed: () => this.#confirmations.dispatchEvent(new Event('confirmed')),
      onFailed: this.#fail,
    })
    await this.#member.join()
  }

  #assign(tasks: readonly number[]): void {
    if (this.#stopping !== undefined) return
    this.#assigned = new Set(tasks)
    this.#changes = this.#changes.then(() => this.#applyAssignment())
  }

  async #applyAssignment(): Promise<void> {
    const gone = [...this.#running].filter(([task]) => !this.#assigned.has(task))
    for (const [task] of gone) this.#running.delete(task)
    await Promise.all(gone.map(([, running]) => running.revoke()))
    if (this.#stopping !== undefined) return
    for (const task of this.#assigned) {
      if (!this.#running.has(task) && !this.#endedTasks.has(task)) this.#start(task)
    }
  }

  #start(task: number): void {
    const { application, processor } = this.#spec
    const id: TaskId = { application, processor, task, tasks: this.#layout.tasks }
    const running = new RunningTask({
      open: () =>
        KafkaTaskLog.open({
          ...this.#shared,
          id,
          inputs: this.#layout.inputs(task),
          onCommit: (positions) => this.#member?.showLag(positions),
        }),
      run: this.#run,
      stillAssigned: (signal) => this.#stillAssigned(signal),
    })
    this.#running.set(task, running)
    running.ended.then(
      (byItself) => {
        if (byItself) this.#noteEnd(task)
      },
      (error: unknown) => this.#fail(error),
    )
  }

  /** A fenced source has been taken over. In a group the next heartbeat tells, or the task is called back. */
  async #stillAssigned(signal: AbortSignal): Promise<boolean> {
    if (this.#member === undefined) {
      this.#finish()
      return false
    }
    const confirmed = once(this.#confirmations, 'confirmed', { signal })
    return confirmed.then(
      () => true,
      () => false,
    )
  }

  #noteEnd(task: number): void {
    this.#endedTasks.add(task)
    if (this.#endedTasks.size === this.#layout.tasks) this.#finish()
  }

  async #stop(): Promise<void> {
    const running = [...this.#running.values()]
    await Promise.all(running.map((task) => task.revoke()))
    await this.#changes
    await this.#member?.leave()
    this.#finish()
  }
}
