import { beforeAll, describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control, DailyBar, StateSnapshot } from '../../schemas/generated/events.ts'
import { CONTROL_KEY_PREFIX } from '../../schemas/topics.ts'
import { testBar } from '../../test/support/pipeline-harness.ts'
import { createCodec } from '../codec/codec.ts'
import { createInProcessRegistry } from '../codec/in-process-registry.ts'
import type { Codec, Encoder } from '../codec/port.ts'
import type { OutgoingRecord, StoredRecord } from '../log/port.ts'
import { Lanes, type TaskLane } from './lanes.ts'
import type { ReferenceTables } from './reference-tables.ts'
import { anyProcessor, closes, control, opens, punctuation } from './testing/volume-processor.ts'

const TOPIC = 'market.bars.1d'
const codec: Codec = createCodec(createInProcessRegistry())
const DECODERS = new Map([[TOPIC, { topic: 'bars1d' as const, decoder: codec.decoder('daily-bar') }]])
let bars: Encoder<DailyBar>
let controls: Encoder<Control>
let snapshots: Encoder<StateSnapshot>

beforeAll(async () => {
  bars = await codec.encoder(TOPIC, 'daily-bar')
  controls = await codec.encoder(TOPIC, 'control')
  snapshots = await codec.encoder('changelog', 'state-snapshot')
})

/** What stands in a partition: a control record, a bar, or bytes that are neither. */
type Written = Control | DailyBar | Buffer

const bar = (symbol: string, eventTime: number, extra: Partial<DailyBar> = {}): DailyBar =>
  testBar(20220104, [symbol, 10, 10, 10, 10, 10, { eventTime: eventTime as EventTime, ...extra }])
const marker = (name: string, extra: Partial<Control> = {}): Control =>
  control({ kind: 'marker', marker: name, eventTime: 0 as EventTime, ...extra })
const garbage = Buffer.from('no wire format')

function stored(written: Written, offset: number): StoredRecord {
  if (Buffer.isBuffer(written)) return { offset, key: 'main/garbage', value: written, timestamp: 1 }
  if ('kind' in written)
    return {
      offset,
      key: `${CONTROL_KEY_PREFIX}${written.source}/0`,
      value: controls.encode(written),
      timestamp: 1,
    }
  return { offset, key: `${written.dataset}/${written.symbol}`, value: bars.encode(written), timestamp: 1 }
}

/** A task's lanes over partitions that a test writes down, and what came out of them. */
class TestTask {
  readonly lanes: Lanes
  readonly state = new Map<string, Uint8Array>()
  readonly said: string[] = []
  readonly dead: string[] = []
  readonly #next: number[]
  readonly #partitions: readonly (readonly Written[])[]

  constructor(...partitions: (readonly Written[])[]) {
    this.#partitions = partitions
    this.#next = partitions.map(() => 0)
    this.lanes = new Lanes({
      definition: anyProcessor,
      task: 0,
      inputs: partitions.map((_, partition) => ({ topic: TOPIC, partition })),
      references: { instruments: { of: () => undefined } as unknown as ReferenceTables<'instruments'> },
      encoder: snapshots,
      decoder: codec.decoder('state-snapshot'),
      encode: ({ key, value }, { dataset, epoch }) =>
        `${dataset}/${epoch} ${key} ${(value as unknown as { bars: number }).bars}` as unknown as OutgoingRecord,
    })
  }

  /** Reads up to `count` more records of a partition, then settles. */
  async read(partition: number, count = Number.POSITIVE_INFINITY): Promise<void> {
    const all = this.#partitions[partition]!
    const from = this.#next[partition]!
    const until = Math.min(all.length, from + count)
    this.#next[partition] = until
    await this.lanes.read(
      {
        topic: TOPIC,
        partition,
        records: all.slice(from, until).map((written, at) => stored(written, from + at)),
        nextOffset: until,
      },
      DECODERS,
      codec,
    )
    for (const lane of this.lanes.all()) this.#settle(lane)
  }

