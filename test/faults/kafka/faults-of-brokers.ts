import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import type { LocalBroker } from '../../../infra/local/local-broker.ts'
import type { LocalKafka } from '../../../infra/local/start-local-kafka.ts'
import type { FaultyProxy } from '../support/faulty-proxy.ts'
import type { Disturbance } from './support/distributed-run.ts'

/** All connections to the broker end by RST, again and again. */
export function resets(proxy: FaultyProxy, times: number, random: () => number): Disturbance {
  return async (run) => {
    const before = proxy.resets
    for (let turn = 0; turn < times && !run.isOver; turn += 1) {
      await sleep(300 + 3_000 * random())
      proxy.reset()
    }
    return { count: proxy.resets - before, note: 'each connection counts' }
  }
}

/** The broker stands still, as in a long collection or on a frozen machine. */
export function pause({ nodes }: LocalKafka, pauseMs: number): Disturbance {
  return async (run) => {
    await sleep(3_000)
    if (run.isOver) return { count: 0 }
    const { pid } = nodes[0]!
    process.kill(pid, 'SIGSTOP')
    try {
      await sleep(pauseMs)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    return { count: 1 }
  }
}

/** kill -9 of the only broker, which comes back after a while. */
export function brokerKills({ nodes }: LocalKafka, times: number, random: () => number): Disturbance {
  return async (run) => {
    let count = 0
    for (; count < times && !run.isOver; count += 1) {
      await sleep(2_000 + 4_000 * random())
      await nodes[0]!.kill()
      await sleep(4_000 * random())
      await nodes[0]!.restart()
    }
    return { count }
  }
}

/** Topics whose leaders coordinate transactions and groups. */
const COORDINATORS = ['__transaction_state', '__consumer_offsets'] as const

/** Of three brokers, kills the one that coordinates transactions, then the one that coordinates groups, and so on. */
export function coordinatorKills(local: LocalKafka, times: number, random: () => number): Disturbance {
  return async (run) => {
    let count = 0
    const partitions: string[] = []
    for (; count < times && !run.isOver; count += 1) {
      await sleep(1_000 + 3_000 * random())
      const topic = COORDINATORS[count % COORDINATORS.length]!
      const { broker, partition } = await leaderOf(local, topic, random)
      partitions.push(`${topic}/${partition}`)
      await broker.kill()
      await sleep(8_000)
      await broker.restart()
      await inSync(local)
    }
    return { count, note: `leaders of ${partitions.join(', ')}` }
  }
}

async function leaderOf(
  local: LocalKafka,
  topic: string,
  random: () => number,
): Promise<{ readonly broker: LocalBroker; readonly partition: number }> {
  return withAdmin(local, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    const { partitions } = topics[0]!
    const { leader, partitionId } = partitions[Math.floor(random() * partitions.length)]!
    return { broker: local.nodes.find(({ id }) => id === leader)!, partition: partitionId }
  })
}

/** Waits until every copy of every partition is up to date again, so that the next broker may fail. */
async function inSync(local: LocalKafka): Promise<void> {
  await withAdmin(local, async (admin) => {
    for (;;) {
      const { topics } = await admin.fetchTopicMetadata()
      const behind = topics.some(({ partitions }) =>
        partitions.some(({ isr, replicas }) => isr.length < replicas.length),
      )
      if (!behind) return
      await sleep(200)
    }
  })
}

async function withAdmin<T>(
  { brokers }: LocalKafka,
  use: (admin: ReturnType<Kafka['admin']>) => Promise<T>,
): Promise<T> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}
