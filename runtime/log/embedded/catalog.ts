import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type Database, open, type RootDatabase } from 'lmdb'
import { LogError } from '../../errors.ts'
import type { Position, TopicPartition, TopicSpec } from '../port.ts'
import { refusedByDisk } from './refused-by-disk.ts'

/** A segment file as committed: bytes beyond `bytes` are leftovers of a commit that never happened. */
export interface Segment {
  /** Offset of its first record; names the file. */
  readonly base: number
  readonly bytes: number
  readonly nextOffset: number
  /** Greatest event time in it, epoch ms. */
  readonly maxTimestamp: number
}

/** Where to begin reading for an offset: a batch boundary at or before it. */
export interface IndexEntry {
  readonly offset: number
  readonly base: number
  readonly position: number
}

export interface TaskPosition extends Position {
  readonly task: string
  /** Wall clock of the commit, epoch ms: abandoned tasks do not hold segments for ever. */
  readonly committedAt: number
}

/** Who writes this log now. */
export interface Owner {
  readonly pid: number
  readonly identity: string
}

/** What one transaction writes. */
export interface CatalogChange {
  readonly topics?: readonly TopicSpec[]
  readonly segments?: readonly (TopicPartition & { readonly segment: Segment })[]
  readonly index?: readonly (TopicPartition & { readonly entry: IndexEntry })[]
  readonly dropped?: readonly (TopicPartition & { readonly segment: Segment })[]
  readonly state?: readonly {
    readonly task: string
    readonly key: string
    readonly value: Uint8Array | null
  }[]
  readonly positions?: readonly TaskPosition[]
}

type SegmentValue = [bytes: number, nextOffset: number, maxTimestamp: number]
type PlaceKey = [topic: string, partition: number, offset: number]
type PositionKey = [task: string, topic: string, partition: number]

const OWNER = 'owner'
const SEQUENCE = 'sequence'

/**
 * What commits atomically, in LMDB: topics, the committed extent of every segment, a sparse index,
 * task state and task positions. Written by one process, read by any.
 */
export class Catalog {
  /** Of the log. */
  readonly directory: string
  readonly #root: RootDatabase<unknown, string>
  readonly #meta: Database<unknown, string>
  readonly #topics: Database<TopicSpec, string>
  readonly #segments: Database<SegmentValue, PlaceKey>
  readonly #index: Database<[base: number, position: number], PlaceKey>
  readonly #state: Database<Buffer, [task: string, key: string]>
  readonly #positions: Database<[offset: number, committedAt: number], PositionKey>
  #isClosed = false

