import { LogError } from '../../runtime/errors.ts'
import type { Commit, EventLog, TaskLog } from '../../runtime/log/port.ts'

/** What goes wrong at a commit: the transaction aborts, or the process dies before it. */
export type Fault = 'abort' | 'crash'

export class Crash extends Error {}

/**
 * A log whose tasks fail at chosen commits, counted over all tasks of the processors named. Only what the
 * port promises may happen is done: nothing of the commit is written.
 */
export function withFaults(log: EventLog, fault: (commit: number) => Fault | undefined): EventLog {
  let commits = 0
  return {
    ...boundTo(log),
    join: (spec, run) =>
      log.join(spec, (task, signal) =>
        run(
          spec.inputs.length === 0
            ? task
            : withCommit(task, async (commit) => {
                commits += 1
                const failure = fault(commits)
                if (failure === 'abort') throw new LogError('aborted', 'The test aborts this transaction.')
                if (failure === 'crash') throw new Crash('The test kills the process here.')
                await task.commit(commit)
              }),
          signal,
        ),
      ),
  }
}

function boundTo(log: EventLog): EventLog {
  return {
    kind: log.kind,
    ensureTopics: (topics) => log.ensureTopics(topics),
    partitions: (topic) => log.partitions(topic),
    ends: (topic) => log.ends(topic),
    read: (options) => log.read(options),
    join: (spec, run) => log.join(spec, run),
    close: () => log.close(),
  }
}

const withCommit = (task: TaskLog, commit: (commit: Commit) => Promise<void>): TaskLog => ({
  id: task.id,
  inputs: task.inputs,
  restore: () => task.restore(),
  seek: (positions) => task.seek(positions),
  poll: (options) => task.poll(options),
  commit,
  close: () => task.close(),
})
