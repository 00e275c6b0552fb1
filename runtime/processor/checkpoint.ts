import { crc32 } from 'node:zlib'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { StateSnapshot } from '../../schemas/generated/events.ts'
import type { Decoder, Encoder } from '../codec/port.ts'
import { LogError } from '../errors.ts'
import type { Position } from '../log/port.ts'
import type { PackedShard, StateStores } from './state-stores.ts'

/**
 * What a task writes about itself, in its own state entries:
 *
 *  - `v<version>/progress` and its copy, with every commit: per lane, up to which watermark outputs are in the log;
 *  - `v<version>/manifest`, with every snapshot: the input positions to read on from, per lane the
 *    watermark, and the checksum of every shard that belongs to it;
 *  - `v<version>/<dataset>/<epoch>/<store>/<shard>`: the packed shards.
 *
 * A restored task loads the newest manifest with its shards, reads again from the manifest's positions,
 * and writes nothing that `progress` says is written. A missing or damaged shard is detected by the
 * checksums; the lane is then rebuilt from the beginning of the log.
 */
export interface LaneProgress {
  readonly dataset: string
  readonly epoch: number
  readonly watermark: EventTime
}

export interface LaneManifest extends LaneProgress {
  readonly sequence: number
  /** A restored lane waits for them: it may go on inside a session. */
  readonly referenceVersions?: Readonly<Record<string, number>>
  /** CRC-32 of each packed shard, by `<store>/<shard>`. */
  readonly shards: Readonly<Record<string, number>>
}

export interface Manifest {
  readonly positions: readonly Position[]
  readonly lanes: readonly LaneManifest[]
}

/** What a snapshot is taken of. */
export interface CheckpointedLane extends LaneProgress {
  readonly sequence: number
  /** Versions of the reference topics that hold for the open session. */
  referenceVersions: Readonly<Record<string, number>>
  readonly state: StateStores
}

export class Checkpoint {
  readonly #processor: string
  readonly #version: number
  readonly #encoder: Encoder<StateSnapshot>
  readonly #decoder: Decoder<StateSnapshot>
  /** Checksums of the shards as last written, by lane and shard. */
  readonly #shards = new Map<string, Map<string, number>>()

  constructor(
    processor: string,
    version: number,
    encoder: Encoder<StateSnapshot>,
    decoder: Decoder<StateSnapshot>,
  ) {
    this.#processor = processor
    this.#version = version
    this.#encoder = encoder
    this.#decoder = decoder
  }

