import { setTimeout as sleep } from 'node:timers/promises'
import { formatTradeDate, type TradeDate } from '../core/market/trade-date.ts'
import { TOPICS } from '../schemas/topics.ts'
import { type IngestedPaths, ingestPaths } from '../services/ingest/ingest-paths.ts'
import type { SeriesCounts } from '../services/ingest/series/series-counts.ts'
import { SERIES_TOPICS } from '../services/ingest/series/series-row.ts'
import { summaryLines } from '../services/ingest/summary-text.ts'
import type { Pipeline } from './pipeline.ts'
import { progressDisplay } from './progress.ts'

/** Seconds between looks at the sources while `pulse start` stays up. */
const WATCH_SECONDS = 10

/** Topics whose rows come out of the files one by one. */
const PUBLISHED_TOPICS: ReadonlySet<string> = new Set(
  (['bars1d', ...SERIES_TOPICS] as const).map((topic) => TOPICS[topic].name),
)

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Ingest runs of one process, with what the user sees of them. */
export class IngestRun {
  #stored = 0

  readonly onStored = (topic: string, rows: number): void => {
    if (PUBLISHED_TOPICS.has(topic)) this.#stored += rows
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
        onSeriesRead: (bytesRead, bytesTotal) => display.update(bytesRead, bytesTotal, 'reading series'),
      }),
      pipeline.failed,
    ])
    const { published } = ingested
    const values = seriesRows(published.series)
    display.finish(
      `${published.sessions} new sessions, ${count(published.bars)} bars` +
        (values > 0 ? `, ${count(values)} values of series` : ''),
    )
    await this.#land(pipeline, ingested, storedBefore)
    for (const line of summaryLines(ingested.summary)) say(line)
    this.#sayRest(ingested, performance.now() - before)
    return ingested.summary.failed
  }

  /** Looks at the sources again and again, and takes in what is new, until interrupted. */
  async watch(pipeline: Pipeline, sources: readonly string[], signal: AbortSignal): Promise<void> {
    say(`Watching ${sources.join(', ')} for new files. Ctrl-C ends.`)
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
    const expected = published.bars + seriesRows(published.series)
    const timer = setInterval(() => {
      const done = this.#stored - storedBefore
      display.update(done, expected, `${count(done)} rows stored`)
    }, 200)
    try {
      await pipeline.landed(published.marker)
    } finally {
      clearInterval(timer)
      display.finish()
    }
  }

  #sayRest({ published }: IngestedPaths, milliseconds: number): void {
    const { bars, duplicates, dirty, series } = published
    const seconds = milliseconds / 1000
    const rows = bars + seriesRows(series)
    if (rows > 0)
      say(
        `Landed ${rowsText(bars, rows - bars)} in ${seconds.toFixed(1)} s (${count(Math.round(rows / seconds))} rows/s).`,
      )
    if (duplicates > 0) say(`${count(duplicates)} bars were there already.`)
    if (dirty.length > 0)
      say(
        `${dirty.length} closed sessions have new or other bars (${formatTradeDate(dirty[0]!)} and later): ` +
          'run "npx pulse rebuild" to take them in.',
      )
    const again = SERIES_TOPICS.reduce((sum, topic) => sum + series[topic].duplicates, 0)
    if (again > 0) say(`${count(again)} values of series were there already.`)
    if (series.dirty > 0)
      say(
        `${count(series.dirty)} values of series belong before what was published (${formatTradeDate(series.dirtySince)} ` +
          'and later): run "npx pulse rebuild" to put them in their place.',
      )
  }
}

/** Values that a run published, late ones included. */
const seriesRows = (series: SeriesCounts): number =>
  SERIES_TOPICS.reduce((sum, topic) => sum + series[topic].published + series[topic].late, 0)

const rowsText = (bars: number, values: number): string =>
  [
    ...(bars > 0 || values === 0 ? [`${count(bars)} bars`] : []),
    ...(values > 0 ? [`${count(values)} values of series`] : []),
  ].join(' and ')

const count = (value: number): string => value.toLocaleString('en-US')

const note = (bars: number, session: TradeDate | undefined): string =>
  session === undefined ? 'reading' : `${formatTradeDate(session)} ${count(bars)} bars`

/** Changes when a file under the sources is added or written to. */
async function fingerprint(sources: readonly string[]): Promise<string> {
  const { discover } = await import('../services/ingest/discover.ts')
  const { stat } = await import('node:fs/promises')
  const { files } = await discover(sources)
  const stamps = await Promise.all(
    files.map(async ({ path, bytes }) => `${path}:${bytes}:${(await stat(path)).mtimeMs}`),
  )
  return stamps.join('\n')
}
