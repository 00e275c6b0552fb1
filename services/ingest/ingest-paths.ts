import { discover } from './discover.ts'
import type { IngestService, Published } from './ingest-service.ts'
import type { SessionSource } from './publish-sessions.ts'
import { readReferences } from './read-reference.ts'
import { joinFacts } from './reference-facts.ts'
import { readSeries } from './series/read-series.ts'
import { readSessions } from './session-stream.ts'
import type { FileContent, ReadProgress, RecognisedFile } from './source.ts'
import { IngestSummary, type SkippedFile } from './summary.ts'
import { filesIdentity } from './ticks/files-identity.ts'

export interface PathsOptions {
  readonly onProgress?: (progress: ReadProgress) => void
  /** Told while series are read. */
  readonly onSeriesRead?: (bytesRead: number, bytesTotal: number) => void
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
 * then bars, session by session. Main goes on where it was; any other data set begins anew, in an epoch of its own.
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
  const { onSeriesRead, ...reading } = options
  const series = await readSeries(files, {
    summary,
    calendar,
    ...(onSeriesRead === undefined ? {} : { onProgress: onSeriesRead }),
  })
  const sessions: SessionSource = async function* (onRejections) {
    await onRejections(facts.rejections)
    yield* readSessions(files, { summary, onRejections, calendar: service.calendar, ...reading })
  }
  const published =
    service.name === MAIN
      ? await service.publish(facts, sessions, { series })
      : await service.publishRun(
          filesIdentity(files),
          joinFacts([service.dataset(MAIN).facts, facts]),
          sessions,
          { series },
        )
  return { summary, published }
}

const MAIN = 'main'
