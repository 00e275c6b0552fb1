import type { TaskLog, TaskRunner } from '../port.ts'
import { endedWithin } from './ended-within.ts'
import { codeOf } from './kafka-error.ts'

/** How long a runner may take to end when its task is called back; then the task is closed under it. */
const REVOCATION_MS = 10_000

export interface RunningTaskOptions {
  /** Opens the task, which fences whoever had it. */
  readonly open: () => Promise<TaskLog>
  readonly run: TaskRunner
  /**
   * Resolves true when the task is still to be worked on here although somebody else opened it, false when not.
   */
  readonly stillAssigned: (signal: AbortSignal) => Promise<boolean>
}

/** One assigned task, from its opening until it ends, is called back, or belongs to somebody else. */
export class RunningTask {
  readonly #options: RunningTaskOptions
  readonly #revocation = new AbortController()
  #task: TaskLog | undefined
  /** Rejects with what the runner threw, other than fencing; true when the runner ended by itself. */
  readonly ended: Promise<boolean>

  constructor(options: RunningTaskOptions) {
    this.#options = options
    this.ended = this.#live()
    this.ended.catch(() => undefined)
  }

  /** Signals the runner, waits for it (bounded) and closes the task. */
  async revoke(): Promise<void> {
    this.#revocation.abort()
    await endedWithin(REVOCATION_MS, this.ended)
    await this.#task?.close()
  }

  async #live(): Promise<boolean> {
    const { signal } = this.#revocation
    while (!signal.aborted) {
      this.#task = await this.#options.open()
      try {
        if (!signal.aborted) await this.#options.run(this.#task, signal)
        return !signal.aborted
      } catch (error) {
        if (signal.aborted && codeOf(error) === 'closed') return false
        if (codeOf(error) !== 'fenced') throw error
      } finally {
        await this.#task.close()
      }
      if (!(await this.#options.stillAssigned(signal))) return false
    }
    return false
  }
}
