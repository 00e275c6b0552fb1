import type { Consumer, PartitionAssigner } from 'kafkajs'
import type { LogError } from '../../errors.ts'
import type { Position } from '../port.ts'
import type { KafkaClient } from './kafka-client.ts'
import { logError } from './kafka-error.ts'

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

/**
 * Membership in a consumer group and nothing else: who is there and which tasks are whose. All partitions are
 * paused, tasks fetch for themselves; so the loop of kafkajs only sends heartbeats, and no slow handler can miss
 * one.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions
  readonly #consumer: Consumer
  readonly #lag = new Map<string, Position>()
  #lagTimer: NodeJS.Timeout | undefined
  #left = false

  constructor(options: GroupMemberOptions) {
    const { client, groupId, assigner } = options
    const heartbeatInterval = Math.round(client.sessionTimeoutMs / 4)
    this.#options = options
    this.#consumer = client.kafka.consumer({
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

  /** Resolves when the group has given us our first assignment, which may be empty. */
  async join(): Promise<void> {
    const { topics, groupId, onAssigned, onConfirmed, onFailed } = this.#options
    const { events } = this.#consumer
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#consumer.pause(topics.map((topic) => ({ topic })))
      onAssigned(payload.memberAssignment)
    })
    this.#consumer.on(events.HEARTBEAT, onConfirmed)
    this.#consumer.on(events.CRASH, ({ payload }) => {
      if (!payload.restart && !this.#left) onFailed(logError(`Member of group ${groupId}`, payload.error))
    })
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await this.#consumer.run({ autoCommit: false, eachBatch: async () => undefined })
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
}
