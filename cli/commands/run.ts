import { ConfigError } from '../../runtime/errors.ts'
import { ingestPaths } from '../../services/ingest/ingest-paths.ts'
import { summaryLines } from '../../services/ingest/summary-text.ts'
import { untilAborted } from '../interruptible.ts'
import { ALL_ROLES, type Pipeline } from '../pipeline.ts'
import { untilInterrupted } from '../until-interrupted.ts'
import { withPipeline } from '../with-pipeline.ts'

/**
 * `pulse run <service>`: one service of the distributed form, until stopped. It may start before what it needs: it waits,
 * and says so.
 */
export async function run(service: string, options: { readonly source?: readonly string[] }): Promise<void> {
  if (service === 'monitor') return (await import('./monitor.ts')).monitor({}, true)
  const role = ALL_ROLES.find((known) => known === service)
  if (role === undefined)
    throw new ConfigError(
      'invalid',
      `There is no service "${service}"; there are ${[...ALL_ROLES, 'monitor'].join(', ')}.`,
    )
  const { source = [] } = options
  if (role === 'ingest' && source.length === 0)
    throw new ConfigError('missing', 'pulse run ingest needs --source FILE_OR_FOLDER.')
  await withPipeline(
    {
      service: role,
      roles: [role],
      isService: true,
      isCollected: true,
      onConfigured: ({ kafka }) => {
        if (kafka !== undefined) return
        throw new ConfigError(
          'missing',
          'Services run as separate processes on Kafka only: set KAFKA_BROKERS and SCHEMA_REGISTRY_URL, or use "pulse start".',
        )
      },
    },
    async ({ pipeline, config, operations: { say }, signal }) => {
      say(`${role} is running on ${config.kafka!.brokers.join(',')}. Ctrl-C ends.`)
      if (role === 'ingest') await ingestOnce(pipeline, source, say)
      else await untilAborted(signal, pipeline.failed)
    },
  )
  // A run of files that was cut is no end like another: it has to be given again.
  if (role === 'ingest') untilInterrupted().throwIfAborted()
}

async function ingestOnce(
  pipeline: Pipeline,
  paths: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  await pipeline.takeOver()
  const { summary } = await Promise.race([ingestPaths(pipeline.ingest, paths), pipeline.failed])
  for (const line of summaryLines(summary)) say(line)
  if (summary.failed) process.exitCode = 1
}
