import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, PartitionAssigner } from 'kafkajs'
import { LogError } from '../../errors.ts'
import type { Position } from '../port.ts'
import { endedWithin } from './ended-within.ts'
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
 * After so many session timeouts without a word of the coordinator the membership is over, whatever kafkajs believes:
 * where coordinators have moved, it can stop to send heartbeats and never tell. A join takes two.
 */
const SILENT_SESSIONS = 4
const WATCH_MS = 1_000
/** A consumer that is beside itself may not come to an end. */
const DISCONNECT_MS = 5_000

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
  #watch: NodeJS.Timeout | undefined
  #heardAt = performance.now()
  #isRejoining = false
  /** Of the consumer with which we are just joining again. */
  #crash: Error | undefined
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
    this.#watch = setInterval(() => this.#rejoinIfForgotten(), WATCH_MS)
    this.#watch.unref()
  }

  /** Shows these positions as the group's offsets, within a second, for tools that display lag. */
  showLag(positions: readonly Position[]): void {
    for (const position of positions) this.#lag.set(`${position.topic}/${position.partition}`, position)
  }

  async leave(): Promise<void> {
    this.#left = true
    clearInterval(this.#lagTimer)
    clearInterval(this.#watch)
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
    const consumer: Consumer = client.kafka.consumer({
      groupId,
      partitionAssigners: [assigner],
      sessionTimeout: client.sessionTimeoutMs,
      rebalanceTimeout: 2 * client.sessionTimeoutMs,
      heartbeatInterval,
      maxWaitTimeInMs: Math.round(heartbeatInterval / 3),
      allowAutoTopicCreation: false,
      // One that has been replaced must not come back: tasks would be given to a member that nobody looks after.
      retry: { restartOnFailure: async () => consumer === this.#consumer && !this.#left },
    })
    return consumer
  }

  async #run(): Promise<void> {
    const { topics, onAssigned, onConfirmed } = this.#options
    const consumer = this.#consumer
    const isOurs = (): boolean => consumer === this.#consumer && !this.#left
    this.#heardAt = performance.now()
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (!isOurs()) return
      this.#heardAt = performance.now()
      consumer.pause(topics.map((topic) => ({ topic })))
      onAssigned(payload.memberAssignment)
    })
    consumer.on(consumer.events.HEARTBEAT, () => {
      if (!isOurs()) return
      this.#heardAt = performance.now()
      onConfirmed()
    })
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart && isOurs()) void this.#rejoin(payload.error)
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined })
  }

  #rejoinIfForgotten(): void {
    const silentMs = performance.now() - this.#heardAt
    if (this.#left || silentMs < SILENT_SESSIONS * this.#options.client.sessionTimeoutMs) return
    void this.#rejoin(
      new LogError(
        'unavailable',
        `The coordinator has not been heard of for ${Math.round(silentMs / 1000)} s.`,
      ),
    )
  }

  /** kafkajs starts a crashed consumer again, except after some faults that pass when the broker is back. */
  async #rejoin(crash: Error): Promise<void> {
    if (this.#isRejoining) {
      this.#crash = crash
      return
    }
    this.#isRejoining = true
    const { client, groupId, onFailed } = this.#options
    try {
      if (!isTransient(crash)) throw crash
      await delay(REJOIN_PAUSE_MS)
      await retrying(`Joining group ${groupId} again`, client.retryForMs, async () => {
        const old = this.#consumer
        if (this.#left) return
        this.#consumer = this.#createConsumer()
        await endedWithin(DISCONNECT_MS, old.disconnect())
        const joining = this.#run()
        const longestMs = SILENT_SESSIONS * client.sessionTimeoutMs
        if (!(await endedWithin(longestMs, joining)))
          throw new LogError('unavailable', `Group ${groupId} has not answered for ${longestMs / 1000} s.`)
        await joining
      })
      if (this.#left) await endedWithin(DISCONNECT_MS, this.#consumer.disconnect())
    } catch (error) {
      onFailed(logError(`Member of group ${groupId}`, error))
    } finally {
      this.#heardAt = performance.now()
      this.#isRejoining = false
    }
    const next = this.#crash
    this.#crash = undefined
    if (next !== undefined && !this.#left) await this.#rejoin(next)
  }
}
