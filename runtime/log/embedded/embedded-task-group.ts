import { setTimeout as sleep } from 'node:timers/promises'
import { LogError } from '../../errors.ts'
import type { TaskGroup, TaskRunner } from '../port.ts'
import type { EmbeddedTask } from './embedded-task.ts'

const MAX_ABORTS = 5
const RETRY_MS = 200

/** Opens a task afresh: fences its earlier owner and reads what is committed. */
export type OpenTask = () => Promise<EmbeddedTask>

/**
 * Runs the tasks of one `join`. A runner that throws `aborted` gets its task again, opened afresh, until
 * it was aborted `MAX_ABORTS` times without a runner ending well.
 */
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
    for (let aborts = 0; !this.#stopping; ) {
      try {
        await this.#runOnce(await open(), run)
        return
      } catch (error) {
        if (!(error instanceof LogError)) throw error
        if (error.code === 'fenced') return
        if (error.code !== 'aborted' || ++aborts > MAX_ABORTS) throw error
        await sleep(RETRY_MS)
      }
    }
  }

  async #runOnce(task: EmbeddedTask, run: TaskRunner): Promise<void> {
    this.#tasks.add(task)
    if (this.#stopping) task.stop()
    try {
      await run(task, task.signal)
    } finally {
      this.#tasks.delete(task)
      await task.close()
    }
  }
}
