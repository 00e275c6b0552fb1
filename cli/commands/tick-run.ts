import { formatTradeDate, shanghaiMillisecondOfDay } from '../../core/market/trade-date.ts'
import type { IngestService, Published } from '../../services/ingest/ingest-service.ts'
import type { SessionsOptions } from '../../services/ingest/publish-sessions.ts'
import type { IngestSummary } from '../../services/ingest/summary.ts'
import { summaryLines } from '../../services/ingest/summary-text.ts'
import type { Pipeline } from '../pipeline.ts'
import { progressDisplay } from '../progress.ts'
import { withPipeline } from '../with-pipeline.ts'

/** What a command does to publish its ticks, and what it shows meanwhile. */
export type PublishTicks = (
  service: IngestService,
  options: Pick<SessionsOptions, 'signal' | 'onTicks' | 'onProgress'>,
) => Promise<{ readonly published: Published; readonly summary: IngestSummary }>

const MINUTE = 60_000
/** Ticks come from 09:15 to about 15:01: what is shown of a session whose ticks nobody has counted. */
const FROM = (9 * 60 + 15) * MINUTE
const UNTIL = (15 * 60 + 1) * MINUTE

/** Publishes ticks into a data set with everything in this process, waits until they have landed, and sums up. */
export const runTicks = (dataset: string, publish: PublishTicks): Promise<void> =>
  withPipeline({ service: 'ticks' }, async ({ pipeline, signal }) => {
    await pipeline.takeOver()
    const complete = await publishTicks(pipeline, dataset, publish, signal)
    if (complete) say(hint(dataset))
    else process.exitCode = 1
  })

/** Publishes ticks with a running pipeline, and waits until they have landed. False, without waiting, if it was interrupted. */
export async function publishTicks(
  pipeline: Pipeline,
  dataset: string,
  publish: PublishTicks,
  signal: AbortSignal,
): Promise<boolean> {
  const service = await pipeline.dataset(dataset)
  const begun = performance.now()
  const display = progressDisplay('Ticks  ')
  const { published, summary } = await Promise.race([
    publish(service, {
      signal,
      onTicks: (tradeDate, history) => {
        if (history !== 'known') say(coldStart(formatTradeDate(tradeDate)))
      },
      onProgress: ({ tradeDate, until, ticks, expected }) => {
        const time = shanghaiMillisecondOfDay(until)
        const note = `${formatTradeDate(tradeDate)} ${clock(time)} ${count(ticks)} ticks`
        if (expected === undefined) display.update(Math.max(time - FROM, 0), UNTIL - FROM, note)
        else display.update(ticks, expected, note)
      },
    }),
    pipeline.failed,
  ])
  const publishing = seconds(begun)
  display.finish(
    `${count(published.ticks)} ticks of ${dataset} published in ${publishing.toFixed(1)} s (${perSecond(published, publishing)})`,
  )
  if (!published.complete) {
    say('Interrupted: the same command goes on where this one stopped.')
    return false
  }
  await pipeline.landedRun(service, published)
  for (const line of summaryLines(summary)) say(line)
  const landing = seconds(begun)
  say(
    `Landed ${count(published.ticks)} ticks and ${count(published.bars)} bars in ${landing.toFixed(1)} s ` +
      `(${perSecond(published, landing)}), data set ${dataset}, epoch ${published.epoch}.`,
  )
  if (published.late > 0) say(`${count(published.late)} records came late; see late_events.`)
  if (published.rejected > 0) say(`${count(published.rejected)} rows were rejected; see dead_letters.`)
  return true
}

const coldStart = (day: string): string =>
  `Cold start: the session before ${day} is not known, so streaks and yesterday's limit-ups are missing.`

const hint = (dataset: string): string =>
  dataset === 'main'
    ? 'Query it:  npx pulse sql "SELECT * FROM sentiment_minute ORDER BY trade_date DESC, minute DESC LIMIT 5"'
    : `Query it:  npx pulse sql "SELECT * FROM sentiment_minute_all WHERE dataset = '${dataset}' ORDER BY minute DESC LIMIT 5"`

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const count = (value: number): string => value.toLocaleString('en-US')
const seconds = (begun: number): number => (performance.now() - begun) / 1000
const perSecond = ({ ticks }: Published, time: number): string => `${count(Math.round(ticks / time))} ticks/s`

const clock = (millisecondOfDay: number): string => {
  const second = Math.floor(millisecondOfDay / 1000)
  const part = (value: number): string => String(value).padStart(2, '0')
  return `${part(Math.floor(second / 3600))}:${part(Math.floor(second / 60) % 60)}:${part(second % 60)}`
}
