import type { Broker, Cluster, Kafka, Producer, ProducerConfig } from 'kafkajs'
import { expectCall, otherKafkajs, withChangedCalls } from './kafkajs-calls.ts'
import { type ProduceRequest, produceRequest } from './produce-request.ts'

/** What kafkajs hands to `Broker#produce`; its types do not show it. */
type Producing = Broker & { produce(request: ProduceRequest): Promise<unknown> }
/** A broker has answered that he took so many records of a partition. */
type OnTaken = (topic: string, partition: number, records: number) => void
type CreateCluster = (options: unknown) => Cluster

/** Versions of the request that share one layout: the first with transactions, the last that kafkajs knows. */
const FIRST_VERSION = 3
const LAST_VERSION = 7

/**
 * A producer of kafkajs whose records are encoded by us: kafkajs makes half a dozen buffers for each and takes
 * 8 us. Transactions, sequence numbers and retries stay its own.
 *
 * It relies on what the pinned version 2.2.4 does: a `Kafka` makes the cluster of each producer with a function
 * that it keeps under the symbol `private:Kafka:createCluster`, and producers look up the broker they write to
 * with `findBroker` of that cluster. Compression is not supported.
 * @throws LogError `corrupt` when kafkajs is not made like that
 */
export function rawProducer(kafka: Kafka, config: ProducerConfig, onTaken: OnTaken): Producer {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )
  const createCluster = symbol && (kafka as unknown as Record<symbol, CreateCluster | undefined>)[symbol]
  if (symbol === undefined || typeof createCluster !== 'function')
    throw otherKafkajs('it makes the clusters of producers in another way')
  const encoding: Kafka = Object.create(kafka, {
    [symbol]: { value: (options: unknown) => encodingCluster(createCluster(options), onTaken) },
  })
  return encoding.producer(config)
}

/** Makes all brokers of a new cluster encode records with our function. */
function encodingCluster(cluster: Cluster, onTaken: OnTaken): Cluster {
  const findBroker = cluster.findBroker.bind(cluster)
  const encodingBrokers = new WeakMap<Broker, Broker>()
  cluster.findBroker = async (node) => {
    const broker = await findBroker(node)
    const known = encodingBrokers.get(broker)
    if (known !== undefined) return known
    const encoding = encodingBroker(broker as Producing, onTaken)
    encodingBrokers.set(broker, encoding)
    return encoding
  }
  return cluster
}

function encodingBroker(broker: Producing, onTaken: OnTaken): Broker {
  const produce = async (request: ProduceRequest): Promise<unknown> => {
    const encoding = withChangedCalls(broker, (call) => {
      expectCall(call, 'Produce', FIRST_VERSION, LAST_VERSION)
      const encode = async () => {
        const buffer = produceRequest(request)
        return { buf: buffer, buffer }
      }
      return { ...call, request: { ...call.request, encode } }
    })
    const answer = await (encoding as Producing).produce(request)
    for (const { topic, partitions } of request.topicData)
      for (const { partition, messages } of partitions) onTaken(topic, partition, messages.length)
    return answer
  }
  return Object.create(broker, { produce: { value: produce } })
}
