import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import { testInstrument } from '../../test/support/pipeline-harness.ts'
import { createCodec } from '../codec/codec.ts'
import { createInProcessRegistry } from '../codec/in-process-registry.ts'
import type { Codec } from '../codec/port.ts'
import { LogError } from '../errors.ts'
import type { EventLog, OutgoingRecord, RecordBatch } from '../log/port.ts'
import { broadcast } from './control.ts'
import { ReferenceTable } from './reference-table.ts'
import { ReferenceTables } from './reference-tables.ts'
import { control } from './testing/volume-processor.ts'

const named = (name: string, version: number, dataset = 'main'): Instrument =>
  testInstrument('600519.SH', { name, version, dataset })

describe('ReferenceTable', () => {
  it('answers as of a version', () => {
    const table = new ReferenceTable<'instruments'>()
    table.put('600519.SH', named('old', 2))
    table.put('600519.SH', named('new', 5))
    table.put('600519.SH', named('again', 5))
    table.put('600519.SH', named('late', 3))
    const names = [0, 1, 2, 3, 4, 5, 99].map((version) => table.at('600519.SH', version)?.name)
    expect(names).toEqual([undefined, undefined, 'old', 'old', 'old', 'new', 'new'])
    expect(table.at('000001.SZ', 99)).toBeUndefined()
  })

  it('lets wait for a version', async () => {
    const table = new ReferenceTable<'instruments'>()
    await table.loaded(0)
    const order: string[] = []
    const second = table.loaded(2).then(() => order.push('second'))
    const first = table.loaded(1).then(() => order.push('first'))
    table.advance(1)
    await first
    expect(order).toEqual(['first'])
    table.advance(1)
    table.advance(3)
    await second
    await table.loaded(3)
    expect(order).toEqual(['first', 'second'])
  })

  it('tells those who wait, and those who come later, that nothing more will come', async () => {
    const table = new ReferenceTable<'instruments'>()
    table.advance(1)
    const waiting = table.loaded(2)
    table.fail(new Error('disk gone'))
    table.fail(new Error('second error'))
    await expect(waiting).rejects.toThrow('disk gone')
    await expect(table.loaded(2)).rejects.toThrow('disk gone')
    await expect(table.loaded(1)).resolves.toBeUndefined()
  })

  it('lets a caller stop waiting', async () => {
    const table = new ReferenceTable<'instruments'>()
    const stop = new AbortController()
    const waiting = table.loaded(1, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
    await expect(table.loaded(1, stop.signal)).rejects.toThrow('stopped')
    await expect(table.loaded(0, stop.signal)).resolves.toBeUndefined()
  })
})

/** A log of which only reading one topic is used: what a test pushes arrives. */
function topicOf(): {
  readonly log: EventLog
  push(records: readonly OutgoingRecord[]): void
  break(cause: Error): void
} {
  let wake: () => void = () => undefined
  const queue: (readonly OutgoingRecord[] | Error)[] = []
  async function* read({ signal }: { readonly signal?: AbortSignal }): AsyncGenerator<RecordBatch> {
    signal?.addEventListener('abort', () => wake())
    for (let offset = 0; signal?.aborted !== true; ) {
      const next = queue.shift()
      if (next instanceof Error) throw next
      if (next !== undefined) {
        const records = next.map((record, at) => ({ ...record, offset: offset + at }))
        offset += next.length
        yield { topic: 'market.instruments', partition: 0, records, nextOffset: offset }
      } else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  }
  const add = (item: readonly OutgoingRecord[] | Error): void => {
    queue.push(item)
    wake()
  }
  return { log: { read } as unknown as EventLog, push: add, break: add }
}

describe('ReferenceTables', () => {
  const codec: Codec = createCodec(createInProcessRegistry())
  let topic: ReturnType<typeof topicOf>
  let tables: ReferenceTables<'instruments'>

  beforeEach(() => {
    topic = topicOf()
    tables = ReferenceTables.follow(topic.log, codec, 'instruments', ({ instrument }) => instrument)
  })
  afterEach(() => tables.close())

  async function publish(version: number, name: string, dataset = 'main'): Promise<void> {
    const instruments = await codec.encoder('market.instruments', 'instrument')
    const controls = await codec.encoder('market.instruments', 'control')
    const complete = control({
      kind: 'watermark',
      eventTime: 0 as EventTime,
      dataset,
      references: { 'market.instruments': version },
    })
    const value = instruments.encode(named(name, version, dataset))
    topic.push([
      { topic: 'market.instruments', key: `${dataset}/600519.SH`, value, timestamp: 0 },
      { topic: 'market.instruments', key: `${dataset}/deleted`, value: null, timestamp: 0 },
      ...broadcast(complete, controls, ['instruments'], new Map()),
    ])
  }

  it('fill as the topic is read', async () => {
    const waiting = tables.of('main').loaded(2)
    await publish(1, 'old')
    await tables.of('main').loaded(1)
    await publish(2, 'new')
    await waiting
    expect([1, 2].map((version) => tables.of('main').at('600519.SH', version)?.name)).toEqual(['old', 'new'])
  })

  it('count the versions of each data set on its own', async () => {
    await publish(7, 'real')
    await tables.of('main').loaded(7)
    let early = true
    const waiting = tables
      .of('sim-1')
      .loaded(1)
      .then(() => expect(early).toBe(false))
    await publish(8, 'real still')
    await tables.of('main').loaded(8)
    early = false
    await publish(1, 'simulated', 'sim-1')
    await waiting
    expect(tables.of('sim-1').at('600519.SH', 1)?.name).toBe('simulated')
    expect(tables.of('main').at('600519.SH', 7)?.name).toBe('real')
    expect(tables.of('main').at('600519.SH', 1)).toBeUndefined()
  })

  it('pass a failure on to every table, also to those asked for later', async () => {
    const waiting = tables.of('main').loaded(1)
    topic.break(new LogError('unavailable', 'The disk is gone.'))
    await expect(waiting).rejects.toThrow('The disk is gone.')
    await expect(tables.of('sim-1').loaded(1)).rejects.toThrow('The disk is gone.')
  })

  it('pass over what cannot be read, which the sink reports, and wait for the rest', async () => {
    const waiting = tables.of('main').loaded(1)
    topic.push([
      { topic: 'market.instruments', key: 'main/x', value: Buffer.from('?'), timestamp: 0 },
      { topic: 'market.instruments', key: '~control/ingest/0', value: Buffer.from('?'), timestamp: 0 },
    ])
    await publish(1, 'readable')
    await waiting
    expect(tables.of('main').at('600519.SH', 1)?.name).toBe('readable')
  })

  it('do not leave anybody waiting when they are closed', async () => {
    const waiting = tables.of('main').loaded(1)
    tables.close()
    await expect(waiting).rejects.toThrow(expect.objectContaining({ code: 'closed' }))
    await expect(tables.of('main').loaded(1)).rejects.toThrow(LogError)
  })
})
