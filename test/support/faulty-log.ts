import { LogError } from '../../runtime/errors.ts'
import type { Commit, EventLog, TaskLog } from '../../runtime/log/port.ts'

/** What goes wrong at a commit: the transaction aborts, or the process dies before it or right after it. */
export type Fault = 'abort' | 'crash' | 'crashAfter'

export class Crash extends Error {}

/**
 * A log whose tasks fail at chosen commits, counted from 1 over all tasks of the processors, or of the sources. Only what
 * the port
 * promises may happen is done: a commit is written whole or not at all.
 */
export function withFaults(
  log: EventLog,
  faultAt: (commit: number) => Fault | undefined,
  whose: 'processors' | 'sources' = 'processors',
): EventLog {
  let commits = 0
  return {
    ...boundTo(log),
    join: (spec, run) =>
      log.join(spec, (task, signal) =>
        run(
          (spec.inputs.length === 0) !== (whose === 'sources')
            ? task
            : withCommit(task, async (commit) => {
                commits += 1
                const fault = faultAt(commits)
                if (fault === 'abort') throw new LogError('aborted', 'The test aborts this transaction.')
                if (fault === 'crash') throw new Crash('The test kills the process here.')
                await task.commit(commit)
                if (fault === 'crashAfter') throw new Crash('The test kills the process here.')
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
    committed: (processor) => log.committed(processor),
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
