import { describe, expect, it } from 'vitest'
import { type EventTime, sessionClose, type TradeDate } from '../../core/market/trade-date.ts'
import { CONTROL_KEY_PREFIX } from '../../schemas/topics.ts'
import { createCodec } from '../codec/codec.ts'
import { createEncoder } from '../codec/encoder.ts'
import { createInProcessRegistry } from '../codec/in-process-registry.ts'
import { avroType, SCHEMAS } from '../codec/schemas.ts'
import { broadcast, controlRecord, decodedControl, isControlKey } from './control.ts'
import { LETTER_BYTES, recordLetter, refusalLetter } from './dead-letter.ts'
import { outputEncoder } from './output-encoder.ts'
import { barEvent } from './testing/volume-processor.ts'

const codec = createCodec(createInProcessRegistry())
const SIM = { dataset: 'sim-7', epoch: 3 }

describe('outputEncoder', () => {
  it('puts data set and epoch into the value and the data set before the key', async () => {
    const encode = await outputEncoder(codec, ['deadLetters'])
    const letter = refusalLetter(barEvent('sim-7/600519.SH', 1234), 'limit-state', new Error('no'))
    const record = encode(letter, SIM)
    expect(record).toMatchObject({ topic: 'dead-letters', key: `sim-7/${letter.key}`, timestamp: 1234 })
    const decoder = codec.decoder('dead-letter')
    await decoder.prepare([record.value!])
    expect(decoder.decode(record.value!)).toEqual({ ...letter.value, ...SIM })
  })

  it('says which field does not fit', async () => {
    const encode = await outputEncoder(codec, ['deadLetters'])
    const letter = refusalLetter(barEvent('a', 1), 'limit-state', new Error('no'))
    const bad = { ...letter, value: { ...letter.value, symbol: 7 as never } }
    expect(() => encode(bad, SIM)).toThrow(/symbol/)
  })
})

describe('dead letters', () => {
  const at = { topic: 'market.bars.1d', partition: 2 }
  const raw = { offset: 17, key: 'sim-7/x', value: Buffer.from('bad bytes'), timestamp: 5 }
  const why = { code: 'wrongMagic', reason: 'not in wire format' }

  it('about a record say the same whoever writes them, one for each record and code', () => {
    const letter = recordLetter(at, raw, why)
    expect(letter).toMatchObject({
      dataset: 'sim-7',
      source: 'market.bars.1d',
      position: 'partition 2, offset 17',
      ...why,
      raw: raw.value,
      length: 9,
      reader: null,
      tradeDate: null,
    })
    const ids = [
      letter,
      recordLetter(at, { ...raw, offset: 18 }, why),
      recordLetter({ ...at, partition: 1 }, raw, why),
      recordLetter({ ...at, topic: 'market.ticks' }, raw, why),
      recordLetter(at, raw, { ...why, code: 'noValue' }),
    ].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(recordLetter(at, { ...raw, value: Buffer.from('other') }, { ...why, reason: 'other' }).id).toBe(
      letter.id,
    )
  })

  it.each([
    ['main/600519.SH', 'main'],
    ['replay-2/a/b', 'replay-2'],
    ['', 'main'],
    ['no data set', 'main'],
    ['../etc/x', 'main'],
    ['~control/ingest/0', 'main'],
    [`sim-${'x'.repeat(2_000_000)}/a`, 'main'],
  ])('belong to the data set that the key names: %.20s', (key, dataset) => {
    expect(recordLetter(at, { ...raw, key }, why).dataset).toBe(dataset)
  })

  it('of the largest record fit into a record', () => {
    const large = { ...raw, key: 'k'.repeat(500_000), value: Buffer.alloc(1_000_000, 7) }
    const letter = recordLetter(at, large, { code: 'undecodable', reason: 'x'.repeat(1e6) })
    expect(letter).toMatchObject({ length: 1_000_000 })
    expect(letter.raw).toHaveLength(LETTER_BYTES)
    expect(JSON.stringify({ ...letter, raw: '' }).length).toBeLessThan(2_000)
  })

  it('about an event name the processor, one for each event however often it is sent', () => {
    const event = barEvent('main/600519.SH', 5, 3, { tradeDate: 20220104 as TradeDate })
    const stored = { ...event, partition: 3, offset: 99 }
    const letter = refusalLetter(stored, 'limit-state', new Error('beyond all sums'))
    expect(letter.value).toMatchObject({
      position: 'partition 3, offset 99',
      code: 'processingFailed',
      reason: 'limit-state: beyond all sums',
      reader: 'limit-state',
      tradeDate: 20220104,
      symbol: 'main/600519.SH',
    })
    expect(refusalLetter({ ...stored, offset: 100 }, 'limit-state', 'again').value.id).toBe(letter.value.id)
    expect(refusalLetter(stored, 'market', 'no').value.id).not.toBe(letter.value.id)
    expect(refusalLetter(event, 'market', 'no').value.position).toBe('key main/600519.SH at 5')
  })
})

