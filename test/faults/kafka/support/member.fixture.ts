/**
 * `pulse run sentiment` without the warehouse, told apart by what it writes to its standard output: a line of JSON
 * for every task that it restored, with the time that took and how much is to be read again.
 */
import { openLog } from '../../../../cli/open-log.ts'
import { untilInterrupted } from '../../../../cli/until-interrupted.ts'
import { readConfig } from '../../../../runtime/config/read-config.ts'
import type { EventLog, RestoredState, TaskLog } from '../../../../runtime/log/port.ts'
import { ReferenceTables } from '../../../../runtime/processor/reference-tables.ts'
import { runProcessor } from '../../../../runtime/processor/run-processor.ts'
import { SENTIMENT_PROCESSORS } from '../../../../services/sentiment/sentiment-processors.ts'

export interface Restoration {
  readonly processor: string
  readonly task: number
  /** From the call of `restore` until reading went on: changelog read, checked, and unpacked. */
  readonly milliseconds: number
  /** Of the state entries. */
  readonly bytes: number
  /** Records of the inputs between the restored positions and the committed ends. */
  readonly behind: number
}

const config = readConfig(process.env)
const { log, codec, partitions } = await openLog(config)
const references = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
const groups = await Promise.all(
  SENTIMENT_PROCESSORS.map((definition) =>
    runProcessor(definition, {
      log: timed(log),
      codec,
      application: config.application,
      partitions,
      references: { instruments: references },
    }),
  ),
)
process.stderr.write('member is running on Kafka\n')
const stopped = new Promise((resolve) => untilInterrupted().addEventListener('abort', resolve))
await Promise.race([stopped, ...groups.map(({ done }) => done)])
await Promise.all(groups.map((group) => group.stop()))
references.close()
await log.close()

/** Delegates everything; tells how long tasks take to be restored. */
function timed(inner: EventLog): EventLog {
  return Object.create(inner, {
    join: {
      value: (...[spec, run]: Parameters<EventLog['join']>) =>
        inner.join(spec, (task, signal) => run(timedTask(inner, task), signal)),
    },
  }) as EventLog
}

function timedTask(inner: EventLog, task: TaskLog): TaskLog {
  let begun = 0
  let restored: RestoredState | undefined
  return Object.create(task, {
    restore: {
      value: async () => {
        begun = performance.now()
        restored = await task.restore()
        return restored
      },
    },
    seek: {
      value: async (positions: Parameters<TaskLog['seek']>[0]) => {
        const milliseconds = performance.now() - begun
        await task.seek(positions)
        void tell(inner, task, restored!, positions, milliseconds)
      },
    },
    ...Object.fromEntries(
      (['poll', 'commit', 'close'] as const).map((name) => [name, { value: task[name].bind(task) }]),
    ),
  }) as TaskLog
}

async function tell(
  inner: EventLog,
  { id, inputs }: TaskLog,
  { state }: RestoredState,
  positions: Parameters<TaskLog['seek']>[0],
  milliseconds: number,
): Promise<void> {
  let behind = 0
  for (const topic of new Set(inputs.map((input) => input.topic))) {
    const ends = await inner.ends(topic)
    for (const { partition, offset } of ends) {
      if (!inputs.some((input) => input.topic === topic && input.partition === partition)) continue
      const from = positions.find((at) => at.topic === topic && at.partition === partition)?.offset ?? 0
      behind += offset - from
    }
  }
  const bytes = [...state.values()].reduce((sum, value) => sum + value.length, 0)
  const { processor, task } = id
  process.stdout.write(
    `${JSON.stringify({ processor, task, milliseconds, bytes, behind } satisfies Restoration)}\n`,
  )
}
