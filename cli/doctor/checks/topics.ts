import type { KafkaConfig } from '../../../runtime/config/pulse-config.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { kafkaConnection } from '../../reach/kafka-connection.ts'
import { type Check, type Finding, note, ok, problem } from '../finding.ts'

/** Topics as they stand on the brokers: partitions, compaction, and for how long records are kept. */
export const topicsCheck: Check = async ({ kafka, partitions, application }) => {
  if (kafka === undefined) return []
  const found = await topicsOf(kafka)
  const ours = Object.values(TOPICS)
  const present = ours.filter(({ name }) => found.has(kafka.topicPrefix + name))
  if (present.length === 0) return ok('topics: none yet, the first start creates them')
  const findings: Finding[] = []
  const missing = ours.filter((topic) => !present.includes(topic))
  if (missing.length > 0)
    findings.push(
      ...note(
        `topics missing: ${missing.map(({ name }) => name).join(', ')}`,
        'The next start of a service creates them.',
      ),
    )
  const counts = new Set<number>()
  for (const { name, cleanup, partitioning } of present) {
    const topic = found.get(kafka.topicPrefix + name)!
    const full = kafka.topicPrefix + name
    if (partitioning === 'keyed') counts.add(topic.partitions)
    else if (topic.partitions !== 1) findings.push(...wrongCount(full, topic.partitions, 1))
    if (!topic.policy.includes(cleanup)) findings.push(...wrongPolicy(full, topic.policy, cleanup))
    else if (cleanup === 'delete' && topic.retentionMs !== '-1')
      findings.push(
        ...note(
          `topic ${full} forgets records after ${Math.round(Number(topic.retentionMs) / 86_400_000)} days by their own time`,
          `A replay of older days is gone at once: kafka-configs --alter --entity-type topics --entity-name ${full} --add-config retention.ms=-1`,
        ),
      )
  }
  if (counts.size > 1)
    findings.push(
      ...problem(
        `keyed topics have ${[...counts].join(' and ')} partitions: symbols do not meet in one task`,
        'Make them alike: with empty topics delete and create them, otherwise begin with a new KAFKA_TOPIC_PREFIX.',
      ),
    )
  else if (!counts.has(partitions))
    findings.push(
      ...note(
        `topics have ${[...counts].join()} partitions, PULSE_PARTITIONS says ${partitions}`,
        'What the topics have holds. Set PULSE_PARTITIONS to it.',
      ),
    )
  for (const [name, { policy }] of found)
    if (name.startsWith(`${kafka.topicPrefix}${application}-`) && name.endsWith('-changelog'))
      if (!policy.includes('compact')) findings.push(...wrongPolicy(name, policy, 'compact'))
  return findings.length > 0 ? findings : ok(`${present.length} topics as they should be`)
}

const wrongCount = (name: string, count: number, wanted: number): readonly Finding[] =>
  problem(
    `topic ${name} has ${count} partitions and must have ${wanted}`,
    'Delete it while nothing runs and it is empty, or begin with a new KAFKA_TOPIC_PREFIX.',
  )

const wrongPolicy = (name: string, policy: string, wanted: string): readonly Finding[] =>
  problem(
    `topic ${name} has cleanup.policy ${policy || '(none)'} and needs ${wanted}`,
    `kafka-configs --alter --entity-type topics --entity-name ${name} --add-config cleanup.policy=${wanted}`,
  )

/** Kafka's number for topics among what has a configuration; kafkajs' own name for it is not to be had from a module. */
const TOPIC_RESOURCE = 2

interface FoundTopic {
  readonly partitions: number
  readonly policy: string
  readonly retentionMs: string
}

async function topicsOf(config: KafkaConfig): Promise<ReadonlyMap<string, FoundTopic>> {
  const { Kafka, logLevel } = await import('kafkajs')
  const admin = new Kafka({
    ...kafkaConnection(config),
    logLevel: logLevel.NOTHING,
    retry: { retries: 2 },
  }).admin()
  await admin.connect()
  try {
    const { topics } = await admin.fetchTopicMetadata()
    const named = topics.filter(({ name }) => !name.startsWith('__'))
    if (named.length === 0) return new Map()
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: named.map(({ name }) => ({ type: TOPIC_RESOURCE, name })),
    })
    return new Map(
      named.map(({ name, partitions }) => {
        const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? []
        const of = (key: string): string =>
          entries.find(({ configName }) => configName === key)?.configValue ?? ''
        return [
          name,
          {
            partitions: partitions.length,
            policy: of('cleanup.policy'),
            retentionMs: of('retention.ms'),
          },
        ]
      }),
    )
  } finally {
    await admin.disconnect()
  }
}
