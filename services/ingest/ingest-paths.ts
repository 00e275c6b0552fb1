import { discover } from './discover.ts'
import type { IngestService, Published } from './ingest-service.ts'
import { readReferences } from './read-reference.ts'
import { readSeries } from './series/read-series.ts'
import { readSessions } from './session-stream.ts'
import type { FileContent, ReadProgress, RecognisedFile } from './source.ts'
import { IngestSummary, type SkippedFile } from './summary.ts'

export interface PathsOptions {
  readonly onProgress?: (progress: ReadProgress) => void
}

export interface IngestedPaths {
  readonly summary: IngestSummary
  readonly published: Published
}

const OTHER_COMMANDS: Partial<Record<FileContent, string>> = {
  ticks: 'ticks; publish them with "pulse ticks"',
  minuteBars: "a vendor's minute bars; ours are built from ticks",
}

/** What is recognised and not taken in as daily bars or reference facts. */
const notHere = (files: readonly RecognisedFile[]): SkippedFile[] =>
  files.flatMap(({ path, content }) => {
    const reason = OTHER_COMMANDS[content]
    return reason === undefined ? [] : [{ path, reason }]
  })

/**
 * Publishes every recognised file under the paths: reference facts first, then series, observations and fund flows,
 * then bars, session by session.
 */
export async function ingestPaths(
  service: IngestService,
  paths: readonly string[],
  options: PathsOptions = {},
): Promise<IngestedPaths> {
  const summary = new IngestSummary()
  const { files, skipped, errors } = await discover(paths)
  summary.skipped.push(...skipped, ...notHere(files))
  summary.errors.push(...errors)
  const facts = await readReferences(files, summary)
  const calendar = service.calendar.extendedBy(facts.sessions)
  const series = await readSeries(files, { summary, calendar })
  const published = await service.publish(
    facts,
    async function* (onRejections) {
      await onRejections(facts.rejections)
      yield* readSessions(files, { summary, onRejections, calendar: service.calendar, ...options })
    },
    { series },
  )
  return { summary, published }
}
