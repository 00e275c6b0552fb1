import { discover } from './discover.ts'
import type { IngestService, Published } from './ingest-service.ts'
import { mergeSessions } from './merge-sessions.ts'
import { PublishError } from './publish-error.ts'
import type { SessionSource, SessionsOptions } from './publish-sessions.ts'
import { readReferences } from './read-reference.ts'
import { joinFacts } from './reference-facts.ts'
import { readSessions } from './session-stream.ts'
import type { ReadProgress } from './source.ts'
import { IngestSummary } from './summary.ts'
import { filesIdentity } from './ticks/files-identity.ts'
import { paced, type Speed } from './ticks/paced.ts'
import { readTickSessions } from './ticks/read-tick-sessions.ts'
import type { TickSession } from './ticks/source-tick.ts'

export interface TickPathsOptions extends Pick<SessionsOptions, 'signal' | 'onTicks' | 'onProgress'> {
  /** Files or folders of daily bars and reference tables: sessions before the ticks, and what a vendor says of theirs. */
  readonly history?: readonly string[]
  readonly speed?: Speed
  /** A paced day of the data set main may begin without the session before it. */
  readonly cold?: boolean
  readonly onRead?: (progress: ReadProgress) => void
}

export interface PublishedTicks {
  readonly summary: IngestSummary
  readonly published: Published
}

/**
 * Publishes tick files into a data set, daily bars of the sessions before them first. Into main they go once;
 * any other data set has an epoch per run.
 * @param service of the data set
 * @throws PublishError `noData`, `sessionClosed`, `sessionOpen`, `coldStart`; SourceError of a bad file
 */
export async function publishTickPaths(
  service: IngestService,
  paths: readonly string[],
  options: TickPathsOptions = {},
): Promise<PublishedTicks> {
  const { speed = 'max', history = [], cold = false, onRead, ...rest } = options
  const summary = new IngestSummary()
  const ticks = await tickFiles(paths)
  const daily = await discover(history)
  if (daily.errors.length > 0) throw daily.errors[0]!
  summary.skipped.push(...daily.skipped)
  const facts = await readReferences(daily.files, summary)
  const { calendar } = service
  const sessions: SessionSource = async function* (onRejections) {
    await onRejections(facts.rejections)
    yield* mergeSessions(
      readSessions(daily.files, { summary, onRejections, calendar }),
      pacedSessions(
        readTickSessions(ticks, {
          summary,
          onRejections,
          calendar,
          ...(onRead === undefined ? {} : { onProgress: onRead }),
        }),
        speed,
        rest.signal,
      ),
      false,
    )
  }
  const watched = speed !== 'max'
  const published =
    service.name === MAIN
      ? await service.publish(facts, sessions, { ...rest, prompt: watched, requireHistory: watched && !cold })
      : await service.publishRun(
          filesIdentity([...ticks, ...daily.files]),
          joinFacts([service.dataset(MAIN).facts, facts]),
          sessions,
          { ...rest, prompt: watched, showNow: watched },
        )
  return { summary, published }
}

const MAIN = 'main'

async function tickFiles(paths: readonly string[]) {
  const { files, errors } = await discover(paths)
  if (errors.length > 0) throw errors[0]!
  const ticks = files.filter(({ content }) => content === 'ticks')
  if (ticks.length > 0) return ticks
  const found = [...new Set(files.map(({ format }) => format))].join(', ')
  throw new PublishError(
    'noData',
    `There are no ticks in ${paths.join(', ')}${found === '' ? '' : ` (found: ${found})`}: name files of snapshots ` +
      'or trades. Daily bars go to "pulse ingest", or here to --history.',
  )
}

async function* pacedSessions(
  sessions: AsyncIterable<TickSession>,
  speed: Speed,
  signal: AbortSignal | undefined,
): AsyncGenerator<TickSession> {
  const options = signal === undefined ? {} : { signal }
  for await (const session of sessions) yield { ...session, sweeps: paced(session.sweeps, speed, options) }
}
