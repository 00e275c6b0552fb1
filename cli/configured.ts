import { join } from 'node:path'
import type { PulseConfig } from '../runtime/config/pulse-config.ts'
import { readConfig } from '../runtime/config/read-config.ts'

export interface Configured {
  readonly config: PulseConfig
  /** Ends what was started to make the configuration true. */
  release(): Promise<void>
}

/**
 * The configuration of this process. With `kafka` and no KAFKA_BROKERS, a local broker and registry are
 * started for as long as this process needs them.
 */
export async function configured(options: { readonly kafka: boolean }): Promise<Configured> {
  const config = readConfig(process.env)
  if (!options.kafka || config.kafka !== undefined) return { config, release: async () => undefined }
  const { startLocalKafka } = await import('../infra/local/start-local-kafka.ts')
  const local = await startLocalKafka({
    home: join(config.home, 'infra'),
    log: (line) => process.stderr.write(`${line}\n`),
  })
  const env = { ...process.env, KAFKA_BROKERS: local.brokers, SCHEMA_REGISTRY_URL: local.registryUrl }
  return { config: readConfig(env), release: () => local.stop() }
}
