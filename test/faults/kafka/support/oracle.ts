import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openLogReader } from '../../../../cli/open-log.ts'
import { readConfig } from '../../../../runtime/config/read-config.ts'
import type { KafkaForTests } from '../../../support/kafka.ts'
import { succeed } from '../../../support/pulse-process.ts'
import {
  differingViews,
  digestsOf,
  type Expected,
  type FaultDay,
  ingestArgs,
  rowsOfDigests,
  simulateArgs,
  writeFaultDay,
} from '../../support/fault-day.ts'
import { IS_FULL } from '../../support/rounds.ts'
import { type TopicDigest, topicDigests } from '../../support/topic-digest.ts'

export type Environment = Readonly<Record<string, string>>

/** Some topics hold records of each task: with and without faults there must be as many tasks. */
const PARTITIONS = { PULSE_PARTITIONS: IS_FULL ? '4' : '2' }

/** A fault day and what an undisturbed run on the embedded log makes of it. */
export interface Oracle {
  readonly day: FaultDay
  readonly views: Expected
  readonly topics: readonly TopicDigest[]
}

export interface Comparison {
  /** Rows of the public views and records of the public topics. */
  readonly compared: number
  /** Views and topics that differ, by name. */
  readonly differing: readonly string[]
}

/** @param step see `writeFaultDay` */
export async function askOracle(folder: string, step: number): Promise<Oracle> {
  const day = await writeFaultDay(folder, { step })
  const env = { PULSE_HOME: join(folder, 'undisturbed'), ...PARTITIONS }
  await succeed(ingestArgs(day), env)
  await succeed(simulateArgs(day), env)
  return { day, views: await digestsOf(day, env.PULSE_HOME), topics: await topicsOf(day, env) }
}

/** Variables of services on these servers that share one home and topics of their own. */
export function installation({ brokers, registryUrl }: KafkaForTests, home: string): Environment {
  return {
    PULSE_HOME: home,
    ...PARTITIONS,
    KAFKA_BROKERS: brokers,
    SCHEMA_REGISTRY_URL: registryUrl,
    KAFKA_TOPIC_PREFIX: `faults-${randomUUID().slice(0, 8)}.`,
  }
}

/** Compares what an installation has made of the day. */
export async function compare({ day, views, topics }: Oracle, env: Environment): Promise<Comparison> {
  const found = await digestsOf(day, env.PULSE_HOME!)
  const foundTopics = await topicsOf(day, env)
  const differing = topics.flatMap(({ topic, records, digest }, at) => {
    const other = foundTopics[at]!
    return other.digest === digest ? [] : [`${topic}: ${other.records} records, expected ${records}`]
  })
  return {
    compared: rowsOfDigests(views) + topics.reduce((sum, { records }) => sum + records, 0),
    differing: [...differingViews(views, found), ...differing],
  }
}

/** Topics of both data sets, one after the other. */
async function topicsOf(day: FaultDay, env: Environment): Promise<readonly TopicDigest[]> {
  const embedded = { KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '' }
  const open = await openLogReader(readConfig({ ...process.env, CLICKHOUSE_URL: '', ...embedded, ...env }))
  try {
    return [
      ...(await topicDigests(open, { dataset: 'main' })),
      ...(await topicDigests(open, { dataset: day.dataset })),
    ]
  } finally {
    await open.log.close()
  }
}
