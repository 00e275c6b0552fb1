import { performance } from 'node:perf_hooks'
import { ALL_ROLES, Pipeline } from '../../../cli/pipeline.ts'
import type { EventTime } from '../../../core/market/trade-date.ts'
import { readConfig } from '../../../runtime/config/read-config.ts'
import type { EventLog, TaskLog } from '../../../runtime/log/port.ts'

/**
 * All services on a home whose process was killed, without a source: what a restart does before news come. Argument:
 * the event time that the market processor has to come to. Ends there, and tells how long it took.
 */
export interface Recovery {
  /** From the start of the process until the pipeline runs, and until it is where it was; seconds. */
  readonly startSeconds: number
  readonly backSeconds: number
  /** The longest of all tasks: reading its state, and loading it into memory. */
  readonly restoreSeconds: number
  readonly readAgain: number
}

const target = Number(process.argv[2]) as EventTime
const seconds = (): number => performance.now() / 1000
let restoreSeconds = 0
const counts = new Map<string, number>()
let arrived: () => void = () => undefined
const back = new Promise<void>((resolve) => {
  arrived = resolve
})

const pipeline = await Pipeline.start(readConfig(process.env), ALL_ROLES, {
  log: () => undefined,
  onProcessed: ({ processor, task, events, watermark }) => {
    counts.set(`${processor}/${task}`, events)
    if (processor === 'market' && watermark >= target) arrived()
  },
  observe: { log: timed, warehouse: (warehouse) => warehouse },
})
const startSeconds = seconds()
await Promise.race([back, pipeline.failed])
const told: Recovery = {
  startSeconds,
  backSeconds: seconds(),
  restoreSeconds,
  readAgain: [...counts.values()].reduce((sum, count) => sum + count, 0),
}
process.stdout.write(`${JSON.stringify(told)}\n`)
await pipeline.stop()

/** A task is restored between asking for its state and seeking the place to read on from. */
function timed(log: EventLog): EventLog {
  const join: EventLog['join'] = (spec, run) =>
    log.join(spec, (task, signal) => {
      let asked = 0
      const watched: TaskLog = {
        id: task.id,
        inputs: task.inputs,
        restore: () => {
          asked = seconds()
          return task.restore()
        },
        seek: async (positions) => {
          await task.seek(positions)
          restoreSeconds = Math.max(restoreSeconds, seconds() - asked)
        },
        poll: (options) => task.poll(options),
        commit: (commit) => task.commit(commit),
        close: () => task.close(),
      }
      return run(watched, signal)
    })
  return new Proxy(log, {
    get: (target, name) => {
      const value: unknown = name === 'join' ? join : Reflect.get(target, name, target)
      return typeof value === 'function' && name !== 'join' ? value.bind(target) : value
    },
  })
}
