import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '../../runtime/errors.ts'
import { ingestPaths } from '../../services/ingest/ingest-paths.ts'
import { summaryLines } from '../../services/ingest/summary-text.ts'
import { configured } from '../configured.ts'
import { ALL_ROLES, Pipeline, type Role } from '../pipeline.ts'
import { untilInterrupted } from '../until-interrupted.ts'

/** `pulse run <service>`: one service of the distributed form, until stopped. */
export async function run(service: string, options: { readonly source?: readonly string[] }): Promise<void> {
  if (service === 'monitor') return (await import('./monitor.ts')).monitor({})
  const role = ALL_ROLES.find((known) => known === service)
  if (role === undefined)
    throw new ConfigError(
      'invalid',
      `There is no service "${service}"; there are ${[...ALL_ROLES, 'monitor'].join(', ')}.`,
    )
  const { config } = await configured({ kafka: false })
  if (config.kafka === undefined)
    throw new ConfigError(
      'missing',
      'Services run as separate processes on Kafka only: set KAFKA_BROKERS and SCHEMA_REGISTRY_URL, or use "pulse start".',
    )
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`)
  }
  const pipeline = await Pipeline.start(config, [role], { log: say })
  try {
    say(`${role} is running on ${config.kafka.brokers.join(',')}. Ctrl-C ends.`)
    if (role === 'ingest') await ingestOnce(pipeline, options.source ?? [], say)
    else await untilStopped(role, pipeline)
  } finally {
    await pipeline.stop()
  }
}

async function ingestOnce(
  pipeline: Pipeline,
  paths: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  if (paths.length === 0) throw new ConfigError('missing', 'pulse run ingest needs --source FILE_OR_FOLDER.')
  await pipeline.takeOver()
  const { summary } = await ingestPaths(pipeline.ingest, paths)
  for (const line of summaryLines(summary)) say(line)
  if (summary.failed) process.exitCode = 1
}

async function untilStopped(_role: Role, pipeline: Pipeline): Promise<void> {
  const signal = untilInterrupted()
  const stopped = (async () => {
    while (!signal.aborted) await sleep(60_000, undefined, { signal }).catch(() => undefined)
  })()
  await Promise.race([stopped, pipeline.failed])
}
