import { describe, expect, it } from 'vitest'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import { CONTROL_KEY_PREFIX } from '../../schemas/topics.ts'
import { createCodec } from '../codec/codec.ts'
import { createInProcessRegistry } from '../codec/in-process-registry.ts'
import { broadcast, controlRecord, decodedControl, isControlKey } from './control.ts'
import { deadLetterOf } from './dead-letter.ts'
import { outputEncoder } from './output-encoder.ts'
import { barEvent } from './testing/volume-processor.ts'

const codec = createCodec(createInProcessRegistry())
const SIM = { dataset: 'sim-7', epoch: 3 }

describe('outputEncoder', () => {
  it('puts data set and epoch into the value and the data set before the key', async () => {
    const encode = await outputEncoder(codec, ['deadLetters'])
    const letter = deadLetterOf(barEvent('sim-7/600519.SH', 1234), 'limit-state', new Error('no'))
    const record = encode(letter, SIM)
    expect(record).toMatchObject({ topic: 'dead-letters', key: `sim-7/${letter.key}`, timestamp: 1234 })
    const decoder = codec.decoder('dead-letter')
    await decoder.prepare([record.value!])
    expect(decoder.decode(record.value!)).toEqual({ ...letter.value, ...SIM })
  })

  it('says which field does not fit', async () => {
    const encode = await outputEncoder(codec, ['deadLetters'])
    const letter = deadLetterOf(barEvent('a', 1), 'limit-state', new Error('no'))
    const bad = { ...letter, value: { ...letter.value, symbol: 7 as never } }
    expect(() => encode(bad, SIM)).toThrow(/symbol/)
  })
})

describe('dead letters of processors', () => {
  const raw = { offset: 17, key: 'main/x', value: Buffer.from('bad bytes'), timestamp: 5 }
  const failed = { topic: 'bars1d' as const, key: 'main/x', eventTime: 5 as EventTime, raw, partition: 2 }

  it('have one identity per record and processor, not per position or reason', () => {
    const letter = deadLetterOf(failed, 'limit-state', 'reason one')
    const elsewhere = { ...failed, partition: 0, raw: { ...raw, offset: 99 } }
    expect(deadLetterOf(elsewhere, 'limit-state', 'reason two').value.id).toBe(letter.value.id)
    expect(deadLetterOf(failed, 'market', 'reason one').value.id).not.toBe(letter.value.id)
    const other = { ...failed, raw: { ...raw, value: Buffer.from('other bytes') } }
    expect(deadLetterOf(other, 'limit-state', 'reason one').value.id).not.toBe(letter.value.id)
  })

  it('keep what came and where it stood', () => {
    const { value } = deadLetterOf(failed, 'limit-state', new Error('wrong magic'))
    expect(value).toMatchObject({
      source: 'market.bars.1d',
      position: 'partition 2, offset 17',
      code: 'undecodable',
      reason: 'limit-state: wrong magic',
      raw: raw.value,
      tradeDate: null,
    })
    const event = barEvent('main/600519.SH', 5, 3, { tradeDate: 20220104 as TradeDate })
    expect(deadLetterOf(event, 'limit-state', 'text').value).toMatchObject({
      position: 'key main/600519.SH at 5',
      code: 'processingFailed',
      tradeDate: 20220104,
      symbol: 'main/600519.SH',
    })
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

  it('stop the reader with their place when they cannot be read', () => {
    const broken = { offset: 5, key: '~control/ingest/0', value: Buffer.from('no'), timestamp: 0 }
    expect(() => decodedControl({ topic: 't', partition: 1 }, broken, codec.decoder('control'))).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('t/1, offset 5') }),
    )
  })

  it('are told from data by their key', () => {
    expect(isControlKey('main/600519.SH')).toBe(false)
  })
})
