import { LogError } from '../../errors.ts'
import type { TaskGroup, TaskRunner } from '../port.ts'
import type { EmbeddedTask } from './embedded-task.ts'

/** Opens a task: fences its earlier owner and reads what is committed. */
export type OpenTask = () => Promise<EmbeddedTask>

/** Runs the tasks of one `join` until they end, are fenced or the group is stopped. */
export class EmbeddedTaskGroup implements TaskGroup {
  readonly done: Promise<void>
  readonly #running: Promise<void>[]
  readonly #tasks = new Set<EmbeddedTask>()
  #stopping = false

  constructor(open: readonly OpenTask[], run: TaskRunner) {
    this.#running = open.map((openTask) => this.#run(openTask, run))
    this.done = Promise.all(this.#running).then(() => undefined)
    this.done.catch(() => undefined)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    for (const task of this.#tasks) task.stop()
    await Promise.allSettled(this.#running)
  }

  async #run(open: OpenTask, run: TaskRunner): Promise<void> {
    const task = await open()
    this.#tasks.add(task)
    if (this.#stopping) task.stop()
    try {
      await run(task, task.signal)
    } catch (error) {
      if (!(error instanceof LogError && error.code === 'fenced')) throw error
    } finally {
      this.#tasks.delete(task)
      await task.close()
    }
  }
}
