import type { Producer, ProducerConfig, RecordMetadata, Transaction } from 'kafkajs'
import { LogError } from '../../errors.ts'
import type { Position } from '../port.ts'
import type { KafkaClient } from './kafka-client.ts'
import { codeOf, isKafkaFault, isTransient, logError } from './kafka-error.ts'
import { rawProducer } from './raw-produce.ts'
import { RequestTally } from './request-tally.ts'
import { retrying } from './retrying.ts'
import { type PlacedMessage, sendPlan } from './send-plan.ts'

/**
 * The transactional producer of one task. Opening it fences every earlier one with the same transactional id and
 * waits until that one's last transaction is committed or aborted. After an error it is of no use any more: its
 * sequence numbers and its transaction are in doubt.
 */
export class TaskProducer {
  readonly #transactionalId: string
  readonly #producer: Producer
  readonly #tally: RequestTally
  readonly #timeoutMs: number

  private constructor(transactionalId: string, producer: Producer, tally: RequestTally, timeoutMs: number) {
    this.#transactionalId = transactionalId
    this.#producer = producer
    this.#tally = tally
    this.#timeoutMs = timeoutMs
  }

  static async open(client: KafkaClient, transactionalId: string): Promise<TaskProducer> {
    return retrying(`Opening the producer ${transactionalId}`, client.retryForMs, async () => {
      const tally = new RequestTally()
      const config: ProducerConfig = {
        transactionalId,
        transactionTimeout: client.transactionTimeoutMs,
        // A commit is answered before it is complete; the next transaction is refused for these milliseconds.
        retry: { initialRetryTime: 5, retries: 20 },
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner:
          () =>
          ({ message }) =>
            message.partition!,
      }
      const producer = rawProducer(client.kafka, config, (...taken) => tally.take(...taken))
      try {
        await producer.connect()
        // kafkajs initialises the producer id with the first transaction. An empty one stays on this side.
        const transaction = await producer.transaction()
        await transaction.abort()
        return new TaskProducer(transactionalId, producer, tally, client.transactionTimeoutMs)
      } catch (error) {
        await producer.disconnect()
        // The broker is still ending the last transaction of the previous owner.
        if (isKafkaFault(error, 'CONCURRENT_TRANSACTIONS')) throw logError('Fencing', error, 'unavailable')
        throw error
      }
    })
  }

  /**
   * Writes all messages or none, and tells for each partition an offset within the transaction.
   * @throws LogError `fenced`; `recordTooLarge`; `aborted` for what may pass: the answer to the last request may
   * be what was lost, so only the changelog can tell; `unavailable` for what will not.
   */
  async commit(messages: Iterable<PlacedMessage>): Promise<Position[]> {
    const written: RecordMetadata[] = []
    const began = performance.now()
    let transaction: Transaction | undefined
    try {
      transaction = await this.#producer.transaction()
      for (const topicMessages of sendPlan(messages)) {
        this.#tally.begin()
        written.push(...(await transaction.sendBatch({ topicMessages })))
        const wrong = this.#tally.notOnce(topicMessages)
        if (wrong.length > 0)
          throw new LogError(
            'aborted',
            `A broker failed while records were written, not all of them exactly once: ${wrong.join(', ')}.`,
          )
      }
      await transaction.commit()
      return written.map(({ topicName: topic, partition, baseOffset }) => ({
        topic,
        partition,
        offset: Number(baseOffset),
      }))
    } catch (cause) {
      // Opening the next producer ends the transaction in any case; this only spares readers the wait.
      if (transaction?.isActive()) await transaction.abort().catch(() => undefined)
      throw this.#commitError(cause, performance.now() - began)
    }
  }

  async close(): Promise<void> {
    await this.#producer.disconnect()
  }

  #commitError(cause: unknown, tookMs: number): LogError {
    const what = `Committing as ${this.#transactionalId}`
    const code = codeOf(cause)
    if (code === 'fenced' && tookMs >= this.#timeoutMs) {
      // The broker aborts an overdue transaction by fencing its producer.
      return logError(`${what} took longer than transactionTimeoutMs (${this.#timeoutMs})`, cause, 'aborted')
    }
    return logError(what, cause, code === 'unavailable' && isTransient(cause) ? 'aborted' : code)
  }
}
