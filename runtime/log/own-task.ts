import type { EventLog, TaskGroupSpec, TaskLog } from './port.ts'

/** A source's task, held by this process until released. */
export interface OwnedTask {
  readonly task: TaskLog
  release(): Promise<void>
}

/** Takes the single task of a source (a processor without inputs) and keeps it. */
export async function ownTask(
  log: EventLog,
  spec: Omit<TaskGroupSpec, 'inputs' | 'assignment'>,
): Promise<OwnedTask> {
  const assigned = deferred<TaskLog>()
  const group = await log.join({ ...spec, inputs: [], assignment: 'single' }, async (task, signal) => {
    assigned.resolve(task)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  })
  group.done.catch(assigned.reject)
  return { task: await assigned.promise, release: () => group.stop() }
}

function deferred<T>(): {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (cause: unknown) => void
} {
  let resolve!: (value: T) => void
  let reject!: (cause: unknown) => void
  const promise = new Promise<T>((accept, refuse) => {
    resolve = accept
    reject = refuse
  })
  return { promise, resolve, reject }
}
