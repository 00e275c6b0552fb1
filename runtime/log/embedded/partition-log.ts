import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { TopicPartition } from '../port.ts'
import type { Segment } from './catalog.ts'

const NAME_DIGITS = 16

/** A segment's file beneath the log's folder. */
export const segmentFile = (topic: string, partition: number, base: number): string =>
  `segments/${topic}/${partition}/${segmentName(base)}`

const segmentName = (base: number): string => `${String(base).padStart(NAME_DIGITS, '0')}.segment`

interface SharedHandle {
  readonly handle: Promise<FileHandle>
  users: number
}

/**
 * One topic partition: its committed segments, its open files (shared by all who read them) and those
 * who wait for more. Changed only after a commit, so every look at it is consistent.
 */
export class PartitionLog implements TopicPartition {
  readonly topic: string
  readonly partition: number
  readonly directory: string
  readonly #handles = new Map<number, SharedHandle>()
  readonly #waiting = new Set<() => void>()
  #segments: readonly Segment[]

  constructor({ topic, partition }: TopicPartition, directory: string, segments: readonly Segment[]) {
    this.topic = topic
    this.partition = partition
    this.directory = directory
    this.#segments = segments
  }

  get segments(): readonly Segment[] {
    return this.#segments
  }

  /** First offset that is still there. */
  get start(): number {
    return this.#segments[0]?.base ?? 0
  }

  /** Committed end: the offset that the next record will get. */
  get end(): number {
    return this.#segments.at(-1)?.nextOffset ?? 0
  }

  segmentOf(offset: number): Segment | undefined {
    return this.#segments.findLast(({ base, nextOffset }) => base <= offset && offset < nextOffset)
  }

  /** Takes over the segments of a commit and wakes those who wait for records. */
  publish(segments: readonly Segment[]): void {
    this.#segments = segments
    for (const wake of [...this.#waiting]) wake()
  }

  onPublish(wake: () => void): () => void {
    this.#waiting.add(wake)
    return () => this.#waiting.delete(wake)
  }

  file(base: number): string {
    return join(this.directory, segmentName(base))
  }

  /** Opens the segment for reading; give it back with `release`. */
  async acquire(base: number): Promise<FileHandle> {
    const shared = this.#handles.get(base) ?? { handle: open(this.file(base), 'r'), users: 0 }
    this.#handles.set(base, shared)
    shared.users++
    try {
      return await shared.handle
    } catch (error) {
      this.#handles.delete(base)
      throw error
    }
  }

  async release(base: number): Promise<void> {
    const shared = this.#handles.get(base)
    if (shared === undefined || --shared.users > 0) return
    this.#handles.delete(base)
    await (await shared.handle).close()
  }
}
