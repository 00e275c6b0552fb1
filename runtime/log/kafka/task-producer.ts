import type { Producer, Transaction } from 'kafkajs'
import type { KafkaClient } from './kafka-client.ts'
import { codeOf, logError } from './kafka-error.ts'
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

  private constructor(transactionalId: string, producer: Producer) {
    this.#transactionalId = transactionalId
    this.#producer = producer
  }

  static async open(client: KafkaClient, transactionalId: string): Promise<TaskProducer> {
    return retrying(`Opening the producer ${transactionalId}`, client.retryForMs, async () => {
      const producer = client.kafka.producer({
        transactionalId,
        transactionTimeout: client.transactionTimeoutMs,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner:
          () =>
          ({ message }) =>
            message.partition!,
      })
      try {
        await producer.connect()
        // kafkajs initialises the producer id with the first transaction. An empty one stays on this side.
        const transaction = await producer.transaction()
        await transaction.abort()
        return new TaskProducer(transactionalId, producer)
      } catch (error) {
        await producer.disconnect()
        throw error
      }
    })
  }

  /**
   * Writes all messages or none.
   * @throws LogError `fenced`, `recordTooLarge`, or `aborted` for everything else: the answer to the last request
   * may be what was lost, so only the changelog can tell.
   */
  async commit(messages: Iterable<PlacedMessage>): Promise<void> {
    let transaction: Transaction | undefined
    try {
      transaction = await this.#producer.transaction()
      for (const topicMessages of sendPlan(messages)) await transaction.sendBatch({ topicMessages })
      await transaction.commit()
    } catch (cause) {
      // Opening the next producer ends the transaction in any case; this only spares readers the wait.
      if (transaction?.isActive()) await transaction.abort().catch(() => undefined)
      const code = codeOf(cause)
      throw logError(
        `Committing as ${this.#transactionalId}`,
        cause,
        code === 'unavailable' ? 'aborted' : code,
      )
    }
  }

  async close(): Promise<void> {
    await this.#producer.disconnect()
  }
}
