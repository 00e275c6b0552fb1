/**
 * One run of the pipeline in a fresh PULSE_HOME, in a process of its own, so that its memory is its own:
 * `child.ts whole|stages HOME FILE...`. Writes one line of JSON.
 */
import { ALL_ROLES, Pipeline } from '../../cli/pipeline.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { discover } from '../../services/ingest/discover.ts'
import { ingestPaths } from '../../services/ingest/ingest-paths.ts'
import { readSessions } from '../../services/ingest/session-stream.ts'
import { processRecorded, record } from '../recorded.ts'
import { peakMemory, type Usage, used } from './usage.ts'

/** What a run reports. */
export interface ChildReport {
  readonly bars: number
  /** Seconds until everything is up: engine, log, tables. */
  readonly start: number
  readonly stages: Readonly<Record<string, Usage>>
  readonly memory: ReturnType<typeof peakMemory>
}

const [mode, home, ...files] = process.argv.slice(2) as [string, string, ...string[]]
const config = readConfig({ PULSE_HOME: home })
const events = { log: () => undefined }

const report = mode === 'whole' ? await whole() : await stages()
process.stdout.write(`${JSON.stringify(report)}\n`)

/** Everything at once, as `pulse start --once` does it. */
async function whole(): Promise<ChildReport> {
  const before = performance.now()
  const pipeline = await Pipeline.start(config, ALL_ROLES, events)
  const start = (performance.now() - before) / 1000
  const { result, usage } = await used(home, async () => {
    const { published } = await ingestPaths(pipeline.ingest, files)
    await pipeline.landed(published.marker)
    return published
  })
  const memory = peakMemory(home)
  await pipeline.stop()
  return { bars: result.bars, start, stages: { whole: usage }, memory }
}

/** One stage after the other, each on what the one before has left in the log. */
async function stages(): Promise<ChildReport> {
  const read = await used(home, async () => {
    const { files: recognised } = await discover(files)
    for await (const _ of readSessions(recognised)) void _
  })
  const publish = await used(home, () => record(config, files))
  const { bars, marker } = publish.result
  const process = await used(home, () => processRecorded(config, marker))
  const before = performance.now()
  const reader = await Pipeline.start(config, ['warehouse'], events)
  const start = (performance.now() - before) / 1000
  const sink = await used(home, () => reader.landed(marker))
  const memory = peakMemory(home)
  await reader.stop()
  return {
    bars,
    start,
    stages: { read: read.usage, publish: publish.usage, process: process.usage, sink: sink.usage },
    memory,
  }
}
