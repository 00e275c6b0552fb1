import { beforeAll, describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { StateSnapshot } from '../../schemas/generated/events.ts'
import { createCodec } from '../codec/codec.ts'
import { createInProcessRegistry } from '../codec/in-process-registry.ts'
import type { Codec, Encoder } from '../codec/port.ts'
import type { Position } from '../log/port.ts'
import { Checkpoint, type CheckpointedLane, type LaneManifest } from './checkpoint.ts'
import { StateStores } from './state-stores.ts'
import { stateType } from './state-type.ts'

const TYPES = { totals: stateType('Total', { n: 'long' }) }
const KEYS = Array.from({ length: 40 }, (_, at) => `key${at}`)
const POSITIONS: readonly Position[] = [{ topic: 't', partition: 2, offset: 77 }]

const codec: Codec = createCodec(createInProcessRegistry())
let encoder: Encoder<StateSnapshot>
beforeAll(async () => {
  encoder = await codec.encoder('changelog', 'state-snapshot')
})

const checkpointOf = (version = 3): Checkpoint =>
  new Checkpoint('limit-state', version, encoder, codec.decoder('state-snapshot'))

function laneOf(dataset: string, epoch: number, watermark: number): CheckpointedLane {
  const state = new StateStores(TYPES)
  for (const [n, key] of KEYS.entries()) state.stores.totals!.set(key, { n: n * epoch })
  state.settle()
  const referenceVersions = { 'market.instruments': epoch + 4 }
  return { dataset, epoch, watermark: watermark as EventTime, sequence: epoch * 10, referenceVersions, state }
}

const freshLane = (): CheckpointedLane => ({
  ...laneOf('main', 1, 0),
  referenceVersions: {},
  state: new StateStores(TYPES),
})
const content = ({ state }: CheckpointedLane) => state.stores.totals!.sorted()

/** State entries after a snapshot of some lanes. */
function written(...lanes: CheckpointedLane[]): Map<string, Uint8Array> {
  const checkpoint = checkpointOf()
  const progress = lanes.map(({ dataset, epoch, watermark }) => ({ dataset, epoch, watermark }))
  return new Map([...checkpoint.progress(progress), ...checkpoint.snapshot(lanes, POSITIONS)])
}

async function read(state: ReadonlyMap<string, Uint8Array>, version?: number) {
  const checkpoint = checkpointOf(version)
  await checkpoint.begin(state)
  return checkpoint
}

const corrupt = (message: string) =>
  expect.objectContaining({ code: 'corrupt', message: expect.stringContaining(message) })

describe('Checkpoint', () => {
  it('brings back lanes, positions and progress', async () => {
    const lanes = [laneOf('main', 2, 500), laneOf('sim-1', 1, 300)]
    const state = written(...lanes)
    const checkpoint = await read(state)
    const manifest = checkpoint.manifest(state)!
    expect(manifest.positions).toEqual(POSITIONS)
    expect(
      manifest.lanes.map(({ dataset, epoch, watermark, sequence }) => [dataset, epoch, watermark, sequence]),
    ).toEqual([
      ['main', 2, 500, 20],
      ['sim-1', 1, 300, 10],
    ])
    manifest.lanes.forEach((entry, at) => {
      const lane = freshLane()
      checkpoint.load(lane, entry, state)
      expect(content(lane)).toEqual(content(lanes[at]!))
      expect(lane.referenceVersions).toEqual(lanes[at]!.referenceVersions)
    })
    expect(checkpoint.written(state)).toEqual([
      { dataset: 'main', epoch: 2, watermark: 500 },
      { dataset: 'sim-1', epoch: 1, watermark: 300 },
    ])
  })

  it('writes only changed shards, and names all of them', async () => {
    const lane = laneOf('main', 1, 100)
    const state = written(lane)
    const checkpoint = await read(state)
    const restored = freshLane()
    checkpoint.load(restored, checkpoint.manifest(state)!.lanes[0]!, state)
    restored.state.stores.totals!.set('key0', { n: 99 })
    restored.state.settle()
    const entries = checkpoint.snapshot([restored], [])
    expect(entries.map(([key]) => key)).toEqual([
      expect.stringMatching(/^v3\/main\/1\/totals\/\d$/),
      'v3/manifest',
    ])
    for (const [key, value] of entries) state.set(key, value)
    const again = await read(state)
    const last = freshLane()
    again.load(last, again.manifest(state)!.lanes[0]!, state)
    expect(content(last)).toEqual(content(restored))
  })

  it('does not see what another version wrote', async () => {
    const state = written(laneOf('main', 1, 100))
    const newer = await read(state, 4)
    expect(newer.manifest(state)).toBeUndefined()
    expect(newer.written(state)).toEqual([])
  })

  it('notices a shard that is missing, of another snapshot, or damaged', async () => {
    const state = written(laneOf('main', 1, 100))
    const other = written(laneOf('main', 2, 100))
    const [shard] = [...state.keys()].filter((key) => key.includes('/totals/')) as [string]
    const load = async (change: (entries: Map<string, Uint8Array>) => void): Promise<void> => {
      const entries = new Map(state)
      change(entries)
      const checkpoint = await read(entries)
      checkpoint.load(freshLane(), checkpoint.manifest(entries)!.lanes[0] as LaneManifest, entries)
    }
    await expect(load(() => undefined)).resolves.toBeUndefined()
    await expect(load((entries) => entries.delete(shard))).rejects.toThrow(corrupt('missing'))
    await expect(
      load((entries) => entries.set(shard, other.get(shard.replace('/1/', '/2/'))!)),
    ).rejects.toThrow(corrupt('not the one'))
    for (const bytes of [[], [0], [1, 2, 3, 4, 5, 6], state.get(shard)!.subarray(0, 9)])
      await expect(load((entries) => entries.set(shard, Uint8Array.from(bytes)))).rejects.toThrow(
        corrupt('cannot be decoded'),
      )
  })

  it('notices any damaged byte of a shard', async () => {
    const state = written(laneOf('main', 1, 100))
    const [shard] = [...state.keys()].filter((key) => key.includes('/totals/')) as [string]
    const whole = state.get(shard)!
    const { lanes } = (await read(state)).manifest(state)!
    for (let at = whole.length - 30; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole)
      damaged[at]! ^= 0x10
      const checkpoint = await read(new Map([...state, [shard, damaged]]))
      expect(() => checkpoint.load(freshLane(), lanes[0]!, new Map([...state, [shard, damaged]]))).toThrow(
        corrupt(''),
      )
    }
  })

  it('knows what was written although the manifest is damaged, and the other way round', async () => {
    const state = written(laneOf('main', 1, 100))
    const damage = (...keys: string[]): Map<string, Uint8Array> => {
      const damaged = new Map(state)
      for (const key of keys) {
        const bytes = Buffer.from(state.get(key)!)
        bytes[bytes.length - 2]! ^= 1
        damaged.set(key, bytes)
      }
      return damaged
    }
    const withoutManifest = damage('v3/manifest')
    const checkpoint = await read(withoutManifest)
    expect(() => checkpoint.manifest(withoutManifest)).toThrow(corrupt('manifest'))
    expect(checkpoint.written(withoutManifest)).toEqual([{ dataset: 'main', epoch: 1, watermark: 100 }])
    for (const one of ['v3/progress', 'v3/progress-copy']) {
      const withOneCopy = damage(one)
      expect((await read(withOneCopy)).written(withOneCopy)).toEqual([
        { dataset: 'main', epoch: 1, watermark: 100 },
      ])
    }
    const withoutProgress = damage('v3/progress', 'v3/progress-copy')
    expect((await read(withoutProgress)).written(withoutProgress)).toEqual([])
    expect((await read(withoutProgress)).manifest(withoutProgress)).toBeDefined()
  })

  it('forgets a lane with all its shards', async () => {
    const lane = laneOf('main', 1, 100)
    const state = written(lane, laneOf('main', 2, 100))
    const checkpoint = await read(state)
    for (const entry of checkpoint.manifest(state)!.lanes) checkpoint.load(freshLane(), entry, state)
    for (const [key] of checkpoint.forget(lane)) state.delete(key)
    expect([...state.keys()].filter((key) => key.startsWith('v3/main/1/'))).toEqual([])
    expect([...state.keys()].filter((key) => key.startsWith('v3/main/2/'))).not.toEqual([])
    expect(checkpoint.forget(lane)).toEqual([])
  })
})