  async readAll(): Promise<void> {
    for (const partition of this.#partitions.keys()) await this.read(partition)
  }

  #settle(lane: TaskLane): void {
    for (const { batches, undecodable } of this.lanes.settle(lane)) {
      for (const batch of batches) {
        const { outputs } = lane.apply(batch)
        if (batch.watermark > lane.writtenUntil) this.said.push(...(outputs as unknown as string[]))
      }
      for (const { at, eventTime } of undecodable)
        if (eventTime > lane.writtenUntil)
          this.dead.push(`${lane.dataset}/${lane.epoch} ${at.partition}/${at.offset} at ${eventTime}`)
      lane.state.settle()
    }
    for (const name of this.lanes.completedMarkers(lane))
      this.said.push(`${lane.dataset}/${lane.epoch} marker ${name}`)
  }

  commit(snapshot: boolean): void {
    this.state.set(...this.lanes.progress())
    if (!snapshot) return
    for (const [key] of this.lanes.forgotten()) this.state.delete(key)
    for (const [key, value] of this.lanes.checkpoint.snapshot(this.lanes.all(), this.lanes.positions()))
      this.state.set(key, value)
  }

  /** Dies, and comes back with what was committed. */
  async restart(): Promise<void> {
    this.said.length = 0
    this.dead.length = 0
    const positions = await this.lanes.restore(this.state)
    this.#next.forEach((_, partition) => {
      this.#next[partition] = positions.find((position) => position.partition === partition)?.offset ?? 0
    })
  }

  get positions(): number[] {
    return this.#next.map(
      (_, partition) => this.lanes.positions().find((p) => p.partition === partition)?.offset ?? -1,
    )
  }
}

describe('lanes of several data sets', () => {
  const session = (dataset: string, ...symbols: string[]): Written[] => [
    opens(20220104, 10, { dataset }),
    ...symbols.map((symbol) => bar(symbol, 20, { dataset })),
    closes(20220104, 20, { dataset }),
  ]

  it('do not touch each other, however they interleave', async () => {
    const main = session('main', 'a', 'b')
    const sim = session('sim-1', 'a')
    const alone = new TestTask(main)
    await alone.readAll()
    for (const order of [
      [...main, ...sim],
      [...sim, ...main],
      [sim[0]!, main[0]!, main[1]!, sim[1]!, main[2]!, sim[2]!, main[3]!],
    ]) {
      const task = new TestTask(order)
      await task.readAll()
      expect(task.said.filter((line) => line.startsWith('main/'))).toEqual(alone.said)
      expect(task.said.filter((line) => line.startsWith('sim-1/'))).toEqual([
        'sim-1/1 opened 1',
        'sim-1/1 sim-1/a 1',
        'sim-1/1 closed 1',
      ])
    }
  })

  it('wait for their own punctuation, and hold the position back for it', async () => {
    const task = new TestTask([bar('a', 20, { dataset: 'sim-1' }), ...session('main', 'a')])
    await task.readAll()
    expect(task.said).toHaveLength(3)
    expect(task.positions).toEqual([0])
  })
})

describe('epochs', () => {
  const day = (epoch: number, eventTime: number): Written[] => [
    bar('a', eventTime, { epoch }),
    closes(20220100 + eventTime, eventTime, { epoch }),
  ]

  it('end when a newer one has caught up; what is written to them after that is ignored', async () => {
    const task = new TestTask([...day(1, 20), ...day(2, 20), ...day(1, 30), marker('m', { epoch: 1 })])
    await task.read(0, 4)
    await task.readAll()
    expect(task.said).toEqual(['main/1 main/a 1', 'main/1 closed 1', 'main/2 main/a 1', 'main/2 closed 1'])
    expect(task.lanes.all().map(({ epoch }) => epoch)).toEqual([2])
    expect(task.positions).toEqual([7])
  })

  it('go on where a rebuild stopped half-way', async () => {
    const task = new TestTask([...day(1, 20), ...day(1, 30), ...day(2, 20), ...day(1, 40), marker('m')])
    await task.read(0, 6)
    task.commit(true)
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual(['main/1 main/a 3', 'main/1 closed 3', 'main/1 marker m'])
  })

  it('leave no state behind, and are not written again when everything is read again', async () => {
    const task = new TestTask([...day(1, 20), ...day(2, 20), ...day(2, 30)])
    await task.read(0, 2)
    task.commit(true)
    expect([...task.state.keys()].some((key) => key.startsWith('v1/main/1/'))).toBe(true)
    await task.readAll()
    task.commit(false)
    await new Promise((resolve) => setImmediate(resolve))
    expect([...task.state.keys()].some((key) => key.startsWith('v1/main/1/'))).toBe(true)
    task.commit(true)
    expect([...task.state.keys()].some((key) => key.startsWith('v1/main/1/'))).toBe(false)
    task.state.delete('v1/manifest')
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual([])
  })
})

