import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, PartitionAssigner } from 'kafkajs'
import type { LogError } from '../../errors.ts'
import type { Position } from '../port.ts'
import type { KafkaClient } from './kafka-client.ts'
import { isTransient, logError } from './kafka-error.ts'
import { retrying } from './retrying.ts'

export interface GroupMemberOptions {
  readonly client: KafkaClient
  readonly groupId: string
  readonly topics: readonly string[]
  readonly assigner: PartitionAssigner
  /** Called after every join of the group, with the partitions that are ours from now on. */
  readonly onAssigned: (assignment: Readonly<Record<string, readonly number[]>>) => void
  /** The coordinator has confirmed that we are a member and our assignment stands. */
  readonly onConfirmed: () => void
  /** The membership has ended for good. */
  readonly onFailed: (error: LogError) => void
}

const LAG_INTERVAL_MS = 1_000
const REJOIN_PAUSE_MS = 500

/**
 * Membership in a consumer group and nothing else: who is there and which tasks are whose. All partitions are
 * paused, tasks fetch for themselves; so the loop of kafkajs only sends heartbeats, and no slow handler can miss
 * one.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions
  readonly #lag = new Map<string, Position>()
  #consumer: Consumer
  #lagTimer: NodeJS.Timeout | undefined
  #left = false

  constructor(options: GroupMemberOptions) {
    this.#options = options
    this.#consumer = this.#createConsumer()
  }

  /** Resolves when the group has given us our first assignment, which may be empty. */
  async join(): Promise<void> {
    await this.#run()
    this.#lagTimer = setInterval(() => void this.#publishLag(), LAG_INTERVAL_MS)
    this.#lagTimer.unref()
  }

  /** Shows these positions as the group's offsets, within a second, for tools that display lag. */
  showLag(positions: readonly Position[]): void {
    for (const position of positions) this.#lag.set(`${position.topic}/${position.partition}`, position)
  }

  async leave(): Promise<void> {
    this.#left = true
    clearInterval(this.#lagTimer)
    await this.#publishLag()
    await this.#consumer.disconnect()
  }

  async #publishLag(): Promise<void> {
    if (this.#lag.size === 0) return
    const offsets = [...this.#lag.values()].map((position) => ({
      ...position,
      offset: String(position.offset),
    }))
    this.#lag.clear()
    // For display only: state and positions are in the changelog, and the next second brings newer ones.
    await this.#consumer.commitOffsets(offsets).catch(() => undefined)
  }

  #createConsumer(): Consumer {
    const { client, groupId, assigner } = this.#options
    const heartbeatInterval = Math.round(client.sessionTimeoutMs / 4)
    return client.kafka.consumer({
      groupId,
      partitionAssigners: [assigner],
      sessionTimeout: client.sessionTimeoutMs,
      rebalanceTimeout: 2 * client.sessionTimeoutMs,
      heartbeatInterval,
      maxWaitTimeInMs: Math.round(heartbeatInterval / 3),
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => !this.#left },
    })
  }

  async #run(): Promise<void> {
    const { topics, onAssigned, onConfirmed } = this.#options
    const consumer = this.#consumer
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      consumer.pause(topics.map((topic) => ({ topic })))
      onAssigned(payload.memberAssignment)
    })
    consumer.on(consumer.events.HEARTBEAT, onConfirmed)
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart && !this.#left) void this.#rejoin(payload.error)
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined })
  }

  /** kafkajs starts a crashed consumer again, except after some faults that pass when the broker is back. */
  async #rejoin(crash: Error): Promise<void> {
    const { client, groupId, onFailed } = this.#options
    try {
      if (!isTransient(crash)) throw crash
      await delay(REJOIN_PAUSE_MS)
      await retrying(`Joining group ${groupId} again`, client.retryForMs, async () => {
        await this.#consumer.disconnect()
        if (this.#left) return
        this.#consumer = this.#createConsumer()
        await this.#run()
      })
      if (this.#left) await this.#consumer.disconnect()
    } catch (error) {
      onFailed(logError(`Member of group ${groupId}`, error))
    }
  }
}