  constructor(directory: string, options: { readonly readOnly: boolean; readonly sync: boolean }) {
    this.directory = directory
    const path = join(directory, 'catalog')
    if (!options.readOnly) mkdirSync(path, { recursive: true })
    const { readOnly } = options
    this.#root = open<unknown, string>({
      path,
      noSubdir: false,
      maxDbs: 8,
      readOnly,
      // One promise per commit that means "on disk"; without `sync`, "survives this process".
      overlappingSync: false,
      // Our batches are explicit; LMDB's own around them end the process when the disk refuses one.
      eventTurnBatching: false,
      noSync: !options.sync,
    } as Parameters<typeof open<unknown, string>>[0])
    this.#meta = this.#root.openDB('meta', { encoding: 'json' })
    this.#topics = this.#root.openDB('topics', { encoding: 'json' })
    this.#segments = this.#root.openDB('segments', { encoding: 'json' })
    this.#index = this.#root.openDB('index', { encoding: 'json' })
    this.#state = this.#root.openDB('state', { encoding: 'binary' })
    this.#positions = this.#root.openDB('positions', { encoding: 'json' })
  }

  /** Makes `owner` the writer unless the one on record `stillWrites`: then returns that one. */
  claim(owner: Owner, stillWrites: (current: Owner) => boolean): Owner | undefined {
    return this.#atOnce(() => {
      const current = this.#meta.get(OWNER) as Owner | undefined
      if (current !== undefined && stillWrites(current)) return current
      this.#meta.put(OWNER, owner)
      return undefined
    })
  }

  owner(): Owner | undefined {
    this.#checkOpen()
    return this.#meta.get(OWNER) as Owner | undefined
  }

  release(): void {
    this.#atOnce(() => {
      this.#meta.remove(OWNER)
    })
  }

  /** Writes a snapshot of everything committed into a folder, also while another process writes. */
  async copyTo(directory: string): Promise<void> {
    await this.#root.backup(directory, true)
  }

  /** Removes state and positions of the tasks that are meant. */
  async forgetTasks(isMeant: (task: string) => boolean): Promise<void> {
    await this.#root.batch(() => {
      for (const key of [...this.#state.getKeys()]) if (isMeant(key[0])) this.#state.remove(key)
      for (const key of [...this.#positions.getKeys()]) if (isMeant(key[0])) this.#positions.remove(key)
    })
  }

  /** Rises with every transaction: a cheap way to see that something was committed. */
  sequence(): number {
    this.#checkOpen()
    return (this.#meta.get(SEQUENCE) as number | undefined) ?? 0
  }

  /** Lets reads see what another process has committed since. */
  refresh(): void {
    this.#checkOpen()
    this.#root.resetReadTxn()
  }

  topics(): TopicSpec[] {
    this.#checkOpen()
    return [...this.#topics.getRange().map(({ value }) => value)]
  }

  /** Segments of a partition in offset order. */
  segments({ topic, partition }: TopicPartition): Segment[] {
    this.#checkOpen()
    const range = { start: [topic, partition, 0], end: [topic, partition, Number.MAX_SAFE_INTEGER] }
    return [
      ...this.#segments.getRange(range).map(({ key, value }) => ({
        base: key[2],
        bytes: value[0],
        nextOffset: value[1],
        maxTimestamp: value[2],
      })),
    ]
  }

  /** The last index entry at or before `offset`. */
  indexEntry({ topic, partition }: TopicPartition, offset: number): IndexEntry | undefined {
    this.#checkOpen()
    const range = { start: [topic, partition, offset], end: [topic, partition, -1], reverse: true, limit: 1 }
    for (const { key, value } of this.#index.getRange(range)) {
      return { offset: key[2], base: value[0], position: value[1] }
    }
    return undefined
  }

  state(task: string): Map<string, Uint8Array> {
    this.#checkOpen()
    const entries = new Map<string, Uint8Array>()
    for (const { key, value } of this.#state.getRange({ start: [task] })) {
      if (key[0] !== task) break
      entries.set(key[1], value)
    }
    return entries
  }

  positions(task: string): Position[] {
    this.#checkOpen()
    const positions: Position[] = []
    for (const { key, value } of this.#positions.getRange({ start: [task] })) {
      if (key[0] !== task) break
      positions.push({ topic: key[1], partition: key[2], offset: value[0] })
    }
    return positions
  }

  /** Positions of all tasks ever, for retention. */
  allPositions(): TaskPosition[] {
    this.#checkOpen()
    return [
      ...this.#positions.getRange().map(({ key, value }) => ({
        task: key[0],
        topic: key[1],
        partition: key[2],
        offset: value[0],
        committedAt: value[1],
      })),
    ]
  }

  /** Writes everything or nothing; resolves once it is durable. @throws LogError `aborted`. */
  async apply(change: CatalogChange): Promise<void> {
    const writes: Promise<boolean>[] = []
    try {
      const written = this.#root.batch(() => this.#write(change, writes))
      // When a batch fails, each write of it is refused by itself as well: that has been heard here.
      void Promise.allSettled(writes)
      await written
    } catch (error) {
      throw refusedByDisk(await reasonOf(error), this.directory)
    }
  }

  #write(change: CatalogChange, writes: Promise<boolean>[]): void {
    writes.push(this.#meta.put(SEQUENCE, this.sequence() + 1))
    for (const spec of change.topics ?? []) writes.push(this.#topics.put(spec.name, spec))
    for (const { topic, partition, segment } of change.segments ?? []) {
      writes.push(
        this.#segments.put(
          [topic, partition, segment.base],
          [segment.bytes, segment.nextOffset, segment.maxTimestamp],
        ),
      )
    }
    for (const { topic, partition, entry } of change.index ?? []) {
      writes.push(this.#index.put([topic, partition, entry.offset], [entry.base, entry.position]))
    }
    for (const { topic, partition, segment } of change.dropped ?? []) {
      writes.push(this.#segments.remove([topic, partition, segment.base]))
      const range = { start: [topic, partition, segment.base], end: [topic, partition, segment.nextOffset] }
      for (const key of this.#index.getKeys(range)) writes.push(this.#index.remove(key))
    }
    for (const { task, key, value } of change.state ?? []) {
      writes.push(
        value === null ? this.#state.remove([task, key]) : this.#state.put([task, key], value as Buffer),
      )
    }
    for (const { task, topic, partition, offset, committedAt } of change.positions ?? []) {
      writes.push(this.#positions.put([task, topic, partition], [offset, committedAt]))
    }
  }

  #atOnce<T>(action: () => T): T {
    try {
      return this.#root.transactionSync(action)
    } catch (error) {
      throw refusedByDisk(error, this.directory)
    }
  }

  /** A reader may come back from the disk when the log has been closed; LMDB ends the process for such a look. */
  #checkOpen(): void {
    if (this.#isClosed) throw new LogError('closed', 'The event log is closed.')
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#root.close()
  }
}

/** Why a commit failed: LMDB tells it in a promise of its own, a moment later. */
async function reasonOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { readonly commitError?: Promise<never> }
  const told = commitError?.catch((reason: unknown) => reason)
  return (await Promise.race([told, setImmediate()])) ?? error
}
