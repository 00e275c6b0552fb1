import { setTimeout as sleep } from 'node:timers/promises'
import { formatTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import { BUNDLED_SAMPLE } from '../../services/ingest/bundled/sample.ts'
import { type IngestedPaths, ingestPaths } from '../../services/ingest/ingest-paths.ts'
import { summaryLines } from '../../services/ingest/summary-text.ts'
import { configured } from '../configured.ts'
import { ALL_ROLES, Pipeline } from '../pipeline.ts'
import { progressDisplay } from '../progress.ts'
import { sentimentTable } from '../sentiment-table.ts'
import { untilInterrupted } from '../until-interrupted.ts'
import { rebuildWith } from './rebuild.ts'

export interface StartOptions {
  readonly once?: boolean
  readonly source?: readonly string[]
  readonly sessions: number
  readonly kafka?: boolean
}

/** Seconds between looks at the sources while `pulse start` stays up. */
const WATCH_SECONDS = 10

/** `pulse start`: everything in one process, then the table of the last sessions. */
export async function start(options: StartOptions): Promise<void> {
  const { config, release } = await configured({ kafka: options.kafka ?? false })
  const sources = options.source ?? [BUNDLED_SAMPLE]
  const log = config.kafka === undefined ? 'embedded log' : `Kafka ${config.kafka.brokers.join(',')}`
  const { clickhouseUrl } = config
  const store = clickhouseUrl === undefined ? 'embedded ClickHouse' : withoutCredentials(clickhouseUrl)
  say(`ashare-pulse: ${log}, ${store}, data in ${config.home}`)
  try {
    const run = new StartRun()
    const pipeline = await Pipeline.start(config, ALL_ROLES, run.events)
    try {
      if (await pipeline.takeOver())
        say('Another log had filled this warehouse; what is recorded here was stored again.')
      if (pipeline.ingest.staleProcessors.length > 0) await rebuildStale(pipeline)
      const failed = await run.ingest(pipeline, sources)
      process.stdout.write(
        `${await sentimentTable(pipeline.warehouse.client, options.sessions)}\n\n${HINTS}\n`,
      )
      if (failed) process.exitCode = 1
      if (options.once !== true) await run.watch(pipeline, sources)
    } finally {
      await pipeline.stop()
    }
  } finally {
    await release()
  }
}

const HINTS = [
  'Query it:  npx pulse sql "SELECT trade_date, limit_ups, height, promotion_rate, stage FROM sentiment_daily"',
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

/** Ingest runs of one process, with what the user sees of them. */
class StartRun {
  #stored = 0

  readonly events = {
    onStored: (topic: string, rows: number): void => {
      if (topic === 'market.bars.1d') this.#stored += rows
    },
    log: say,
  }

  /** Ingests the sources and waits until they have landed. True if anything asked for could not be taken. */
  async ingest(pipeline: Pipeline, sources: readonly string[]): Promise<boolean> {
    const before = performance.now()
    const storedBefore = this.#stored
    const display = progressDisplay('Ingest ')
    const ingested = await Promise.race([
      ingestPaths(pipeline.ingest, sources, {
        onProgress: ({ bytesRead, bytesTotal, barsTaken, session }) =>
          display.update(bytesRead, bytesTotal, note(barsTaken, session)),
      }),
      pipeline.failed,
    ])
    const { published } = ingested
    display.finish(`${published.sessions} new sessions, ${count(published.bars)} bars`)
    await this.#land(pipeline, ingested, storedBefore)
    for (const line of summaryLines(ingested.summary)) say(line)
    this.#sayRest(ingested, performance.now() - before)
    return ingested.summary.failed
  }

  /** Looks at the sources again and again, and takes in what is new, until interrupted. */
  async watch(pipeline: Pipeline, sources: readonly string[]): Promise<void> {
    say(`Watching ${sources.join(', ')} for new files. Ctrl-C ends.`)
    const signal = untilInterrupted()
    let known = await fingerprint(sources)
    while (!signal.aborted) {
      await Promise.race([sleep(WATCH_SECONDS * 1000, undefined, { signal }), pipeline.failed]).catch(
        (error) => {
          if (!signal.aborted) throw error
        },
      )
      const now = await fingerprint(sources)
      if (signal.aborted || now === known) continue
      known = now
      await this.ingest(pipeline, sources)
    }
  }

  async #land(pipeline: Pipeline, { published }: IngestedPaths, storedBefore: number): Promise<void> {
    const display = progressDisplay('Process')
    const timer = setInterval(() => {
      const done = this.#stored - storedBefore
      display.update(done, published.bars, `${count(done)} bars stored`)
    }, 200)
    try {
      await pipeline.landed(published.marker)
    } finally {
      clearInterval(timer)
      display.finish()
    }
  }

  #sayRest({ published }: IngestedPaths, milliseconds: number): void {
    const { bars, duplicates, dirty } = published
    const seconds = milliseconds / 1000
    if (bars > 0)
      say(
        `Landed ${count(bars)} bars in ${seconds.toFixed(1)} s (${count(Math.round(bars / seconds))} bars/s).`,
      )
    if (duplicates > 0) say(`${count(duplicates)} bars were there already.`)
    if (dirty.length > 0)
      say(
        `${dirty.length} closed sessions have new or other bars (${formatTradeDate(dirty[0]!)} and later): ` +
          'run "npx pulse rebuild" to take them in.',
      )
  }
}

const count = (value: number): string => value.toLocaleString('en-US')

const note = (bars: number, session: TradeDate | undefined): string =>
  session === undefined ? 'reading' : `${formatTradeDate(session)} ${count(bars)} bars`

/** Changes when a file under the sources is added or written to. */
async function fingerprint(sources: readonly string[]): Promise<string> {
  const { discover } = await import('../../services/ingest/discover.ts')
  const { stat } = await import('node:fs/promises')
  const { files } = await discover(sources)
  const stamps = await Promise.all(
    files.map(async ({ path, bytes }) => `${path}:${bytes}:${(await stat(path)).mtimeMs}`),
  )
  return stamps.join('\n')
}
