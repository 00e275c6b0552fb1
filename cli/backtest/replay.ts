import type { TaskProgress } from '../../runtime/processor/run-processor.ts'
import { ingestPaths } from '../../services/ingest/ingest-paths.ts'
import { summaryLines } from '../../services/ingest/summary-text.ts'
import { rebuildWith } from '../commands/rebuild.ts'
import type { Pipeline } from '../pipeline.ts'
import { progressDisplay } from '../progress.ts'
import { withPipeline } from '../with-pipeline.ts'

/**
 * Publishes files into a data set and runs them through the log, the processors and the warehouse as if they came
 * live, then works on what became of them. The exit status tells if a file that was asked for could not be taken.
 */
export async function replay(
  dataset: string,
  paths: readonly string[],
  work: (pipeline: Pipeline) => Promise<void>,
): Promise<void> {
  const processed = new Map<string, number>()
  const onProcessed = ({ processor, events }: TaskProgress): void => {
    processed.set(processor, events)
  }
  await withPipeline({ service: 'backtest', events: { onProcessed } }, async ({ pipeline }) => {
    await pipeline.takeOver()
    if (dataset === 'main' && pipeline.ingest.staleProcessors.length > 0) await rebuildWith(pipeline)
    await publish(pipeline, dataset, paths, () => processed.get('portfolios') ?? 0)
    await work(pipeline)
  })
}

async function publish(
  pipeline: Pipeline,
  dataset: string,
  paths: readonly string[],
  processed: () => number,
): Promise<void> {
  const begun = performance.now()
  const reading = progressDisplay('Publish')
  const service = await pipeline.dataset(dataset)
  const { published, summary } = await Promise.race([
    ingestPaths(service, paths, {
      onSeriesRead: (read, total) => reading.update(read, total, 'reading series'),
      onProgress: ({ bytesRead, bytesTotal }) => reading.update(bytesRead, bytesTotal, 'reading bars'),
    }),
    pipeline.failed,
  ])
  const { series, observations, fundFlows, sessions } = published.series
  const rows = series.published + observations.published + fundFlows.published
  reading.finish(`${count(rows)} rows of series in ${count(sessions)} sessions into ${dataset}`)
  const processing = progressDisplay('Process')
  const before = processed()
  const timer = setInterval(() => {
    const done = processed() - before
    processing.update(done, series.published, `${count(done)} bars through the accounts`)
  }, 200)
  try {
    await pipeline.landedRun(service, published)
  } finally {
    clearInterval(timer)
    processing.finish()
  }
  for (const line of summaryLines(summary)) say(line)
  say(`Landed in ${((performance.now() - begun) / 1000).toFixed(1)} s.`)
  if (summary.failed) process.exitCode = 1
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const count = (value: number): string => value.toLocaleString('en-US')
