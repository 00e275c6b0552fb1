import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { avroArbitrary } from '../../test/support/avro-arbitrary.ts'
import { CodecError, type CodecErrorCode } from '../errors.ts'
import { createCodec, subjectOf } from './codec.ts'
import { createDecoder } from './decoder.ts'
import { createEncoder } from './encoder.ts'
import { createInProcessRegistry } from './in-process-registry.ts'
import type { SchemaName } from './port.ts'
import { avroType, SCHEMAS } from './schemas.ts'

const NAMES = Object.keys(SCHEMAS) as SchemaName[]

function codeOf(action: () => unknown): CodecErrorCode | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof CodecError ? error.code : undefined
  }
}

const record = (...fields: object[]) => ({ type: 'record', namespace: 'test', name: 'Trade', fields })
const long = (name: string, rest: object = {}) => ({ name, type: 'long', ...rest })

/** Avro's variable-length zigzag in BigInt, as the specification describes it. */
function zigzag(body: Uint8Array): bigint {
  const n = [...body].reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n)
  return (n >> 1n) ^ -(n & 1n)
}

function unzigzag(value: bigint): Buffer {
  let n = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  const bytes: number[] = []
  for (; n > 0x7fn; n >>= 7n) bytes.push(Number(n & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(n)])
}

/** Writes with one schema, reads with another, over one registry. */
async function throughSchemas(writer: object, reader: object, value: object): Promise<() => unknown> {
  const registry = createInProcessRegistry()
  const id = await registry.register('trade-value', writer)
  const bytes = createEncoder<object>(avroType(writer), id).encode(value)
  const decoder = createDecoder<unknown>(avroType(reader), registry)
  await decoder.prepare([bytes])
  return () => decoder.decode(bytes)
}

