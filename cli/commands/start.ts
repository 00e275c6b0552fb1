import { BUNDLED_CAPITAL, BUNDLED_SAMPLE, BUNDLED_SERIES } from '../../services/ingest/bundled/sample.ts'
import type { Speed } from '../../services/ingest/ticks/paced.ts'
import { IngestRun } from '../ingest-run.ts'
import type { Pipeline } from '../pipeline.ts'
import { connectReader } from '../reach/connect-warehouse.ts'
import { publishSampleDay, SAMPLE_DAY, sampleDayPlace, sampleDayTable } from '../sample-day.ts'
import { sentimentTable } from '../sentiment-table.ts'
import { serveMonitor } from '../serve-monitor.ts'
import { type PipelineWork, withPipeline } from '../with-pipeline.ts'
import { rebuildWith } from './rebuild.ts'

export interface StartOptions {
  readonly once?: boolean
  readonly source?: readonly string[]
  readonly sessions: number
  readonly kafka?: boolean
  /** Of the simulated day on the page. */
  readonly speed: Speed
  /** Shares of the simulated day. */
  readonly symbols?: number
  /** False: no simulated day. */
  readonly simulation: boolean
}

/**
 * `pulse start`: everything in one process. Daily bars to the table of the last sessions; without data of the
 * user's own, a simulated session as well; then the page, until interrupted.
 */
export async function start(options: StartOptions): Promise<void> {
  const sources = options.source ?? [BUNDLED_CAPITAL, BUNDLED_SAMPLE, ...BUNDLED_SERIES]
  const run = new IngestRun()
  await withPipeline(
    {
      service: 'start',
      kafka: options.kafka ?? false,
      isService: options.once !== true,
      events: { onStored: run.onStored },
      onConfigured: ({ kafka, clickhouseUrl, home }, tell) => {
        const log = kafka === undefined ? 'embedded log' : `Kafka ${kafka.brokers.join(',')}`
        const store = clickhouseUrl === undefined ? 'embedded ClickHouse' : withoutCredentials(clickhouseUrl)
        tell(`ashare-pulse: ${log}, ${store}, data in ${home}`)
      },
    },
    (found) => runAll(found, run, sources, options),
  )
}

async function runAll(
  { pipeline, config, signal, operations }: PipelineWork,
  run: IngestRun,
  sources: readonly string[],
  options: StartOptions,
): Promise<void> {
  if (await pipeline.takeOver())
    say('Another log had filled this warehouse; what is recorded here was stored again.')
  if (pipeline.ingest.staleProcessors.length > 0) await rebuildStale(pipeline)
  const failed = await run.ingest(pipeline, sources)
  show(await sentimentTable(pipeline.warehouse.client, options.sessions))
  if (failed) process.exitCode = 1
  const simulates = options.simulation && options.source === undefined
  if (options.once === true) {
    if (simulates) await simulateAtOnce(pipeline, options, signal)
    process.stdout.write(`${HINTS}\n`)
    return
  }
  const warehouse = await connectReader(config, { say: operations.say })
  const monitor = await serveMonitor({ ...pipeline.sources, warehouse }, config.monitor, operations.say)
  try {
    if (!simulates) say(`Page: ${monitor.url}`)
    await Promise.all([
      run.watch(pipeline, sources, signal),
      simulates && simulateOnPage(pipeline, options, monitor.url, signal),
    ])
  } finally {
    await monitor.close()
    await warehouse.close()
  }
}

/** The simulated day at full speed, unless it is stored already, and what became of it. */
async function simulateAtOnce(pipeline: Pipeline, options: StartOptions, signal: AbortSignal): Promise<void> {
  if ((await sampleDayTable(pipeline)) === undefined) {
    const { symbols } = options
    const complete = await publishSampleDay(pipeline, { speed: 'max', symbols, signal })
    if (!complete) process.exitCode = 1
  }
  const table = await sampleDayTable(pipeline)
  if (table !== undefined) show(`Simulated 2022-04-27, data set ${SAMPLE_DAY.dataset}\n${table}`)
}

/** The page on the simulated day: as it is made, or replayed where it is stored already. */
async function simulateOnPage(
  pipeline: Pipeline,
  { speed, symbols }: StartOptions,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  if ((await sampleDayTable(pipeline)) !== undefined) {
    say(`Page: ${url}${sampleDayPlace(speed === 'max' ? undefined : speed)}  (replays the stored simulation)`)
    return
  }
  say(`Page: ${url}${sampleDayPlace()}  (a simulated session, at ${speed} times the clock's speed)`)
  await publishSampleDay(pipeline, { speed, symbols, signal })
}

const show = (table: string): void => {
  process.stdout.write(`${table}\n\n`)
}

const HINTS = [
  'Query it:  npx pulse sql "SELECT trade_date, limit_ups, height, promotion_rate, stage FROM sentiment_daily"',
  'Watch it:  npx pulse start   (the page, with a simulated session)',
  'Try next:  npx pulse start --once --source FOLDER_OR_FILE  (your own daily bars; see README.md, Sources)',
].join('\n')

/** An address as it may be shown. */
function withoutCredentials(url: string): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

async function rebuildStale(pipeline: Pipeline): Promise<void> {
  say(`Definitions have changed (${pipeline.ingest.staleProcessors.join(', ')}): rebuilding what was stored.`)
  await rebuildWith(pipeline)
}
