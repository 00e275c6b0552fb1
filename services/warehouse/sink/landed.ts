import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import type { EventLog } from '../../../runtime/log/port.ts'
import { MARKERS_TABLE } from '../ddl/markers-table.ts'
import { type StoredTopic, TABLES } from '../ddl/tables.ts'
import { isWaitedOut, persistently } from './retry.ts'

const POLL_MS = 50

interface Arrival {
  readonly topic: string
  readonly partition: number
  readonly source: string
  readonly tasks: number
  readonly seen: number
}

/**
 * Resolves when a marker has landed on every partition of every stored topic from every task of each of
 * the topic's writers, whichever process sank it.
 * @throws the signal's abort reason; what the client throws and does not pass by itself.
 */
export async function untilLanded(
  marker: string,
  topics: readonly StoredTopic[],
  client: ClickHouseClient,
  log: EventLog,
  signal: AbortSignal,
): Promise<void> {
  const channels = await channelsOf(topics, log)
  for (;;) {
    signal.throwIfAborted()
    const complete = await persistently(() => completeChannels(marker, client), signal, {
      isWorth: isWaitedOut,
    })
    if (channels.every((channel) => complete.has(channel))) return
    await sleep(POLL_MS, undefined, { signal })
  }
}

const channelName = (topic: string, partition: number, source: string): string =>
  `${topic}/${partition}/${source}`

async function channelsOf(topics: readonly StoredTopic[], log: EventLog): Promise<readonly string[]> {
  const channels: string[] = []
  for (const key of topics) {
    const { topic } = TABLES[key]
    const partitions = (await log.partitions(topic.name)) ?? 0
    for (let partition = 0; partition < partitions; partition += 1)
      for (const writer of topic.writers) channels.push(channelName(topic.name, partition, writer))
  }
  return channels
}

async function completeChannels(marker: string, client: ClickHouseClient): Promise<ReadonlySet<string>> {
  const result = await client.query({
    query: [
      'SELECT topic, partition, source, max(tasks) AS tasks, toUInt32(uniqExact(task)) AS seen',
      `FROM ${MARKERS_TABLE.name} WHERE marker = {marker: String} GROUP BY topic, partition, source`,
    ].join(' '),
    query_params: { marker },
    format: 'JSONEachRow',
  })
  const arrivals = await result.json<Arrival>()
  return new Set(
    arrivals
      .filter(({ seen, tasks }) => seen === tasks)
      .map(({ topic, partition, source }) => channelName(topic, partition, source)),
  )
}