describe('positions', () => {
  it('never pass a record that is not settled', async () => {
    const first: Written[] = [
      opens(20220104, 10),
      bar('a', 20),
      closes(20220104, 20),
      bar('a', 30),
      closes(20220105, 30),
    ]
    const second: Written[] = [opens(20220104, 10), closes(20220104, 20), bar('b', 30), closes(20220105, 30)]
    const task = new TestTask(first, second)
    await task.read(0)
    expect(task.positions).toEqual([0, -1])
    await task.read(1, 1)
    expect(task.positions).toEqual([0, 0])
    await task.read(1, 1)
    expect(task.positions).toEqual([3, 2])
    await task.read(1, 1)
    expect(task.positions).toEqual([3, 2])
    await task.read(1, 1)
    expect(task.positions).toEqual([5, 4])
    expect(task.said).toHaveLength(6)
  })

  it('wait for a marker until it has come on every partition', async () => {
    const task = new TestTask([marker('m')], [marker('m')])
    await task.read(0)
    expect(task.positions).toEqual([0, -1])
    expect(task.said).toEqual([])
    await task.read(1)
    expect(task.positions).toEqual([1, 1])
    expect(task.said).toEqual(['main/1 marker m'])
  })

  it('are not held for ever by a marker whose other copies stand before them', async () => {
    const first: Written[] = [bar('x', 50, { dataset: 'sim-1' }), marker('m')]
    const task = new TestTask([...first, marker('n')], [marker('m'), marker('n')])
    await task.read(0, 2)
    await task.read(1, 1)
    task.commit(true)
    expect(task.positions).toEqual([0, 1])
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual(['main/1 marker n'])
    expect(task.positions).toEqual([0, 2])
    expect(
      task.lanes
        .all()
        .flatMap(({ pending }) => pending)
        .flatMap(({ records }) => records),
    ).toHaveLength(1)
  })
})

describe('records that cannot be decoded', () => {
  it('go with the next punctuation of their partition, also before any control record', async () => {
    const task = new TestTask([
      garbage,
      opens(20220104, 10),
      garbage,
      closes(20220104, 20),
      garbage,
      marker('m'),
    ])
    await task.readAll()
    expect(task.dead).toEqual(['main/1 0/0 at 20', 'main/1 0/2 at 20'])
    expect(task.said.at(-1)).toBe('main/1 marker m')
    expect(task.positions).toEqual([4])
  })

  it.each([1, 2, 3, 4, 5])('are told once, wherever the task restarts (after %i records)', async (count) => {
    const partition: Written[] = [
      garbage,
      bar('a', 20),
      punctuation(20),
      garbage,
      bar('a', 30),
      punctuation(30),
    ]
    for (const snapshot of [true, false]) {
      const task = new TestTask(partition)
      await task.read(0, count)
      task.commit(snapshot)
      const dead = [...task.dead]
      const said = [...task.said]
      await task.restart()
      await task.readAll()
      expect([...dead, ...task.dead]).toEqual(['main/1 0/0 at 20', 'main/1 0/3 at 30'])
      expect([...said, ...task.said]).toEqual(['main/1 main/a 1', 'main/1 main/a 2'])
    }
  })

  it('stop the task when they are control records', async () => {
    const task = new TestTask([])
    const batch = { topic: TOPIC, partition: 0, nextOffset: 8 }
    const record = { offset: 7, key: `${CONTROL_KEY_PREFIX}ingest/0`, value: garbage, timestamp: 0 }
    await expect(task.lanes.read({ ...batch, records: [record] }, DECODERS, codec)).rejects.toThrow(
      expect.objectContaining({
        code: 'corrupt',
        message: expect.stringContaining('market.bars.1d/0, offset 7'),
      }),
    )
  })
})