describe('control records', () => {
  const writer = { source: 'limit-state', task: 2, tasks: 6 } as const
  const record = controlRecord(
    writer,
    { ...SIM, sequence: 9 },
    { kind: 'watermark', eventTime: 77 as EventTime, session: 20220104 as TradeDate },
  )

  it('go to every partition of every topic under a key of their own', async () => {
    const encoder = await codec.encoder('sentiment.limit-state', 'control')
    const copies = broadcast(record, encoder, ['limitState', 'stage'], new Map([['limitState', 3]]))
    expect(copies.map(({ topic, partition }) => [topic, partition])).toEqual([
      ['sentiment.limit-state', 0],
      ['sentiment.limit-state', 1],
      ['sentiment.limit-state', 2],
      ['sentiment.stage', 0],
    ])
    const decoder = codec.decoder('control')
    await decoder.prepare([copies[0]!.value!])
    for (const { key, timestamp, value } of copies) {
      expect({ key, timestamp }).toEqual({ key: `${CONTROL_KEY_PREFIX}limit-state/2`, timestamp: 77 })
      expect(isControlKey(key)).toBe(true)
      expect(decoder.decode(value!)).toEqual({
        ...SIM,
        ...writer,
        sequence: 9,
        kind: 'watermark',
        eventTime: 77,
        session: 20220104,
        previousSession: null,
        history: 'known',
        dataGap: false,
        references: {},
        marker: null,
        ticks: false,
      })
    }
  })

  describe('are believed only where they can be true', () => {
    const at = { topic: 'sentiment.limit-state', partition: 1 }
    const codeOf = async (value: Uint8Array | null, topic = at.topic): Promise<string | undefined> => {
      const decoder = codec.decoder('control')
      if (value !== null) await decoder.prepare([value])
      try {
        decodedControl({ ...at, topic }, { offset: 5, value }, decoder)
        return undefined
      } catch (error) {
        return (error as { readonly code?: string }).code
      }
    }
    const encoded = async (change: object): Promise<Uint8Array> =>
      (await codec.encoder(at.topic, 'control')).encode({ ...record, ...change })

    it.each<[string, object, string | undefined]>([
      ['as written', {}, undefined],
      ['a watermark of the year 9999', { eventTime: 253_370_764_800_000, session: null }, 'impossible'],
      ['a session that is not of its day', { eventTime: 1_641_279_600_000 + 18e7 }, 'impossible'],
      ['a day that no calendar has', { session: 20221345 }, 'impossible'],
      ['a barrier of no session', { kind: 'sessionOpen', session: null }, 'impossible'],
      ['a marker without a name', { kind: 'marker', marker: '' }, 'impossible'],
      ['a marker of no end', { kind: 'marker', marker: 'm'.repeat(5_000) }, 'impossible'],
      ['more tasks than there can be', { tasks: 2 ** 31 - 1 }, 'impossible'],
      ['no tasks', { tasks: 0 }, 'impossible'],
      ['a task beyond the last', { task: 6 }, 'impossible'],
      ['somebody who does not write here', { source: 'ingest' }, 'foreignControl'],
      ['nobody', { source: '' }, 'foreignControl'],
    ])('%s', async (_, change, code) => {
      const eventTime = sessionClose(20220104 as TradeDate)
      expect(await codeOf(await encoded({ eventTime, ...change }))).toBe(code)
    })

    it('and only where they can be read', async () => {
      expect(await codeOf(Buffer.from('no'))).toBe('wrongMagic')
      expect(await codeOf(null)).toBe('noValue')
      const letter = (await codec.encoder('dead-letters', 'dead-letter')).encode(
        recordLetter(at, { offset: 1, key: '', value: null, timestamp: 0 }, { code: 'x', reason: '' }),
      )
      expect(await codeOf(letter)).toBe('undecodable')
    })

    it('but one of a newer program stops the reader: without it time would stand still', async () => {
      const registry = createInProcessRegistry()
      const newer = JSON.parse(JSON.stringify(SCHEMAS.control))
      newer.fields.find(({ name }: { readonly name: string }) => name === 'kind').type.symbols.push('pause')
      const id = await registry.register('pulse.control-value', newer)
      const value = createEncoder<object>(avroType(newer), id).encode({ ...record, kind: 'pause' })
      const decoder = createCodec(registry).decoder('control')
      await decoder.prepare([value])
      expect(() => decodedControl(at, { offset: 5, value }, decoder)).toThrow(
        expect.objectContaining({
          code: 'corrupt',
          message: expect.stringMatching(/sentiment.limit-state\/1, offset 5.*newer version/s),
        }),
      )
    })
  })

  it('are told from data by their key', () => {
    expect(isControlKey('main/600519.SH')).toBe(false)
  })
})