  /**
   * The state entries that record how far outputs have been written: the same twice, because nothing else tells.
   * Without it, what is already in the log would be written again.
   */
  progress(lanes: readonly LaneProgress[]): [string, Buffer][] {
    const packed = this.#pack('progress', Buffer.from(JSON.stringify(lanes)))
    return progressKeys(this.#version).map((key) => [key, packed])
  }

  /** State entries of a snapshot: the shards that changed and the manifest over all. */
  snapshot(lanes: Iterable<CheckpointedLane>, positions: readonly Position[]): [string, Buffer][] {
    const entries: [string, Buffer][] = []
    const manifest: LaneManifest[] = []
    for (const lane of lanes) {
      const shards = this.#shardsOf(lane)
      for (const shard of lane.state.packChanged()) {
        shards.set(`${shard.store}/${shard.shard}`, shard.crc)
        entries.push([this.#shardKey(lane, shard), this.#encode({ ...shard, ...placeOf(lane) })])
      }
      manifest.push({
        ...placeOf(lane),
        watermark: lane.watermark,
        sequence: lane.sequence,
        referenceVersions: lane.referenceVersions,
        shards: Object.fromEntries(shards),
      })
    }
    const body: Manifest = { positions, lanes: manifest }
    entries.push([`v${this.#version}/manifest`, this.#pack('manifest', Buffer.from(JSON.stringify(body)))])
    return entries
  }

  /** Deletions for a lane that is no longer needed. */
  forget(lane: LaneProgress): [string, null][] {
    const shards = [...(this.#shards.get(laneKey(lane))?.keys() ?? [])]
    this.#shards.delete(laneKey(lane))
    return shards.map((shard) => [`v${this.#version}/${laneKey(lane)}/${shard}`, null])
  }

  /** Forgets what it has written: a task begins anew with these state entries. */
  async begin(state: ReadonlyMap<string, Uint8Array>): Promise<void> {
    this.#shards.clear()
    await this.#decoder.prepare(state.values())
  }

  /** Up to where this version's outputs are in the log; nothing where neither copy can be read. */
  written(state: ReadonlyMap<string, Uint8Array>): readonly LaneProgress[] {
    try {
      return this.#readProgress(this.#version, state)
    } catch {
      return []
    }
  }

  /**
   * The newest epoch of each data set that another version of the processor has written. Those epochs are that
   * version's: this one begins with the rebuild that follows the change.
   */
  epochsOfOtherVersions(state: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, number> {
    const newest = new Map<string, number>()
    for (const key of state.keys()) {
      const version = Number(/^v(\d+)\/progress$/.exec(key)?.[1] ?? this.#version)
      if (version === this.#version) continue
      for (const { dataset, epoch } of this.#readProgress(version, state))
        newest.set(dataset, Math.max(epoch, newest.get(dataset) ?? 0))
    }
    return newest
  }

  /**
   * The newest snapshot; undefined where this version has not written one.
   * @throws LogError `corrupt` when it is damaged.
   */
  manifest(state: ReadonlyMap<string, Uint8Array>): Manifest | undefined {
    return this.#unpackJson<Manifest>(state.get(`v${this.#version}/manifest`))
  }

  /**
   * Loads a lane's shards, and which references hold for its session.
   * @throws LogError `corrupt` when one is missing, damaged or of another snapshot.
   */
  load(lane: CheckpointedLane, manifest: LaneManifest, state: ReadonlyMap<string, Uint8Array>): void {
    lane.referenceVersions = manifest.referenceVersions ?? {}
    const shards = this.#shardsOf(lane)
    for (const [shard, crc] of Object.entries(manifest.shards)) {
      const bytes = state.get(`v${this.#version}/${laneKey(manifest)}/${shard}`)
      const snapshot = bytes === undefined ? undefined : this.#decode(bytes)
      if (snapshot === undefined || snapshot.crc !== crc)
        throw new LogError(
          'corrupt',
          `State of ${this.#processor} (${laneKey(manifest)}): shard ${shard} is ${snapshot === undefined ? 'missing' : 'not the one that the manifest names'}.`,
        )
      lane.state.unpack(snapshot)
      shards.set(shard, crc)
    }
  }

  #shardsOf(lane: LaneProgress): Map<string, number> {
    const known = this.#shards.get(laneKey(lane)) ?? new Map<string, number>()
    this.#shards.set(laneKey(lane), known)
    return known
  }

  #shardKey(lane: LaneProgress, shard: PackedShard): string {
    return `v${this.#version}/${laneKey(lane)}/${shard.store}/${shard.shard}`
  }

  #pack(store: string, payload: Buffer): Buffer {
    return this.#encode({ dataset: '', epoch: 0, store, shard: 0, entries: 1, crc: crc32(payload), payload })
  }

  #encode(snapshot: Omit<StateSnapshot, 'processor' | 'version'>): Buffer {
    return this.#encoder.encode({ ...snapshot, processor: this.#processor, version: this.#version })
  }

  #decode(bytes: Uint8Array): StateSnapshot {
    try {
      return this.#decoder.decode(bytes)
    } catch (cause) {
      throw new LogError('corrupt', `State of ${this.#processor}: an entry cannot be decoded.`, { cause })
    }
  }

  /** From the first copy that can be read. @throws LogError `corrupt` where there is none */
  #readProgress(version: number, state: ReadonlyMap<string, Uint8Array>): readonly LaneProgress[] {
    const [first, second] = progressKeys(version)
    try {
      return this.#unpackJson<LaneProgress[]>(state.get(first)) ?? []
    } catch (error) {
      const copy = this.#unpackJson<LaneProgress[]>(state.get(second))
      if (copy === undefined) throw error
      return copy
    }
  }

  #unpackJson<T>(bytes: Uint8Array | undefined): T | undefined {
    if (bytes === undefined) return undefined
    const { payload, crc, store } = this.#decode(bytes)
    if (crc32(payload) !== crc)
      throw new LogError('corrupt', `State of ${this.#processor}: the checksum of ${store} does not match.`)
    return JSON.parse(payload.toString('utf8')) as T
  }
}

const progressKeys = (version: number): readonly [string, string] => [
  `v${version}/progress`,
  `v${version}/progress-copy`,
]

const placeOf = ({ dataset, epoch }: LaneProgress): { readonly dataset: string; readonly epoch: number } => ({
  dataset,
  epoch,
})

const laneKey = ({ dataset, epoch }: { readonly dataset: string; readonly epoch: number }): string =>
  `${dataset}/${epoch}`