describe('a restored task', () => {
  const MINUTES = [20, 30, 40, 50, 60]
  /** One open session with punctuation in its middle, as ticks have. */
  const log = (symbol: string): Written[] => [
    opens(20220104, 10),
    ...MINUTES.flatMap((at) => [bar(symbol, at), punctuation(at)]),
    closes(20220104, 70),
  ]

  it('writes nothing twice and nothing too few, wherever it stopped', async () => {
    const whole = new TestTask(log('a'), log('b'))
    await whole.readAll()
    const total = log('a').length
    for (let first = 1; first < total; first += 1)
      for (let second = first; second <= total; second += 3) {
        const task = new TestTask(log('a'), log('b'))
        const said: string[] = []
        await task.read(0, first)
        await task.read(1, first)
        task.commit(true)
        await task.read(0, second - first)
        await task.read(1, second - first)
        task.commit(false)
        said.push(...task.said)
        await task.restart()
        await task.readAll()
        expect([...said, ...task.said]).toEqual(whole.said)
      }
  })

  it.each(['missing shard', 'damaged shard', 'damaged manifest', 'missing manifest'])(
    'rebuilds its state from the log and writes nothing twice: %s',
    async (damage) => {
      const whole = new TestTask(log('a'))
      await whole.readAll()
      const task = new TestTask(log('a'))
      await task.read(0, 7)
      task.commit(true)
      const said = [...task.said]
      const shards = [...task.state.keys()].filter((name) => name.includes('/totals/'))
      const key = damage.endsWith('manifest') ? 'v1/manifest' : shards.at(-1)!
      if (damage.startsWith('missing')) task.state.delete(key)
      else task.state.set(key, task.state.get(key)!.subarray(0, -1))
      await task.restart()
      await task.read(0, 4)
      task.commit(true)
      said.push(...task.said)
      await task.restart()
      await task.readAll()
      expect([...said, ...task.said]).toEqual(whole.said)
    },
  )

  it('says that outputs are written as far as they were, also for lanes that it has not met again', async () => {
    const sim = [opens(20220104, 10, { dataset: 'sim-1' }), bar('s', 20, { dataset: 'sim-1' })]
    const task = new TestTask([...log('a'), ...sim, closes(20220104, 20, { dataset: 'sim-1' })])
    await task.readAll()
    task.commit(true)
    const progress = () => task.lanes.checkpoint.written(task.state)
    const before = progress()
    expect(before).toHaveLength(2)
    task.state.delete('v1/manifest')
    await task.restart()
    await task.read(0, 4)
    task.commit(true)
    expect(progress()).toEqual(before)
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual([])
    expect(progress()).toEqual(before)
  })

  it('leaves the epochs of another version alone and begins with the next one', async () => {
    const old = log('a')
    const rebuilt = [
      opens(20220104, 10, { epoch: 2 }),
      bar('a', 20, { epoch: 2 }),
      closes(20220104, 20, { epoch: 2 }),
    ]
    const task = new TestTask([...old, ...rebuilt])
    await task.read(0, old.length)
    task.commit(true)
    for (const [key, value] of [...task.state]) {
      task.state.delete(key)
      task.state.set(key.replace('v1/', 'v2/'), value)
    }
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual(['main/2 opened 1', 'main/2 main/a 1', 'main/2 closed 1'])
  })
})
