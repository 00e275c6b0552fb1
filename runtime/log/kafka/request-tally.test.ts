import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { RequestTally } from './request-tally.ts'
import type { PlacedMessage, TopicMessages } from './send-plan.ts'

interface Lock {
  acquire(): Promise<void>
  release(): Promise<void>
}

// Inside of kafkajs, without types.
const inside = createRequire(import.meta.url)
const sendMessages = inside('kafkajs/src/producer/sendMessages') as (
  parts: object,
) => (request: object) => Promise<unknown>
const Lock = inside('kafkajs/src/utils/lock') as new (options: { readonly timeout: number }) => Lock

const message = (topic: string, partition: number): PlacedMessage => ({
  topic,
  partition,
  key: Buffer.from('k'),
  value: null,
  bytes: 1,
})
const REQUEST = [
  { topic: 'a', messages: [message('a', 0), message('a', 1), message('a', 0)] },
  { topic: 'b', messages: [message('b', 0)] },
]

describe('a request to several brokers', () => {
  const taken = (...answers: [string, number, number][]): readonly string[] => {
    const tally = new RequestTally()
    for (const answer of answers) tally.take(...answer)
    return tally.notOnce(REQUEST)
  }

  it('is written when each of its records was taken', () => {
    expect(taken(['a', 1, 1], ['b', 0, 1], ['a', 0, 2])).toEqual([])
  })

  it('is not when nobody took a partition, or one was taken again', () => {
    expect(taken(['a', 0, 2])).toEqual(['a/1', 'b/0'])
    expect(taken(['a', 0, 2], ['a', 1, 1], ['a', 0, 2], ['b', 0, 1])).toEqual(['a/0'])
  })

  it('knows nothing of the one before', () => {
    const tally = new RequestTally()
    tally.take('b', 0, 1)
    tally.begin()
    expect(tally.notOnce([{ topic: 'b', messages: [message('b', 0)] }])).toEqual(['b/0'])
  })
})

/** What the pinned kafkajs does with it, with its own code on brokers of ours. */
describe('a broker that fails beside another', () => {
  it('has left out what moved to one who had answered', async () => {
    const leaders = new Map([
      [0, 'first'],
      [1, 'second'],
    ])
    const written = await sent(leaders, {
      first: async () => undefined,
      second: async () => {
        await delay(20)
        leaders.set(1, 'first')
        throw gone()
      },
    })
    expect(written).toEqual({ resolved: true, notOnce: ['a/1'] })
  })

  it('has made one who was about to answer write again', async () => {
    const failing = [() => Promise.reject(gone())]
    const written = await sent(
      new Map([
        [0, 'first'],
        [1, 'second'],
      ]),
      {
        first: async () => failing.pop()?.(),
        second: () => delay(40),
      },
    )
    expect(written).toEqual({ resolved: true, notOnce: ['a/1'] })
  })
})

const gone = (): Error =>
  Object.assign(new Error('gone'), { name: 'KafkaJSConnectionError', retriable: true })

interface Asked {
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly unknown[] }[]
  }[]
}

/** Sends a record each to partitions 0 and 1 of a topic by kafkajs' own function. */
async function sent(
  leaders: ReadonlyMap<number, string>,
  answers: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<{ readonly resolved: boolean; readonly notOnce: readonly string[] }> {
  const tally = new RequestTally()
  const brokers = Object.fromEntries(
    Object.entries(answers).map(([nodeId, answer]) => [
      nodeId,
      {
        nodeId,
        async produce({ topicData }: Asked) {
          await answer()
          for (const { topic, partitions } of topicData)
            for (const { partition, messages } of partitions) tally.take(topic, partition, messages.length)
          return { topics: [] }
        },
      },
    ]),
  )
  const byLeader = (partitions: readonly string[]): Record<string, number[]> => {
    const found: Record<string, number[]> = {}
    for (const partition of partitions) {
      const leader = leaders.get(Number(partition))!
      found[leader] = [...(found[leader] ?? []), Number(partition)]
    }
    return found
  }
  const locks: Record<string, Lock> = {}
  const lockOf = ({ nodeId }: { readonly nodeId: string }): Lock => {
    locks[nodeId] ??= new Lock({ timeout: 1_000 })
    return locks[nodeId]
  }
  const request: TopicMessages[] = [{ topic: 'a', messages: [message('a', 0), message('a', 1)] }]
  const send = sendMessages({
    logger: { debug: () => undefined, error: () => undefined },
    cluster: {
      isConnected: () => true,
      refreshMetadata: async () => undefined,
      refreshMetadataIfNecessary: async () => undefined,
      addMultipleTargetTopics: async () => undefined,
      removeBroker: () => undefined,
      findTopicPartitionMetadata: () => [{ partitionId: 0 }, { partitionId: 1 }],
      findLeaderForPartitions: (_topic: string, partitions: readonly string[]) => byLeader(partitions),
      findBroker: async ({ nodeId }: { readonly nodeId: string }) => brokers[nodeId],
    },
    partitioner: ({ message: { partition } }: { readonly message: PlacedMessage }) => partition,
    eosManager: {
      isTransactional: () => false,
      acquireBrokerLock: (broker: { readonly nodeId: string }) => lockOf(broker).acquire(),
      releaseBrokerLock: (broker: { readonly nodeId: string }) => lockOf(broker).release(),
      getSequence: () => 0,
      updateSequence: () => undefined,
      getProducerId: () => 1,
      getProducerEpoch: () => 0,
    },
    retrier: async (
      attempt: (bail: (error: Error) => void, count: number, time: number) => Promise<unknown>,
    ) => {
      for (let count = 0; ; count += 1)
        try {
          return await attempt((error) => Promise.reject(error), count, 0)
        } catch (error) {
          if (count === 3) throw error
        }
    },
  })
  const resolved = await send({ acks: -1, topicMessages: request }).then(
    () => true,
    () => false,
  )
  return { resolved, notOnce: tally.notOnce(request) }
}
