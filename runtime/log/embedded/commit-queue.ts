import { LogError } from '../../errors.ts'
import type { Position } from '../port.ts'
import type { EncodedRun } from './batch-encoder.ts'
import type { Catalog, CatalogChange, Segment } from './catalog.ts'
import type { PartitionLog } from './partition-log.ts'
import { refusedByDisk } from './refused-by-disk.ts'
import { removeSegmentFiles } from './retention.ts'
import type { PreparedAppend, SegmentWriter } from './segment-writer.ts'

/** A commit whose outputs are already encoded, waiting for its turn. */
export interface CommitRequest {
  readonly task: string
  readonly outputs: ReadonlyMap<PartitionLog, EncodedRun>
  readonly state: ReadonlyMap<string, Uint8Array | null>
  readonly positions: readonly Position[]
  /** Looked at when the turn has come. @throws LogError `fenced` */
  readonly mayCommit: () => void
}

interface Waiting {
  readonly request: CommitRequest
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * The log's only write path, one round at a time. All commits that wait when a round begins share it:
 *
 *  1. append each partition's batches at its committed end, and sync the files that were touched;
 *  2. one catalog transaction: segment extents, index, state, positions, segments dropped;
 *  3. publish the new ends to readers, then delete the files of dropped segments.
 *
 * A failure before the end of step 2 leaves bytes that no extent covers: every commit of the round is
 * `aborted`, and the next append overwrites them.
 */
export class CommitQueue {
  readonly #catalog: Catalog
  readonly #writer: SegmentWriter
  readonly #expired: (partition: PartitionLog, segments: readonly Segment[]) => readonly Segment[]
  readonly #stillOwned: () => void
  readonly #reload: () => void
  #waiting: Waiting[] = []
  #turn: Promise<void> = Promise.resolve()

  constructor(options: {
    readonly catalog: Catalog
    readonly writer: SegmentWriter
    /** Segments that retention lets go when a partition has begun a new one. */
    readonly expired: (partition: PartitionLog, segments: readonly Segment[]) => readonly Segment[]
    /** @throws LogError `locked` when another process took the log over. */
    readonly stillOwned: () => void
    /** After a failure, makes what is in memory equal to the catalog again. */
    readonly reload: () => void
  }) {
    this.#catalog = options.catalog
    this.#writer = options.writer
    this.#expired = options.expired
    this.#stillOwned = options.stillOwned
    this.#reload = options.reload
  }

  commit(request: CommitRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject })
      if (this.#waiting.length === 1) void this.exclusive(() => this.#round())
    })
  }

  /** Runs when all earlier rounds have ended, and before any later one. */
  exclusive<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action)
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }

  async #round(): Promise<void> {
    const admitted = admit(this.#waiting)
    this.#waiting = []
    if (admitted.length === 0) return
    try {
      await this.#write(admitted.map(({ request }) => request))
      for (const { resolve } of admitted) resolve()
    } catch (cause) {
      const error = cause instanceof LogError ? cause : refusedByDisk(cause, this.#catalog.directory)
      this.#reload()
      for (const { reject } of admitted) reject(error)
    }
  }

  async #write(requests: readonly CommitRequest[]): Promise<void> {
    this.#stillOwned()
    const appends = await this.#append(requests)
    const expired = appends
      .filter(({ rolled }) => rolled)
      .map(({ partition, segments }) => ({ partition, segments: this.#expired(partition, segments) }))
    await this.#catalog.apply({
      ...changeOf(requests, appends),
      dropped: expired.flatMap(({ partition, segments }) =>
        segments.map((segment) => ({ topic: partition.topic, partition: partition.partition, segment })),
      ),
    })
    for (const { partition, segments } of appends) {
      const gone = new Set(expired.find((drop) => drop.partition === partition)?.segments)
      partition.publish(segments.filter((segment) => !gone.has(segment)))
    }
    for (const { partition, segments } of expired) await removeSegmentFiles(partition, segments)
  }

  #append(requests: readonly CommitRequest[]): Promise<PreparedAppend[]> {
    const runs = new Map<PartitionLog, EncodedRun[]>()
    for (const { outputs } of requests) {
      for (const [partition, run] of outputs) {
        const earlier = runs.get(partition)
        if (earlier === undefined) runs.set(partition, [run])
        else earlier.push(run)
      }
    }
    return settleAll([...runs].map(([partition, list]) => this.#writer.append(partition, list)))
  }
}

/** Those whose tasks may still commit; the others are refused. */
function admit(waiting: readonly Waiting[]): Waiting[] {
  return waiting.filter(({ request, reject }) => {
    try {
      request.mayCommit()
      return true
    } catch (error) {
      reject(error)
      return false
    }
  })
}

/** Waits for all before it reports the first failure: no append may still run when the next round begins. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises)
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

function changeOf(requests: readonly CommitRequest[], appends: readonly PreparedAppend[]): CatalogChange {
  const committedAt = Date.now()
  return {
    segments: appends.map(({ partition: { topic, partition }, segments }) => ({
      topic,
      partition,
      segment: segments.at(-1)!,
    })),
    index: appends.flatMap(({ partition: { topic, partition }, index }) =>
      index.map((entry) => ({ topic, partition, entry })),
    ),
    state: requests.flatMap(({ task, state }) => [...state].map(([key, value]) => ({ task, key, value }))),
    positions: requests.flatMap(({ task, positions }) =>
      positions.map((position) => ({ ...position, task, committedAt })),
    ),
  }
}