describe('codec', () => {
  it.each(NAMES)('gives back every %s it encodes', async (name) => {
    const codec = createCodec(createInProcessRegistry())
    const encoder = await codec.encoder('any-topic', name)
    const decoder = codec.decoder(name)
    await decoder.prepare([encoder.encode(fc.sample(avroArbitrary(SCHEMAS[name]), 1)[0] as never)])
    fc.assert(
      fc.property(fc.array(avroArbitrary(SCHEMAS[name]), { maxLength: 20 }), (values) => {
        const encoded = values.map((value) => encoder.encode(value as never))
        expect(encoded.map((bytes) => decoder.decode(bytes))).toEqual(values)
      }),
      { numRuns: 60 },
    )
  })

  it('writes the bytes that the Avro and Confluent specifications prescribe', async () => {
    const registry = createInProcessRegistry()
    const encoder = await createCodec(registry).encoder('market.datasets', 'dataset-epoch')
    const bytes = encoder.encode({ dataset: 'main', epoch: 3, active: true, version: 300 })
    // 300 zigzags to 600 = 4 * 128 + 88: 0xd8 0x04.
    expect(bytes.subarray(5).toString('hex')).toBe('086d61696e0601d804')
    expect(bytes[0]).toBe(0)
    await expect(registry.schema(bytes.readUInt32BE(1))).resolves.toMatchObject({ name: 'DatasetEpoch' })
  })

  it('keeps values valid while later ones are encoded, also larger ones than a slab', () => {
    const schema = record({ name: 'payload', type: 'bytes' })
    const encoder = createEncoder<{ payload: Buffer }>(avroType(schema), 7)
    const sizes = [10, 70_000, 5, 300_000, 64 * 1024 - 5, 64 * 1024 - 8, 1, 0, 1_000_000]
    const values = Array.from({ length: 300 }, (_, n) => Buffer.alloc(sizes[n % sizes.length]!, n))
    const encoded = values.map((payload) => encoder.encode({ payload }))
    for (const [n, bytes] of encoded.entries()) {
      expect(bytes.readUInt32BE(1)).toBe(7)
      const { payload } = avroType(schema).fromBuffer(bytes.subarray(5)) as { payload: Buffer }
      expect(payload.equals(values[n]!)).toBe(true)
    }
  })

  it('names the field and value that do not fit', async () => {
    const encoder = await createCodec(createInProcessRegistry()).encoder('market.datasets', 'dataset-epoch')
    const wrong = { dataset: 'main', epoch: '3', active: true, version: 1 } as never
    expect(codeOf(() => encoder.encode(wrong))).toBe('unencodable')
    expect(() => encoder.encode(wrong)).toThrow('epoch must be "int", got string "3"')
    expect(encoder.encode({ dataset: 'main', epoch: 3, active: true, version: 1 })).toHaveLength(13)
  })

  it('takes longs of +-2^52 exactly and refuses those that a double would blur', () => {
    const type = avroType(record(long('n')))
    const encoder = createEncoder<{ n: number }>(type, 1)
    const around = [2 ** 31, -(2 ** 31), 2 ** 52 - 1, -(2 ** 52)].flatMap((n) => [n, n + 1, n - 1])
    for (const n of around.filter((n) => n >= -(2 ** 52) && n < 2 ** 52)) {
      const body = encoder.encode({ n }).subarray(5)
      expect(zigzag(body)).toBe(BigInt(n))
      expect(type.fromBuffer(body)).toEqual({ n })
    }
    for (const n of [
      2 ** 52,
      -(2 ** 52) - 1,
      2 ** 53,
      -(2 ** 53),
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]) {
      expect(codeOf(() => encoder.encode({ n }))).toBe('unencodable')
    }
    expect(codeOf(() => encoder.encode({ n: 1n } as never))).toBe('unencodable')
  })

  it('refuses to read longs of other writers beyond that', async () => {
    const registry = createInProcessRegistry()
    const schema = record(long('n'))
    const id = await registry.register('t-value', schema)
    const decoder = createDecoder(avroType(schema), registry)
    for (const n of [
      2n ** 52n,
      -(2n ** 52n) - 1n,
      2n ** 53n,
      -(2n ** 53n) - 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ]) {
      const foreign = Buffer.concat([Buffer.alloc(5), unzigzag(n)])
      foreign.writeUInt32BE(id, 1)
      await decoder.prepare([foreign])
      expect(codeOf(() => decoder.decode(foreign))).toBe('undecodable')
    }
  })

  it('refuses what is not its wire format', async () => {
    const codec = createCodec(createInProcessRegistry())
    const encoder = await codec.encoder('market.datasets', 'dataset-epoch')
    const decoder = codec.decoder('dataset-epoch')
    const good = encoder.encode({ dataset: 'main', epoch: 3, active: true, version: 1 })
    await decoder.prepare([good])
    const altered = (change: (bytes: Buffer) => void): Buffer => {
      const copy = Buffer.from(good)
      change(copy)
      return copy
    }
    const unknown = altered((bytes) => bytes.writeUInt32BE(12345, 1))
    await decoder.prepare([unknown, Buffer.from('{}'), good])
    expect(codeOf(() => decoder.decode(unknown))).toBe('unknownSchema')
    expect(codeOf(() => decoder.decode(altered((bytes) => bytes.writeUInt8(1, 0))))).toBe('wrongMagic')
    expect(codeOf(() => decoder.decode(Buffer.from('{"a":1}')))).toBe('wrongMagic')
    expect(codeOf(() => decoder.decode(Buffer.alloc(4)))).toBe('wrongMagic')
    for (let length = 5; length < good.length; length += 1) {
      expect(codeOf(() => decoder.decode(good.subarray(0, length)))).toBe('undecodable')
    }
    expect(() => decoder.decode(Buffer.concat([good, Buffer.from([0])]))).toThrow('1 bytes too many')
    expect(decoder.decode(new Uint8Array(good))).toEqual(decoder.decode(good))
  })

  it('never lets random bytes through as anything but a CodecError', async () => {
    const codec = createCodec(createInProcessRegistry())
    const encoder = await codec.encoder('market.calendar', 'session-calendar')
    const decoder = codec.decoder('session-calendar')
    const sample = encoder.encode(fc.sample(avroArbitrary(SCHEMAS['session-calendar']), 1)[0] as never)
    await decoder.prepare([sample])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
        const bytes = Buffer.concat([sample.subarray(0, 5), body])
        const code = codeOf(() => decoder.decode(bytes))
        expect(code === undefined || code === 'undecodable').toBe(true)
      }),
    )
  })

  it('reads across schema versions', async () => {
    const first = record(long('price'), long('volume'))
    const added = record(long('price'), long('volume'), { name: 'side', type: 'string', default: 'none' })
    const removed = record(long('price'))
    const value = { price: 1, volume: 2 }
    expect((await throughSchemas(first, added, value))()).toEqual({ ...value, side: 'none' })
    expect((await throughSchemas(first, removed, value))()).toEqual({ price: 1 })
    expect((await throughSchemas(record(long('volume'), long('price')), first, value))()).toEqual(value)
    const renamed = await throughSchemas({ ...first, name: 'Quote' }, first, value)
    expect(codeOf(renamed)).toBe('undecodable')
  })

  it('keeps the readings of several writer schemas apart', async () => {
    const registry = createInProcessRegistry()
    const schemas = [record(long('a')), record(long('b', { default: 5 }), long('a'))]
    const encoders = await Promise.all(
      schemas.map(async (schema) =>
        createEncoder<object>(avroType(schema), await registry.register('x-value', schema)),
      ),
    )
    const decoder = createDecoder(avroType(schemas[1]!), registry)
    const values = Array.from({ length: 20 }, (_, n) => encoders[n % 2]!.encode({ a: n, b: -n }))
    await decoder.prepare(values)
    expect(values.map((value) => decoder.decode(value))).toEqual(
      values.map((_, n) => ({ a: n, b: n % 2 === 0 ? 5 : -n })),
    )
  })

  it('names subjects by topic, control records by one subject for all topics', () => {
    expect(subjectOf('market.bars.1d', 'daily-bar')).toBe('market.bars.1d-value')
    expect(subjectOf('market.bars.1d', 'control')).toBe('pulse.control-value')
  })
})
