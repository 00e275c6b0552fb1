import { LogError, type LogErrorCode } from '../errors.ts'
import type {
  Commit,
  EventLog,
  RecordBatch,
  RestoredState,
  TaskId,
  TaskLog,
  TopicPartition,
} from '../log/port.ts'

/** Told what the tasks of a process do, call by call. Times are in seconds. */
export interface TaskObserver {
  assigned(task: TaskId, inputs: readonly TopicPartition[]): void
  /** The task went to another process, ended, or is opened again. */
  released(task: TaskId): void
  /** From asking for the state until reading goes on. */
  restored(task: TaskId, state: RestoredState, seconds: number): void
  polled(task: TaskId, batches: readonly RecordBatch[]): void
  /** What was polled has been worked through, commits left out. */
  worked(task: TaskId, seconds: number): void
  committed(task: TaskId, commit: Commit, seconds: number): void
  failed(task: TaskId, code: LogErrorCode): void
}

/**
 * The same log, with somebody looking on. Nothing is done per record: an observer hears of polls and commits, each of
 * thousands of records.
 */
export function observedLog(log: EventLog, observer: TaskObserver): EventLog {
  return new Proxy(log, {
    get(target, name) {
      if (name === 'join') {
        const join: EventLog['join'] = (spec, run) =>
          target.join(spec, async (task, signal) => {
            observer.assigned(task.id, task.inputs)
            try {
              await run(observedTask(task, observer), signal)
            } finally {
              observer.released(task.id)
            }
          })
        return join
      }
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

function observedTask(task: TaskLog, observer: TaskObserver): TaskLog {
  const { id } = task
  let restoring: { readonly since: number; readonly state: RestoredState } | undefined
  let working: { since: number; committing: number } | undefined
  const watched = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      if (error instanceof LogError) observer.failed(id, error.code)
      throw error
    }
  }
  return {
    id,
    inputs: task.inputs,
    async restore() {
      const since = performance.now()
      working = undefined
      const state = await watched(() => task.restore())
      restoring = { since, state }
      return state
    },
    async seek(positions) {
      await watched(() => task.seek(positions))
      if (restoring === undefined) return
      observer.restored(id, restoring.state, secondsSince(restoring.since))
      restoring = undefined
    },
    async poll(options) {
      if (working !== undefined) observer.worked(id, secondsSince(working.since) - working.committing)
      working = undefined
      const batches = await watched(() => task.poll(options))
      if (batches.length === 0) return batches
      working = { since: performance.now(), committing: 0 }
      observer.polled(id, batches)
      return batches
    },
    async commit(commit) {
      const since = performance.now()
      await watched(() => task.commit(commit))
      const seconds = secondsSince(since)
      if (working !== undefined) working.committing += seconds
      observer.committed(id, commit, seconds)
    },
    close: () => task.close(),
  }
}

const secondsSince = (since: number): number => (performance.now() - since) / 1000
