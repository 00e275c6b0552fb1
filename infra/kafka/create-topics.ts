/**
 * Creates every topic of an installation, for clusters on which the services may not:
 * `PULSE_PARTITIONS=6 node --import tsx infra/kafka/create-topics.ts`. Topics that exist are left as they are.
 */
import { openKafka } from '../../cli/reach/reach-kafka.ts'
import { topicSpecs } from '../../cli/topic-specs.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import type { EventLog, TopicSpec } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { SENTIMENT_PROCESSORS } from '../../services/sentiment/sentiment-processors.ts'
import { SIGNAL_PROCESSORS } from '../../services/signals/signal-processors.ts'
import { changelogs } from './acls.ts'

const config = readConfig({ SCHEMA_REGISTRY_URL: 'http://not.used', ...process.env })
if (config.kafka === undefined) throw new ConfigError('missing', 'Set KAFKA_BROKERS to the cluster.')
const { topicPrefix: prefix } = config.kafka
const log = await openKafka(config.kafka)
try {
  const specs = [...topics(config.partitions), ...changelogTopics(config.partitions)]
  process.stdout.write(`${await createMissing(log, specs)} of ${specs.length} topics created\n`)
} finally {
  await log.close()
}

function topics(partitions: number): TopicSpec[] {
  return topicSpecs(partitions).map((spec) => ({ ...spec, name: `${prefix}${spec.name}` }))
}

/** One partition for each task: as many as the first input has, where every partition is a task. */
function changelogTopics(partitions: number): TopicSpec[] {
  const processors = [...SENTIMENT_PROCESSORS, ...SIGNAL_PROCESSORS]
  return changelogs({ application: `${prefix}${config.application}` }).map(({ processor, name }) => {
    const { inputs, assignment } = processors.find((one) => one.name === processor) ?? {}
    const isKeyed = inputs?.[0] !== undefined && TOPICS[inputs[0]].partitioning === 'keyed'
    return { name, cleanup: 'compact', partitions: isKeyed && assignment === 'perPartition' ? partitions : 1 }
  })
}

async function createMissing(on: EventLog, specs: readonly TopicSpec[]): Promise<number> {
  const missing: TopicSpec[] = []
  for (const spec of specs) if ((await on.partitions(spec.name)) === undefined) missing.push(spec)
  if (missing.length > 0) await on.ensureTopics(missing)
  return missing.length
}
