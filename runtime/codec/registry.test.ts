import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { kafkaForTests } from '../../test/support/kafka.ts'
import { createCodec } from './codec.ts'
import { createConfluentRegistry } from './confluent-registry.ts'
import { createInProcessRegistry } from './in-process-registry.ts'
import type { SchemaName, SchemaRegistry } from './port.ts'
import { avroType, SCHEMAS } from './schemas.ts'

const record = (...fields: object[]) => ({ type: 'record', namespace: 'test', name: 'Trade', fields })
const FIRST = record({ name: 'price', type: 'long' })
const SECOND = record({ name: 'price', type: 'long' }, { name: 'x', type: 'int', default: 0 })
const THIRD = record({ name: 'price', type: 'long' }, { name: 'y', type: 'string', default: '' })
const folder = mkdtempSync(join(tmpdir(), 'pulse-registry-'))
afterAll(() => rmSync(folder, { recursive: true }))

const kafka = await kafkaForTests()
const registries: [string, () => SchemaRegistry][] = [
  ['in-process', () => createInProcessRegistry(join(folder, 'home'))],
]
if (kafka !== undefined) registries.push(['Confluent', () => createConfluentRegistry(kafka.registryUrl)])

describe.each(registries)('%s registry', (_, open) => {
  let count = 0
  const subject = () => `pulse-test-${process.pid}-${Date.now()}-${++count}-value`

  it('gives a schema the same id again, and the schema for its id', async () => {
    const name = subject()
    const id = await open().register(name, FIRST)
    expect(await open().register(name, FIRST)).toBe(id)
    expect(await open().register(subject(), FIRST)).toBe(id)
    expect(avroType(await open().schema(id)).equals(avroType(FIRST))).toBe(true)
  })

  it('gives one id to all who register the same subject at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = subject()
      const ids = await Promise.all(Array.from({ length: 6 }, () => open().register(name, FIRST)))
      expect(new Set(ids).size).toBe(1)
    }
  })

  it('takes compatible versions and refuses the others, transitively', async () => {
    const [registry, name] = [open(), subject()]
    const first = await registry.register(name, FIRST)
    const second = await registry.register(name, SECOND)
    expect(second).not.toBe(first)
    await registry.register(name, THIRD)
    expect(await registry.register(name, FIRST)).toBe(first)
    const againstSecond = record({ name: 'price', type: 'long' }, { name: 'x', type: 'string', default: '' })
    for (const refused of [record({ name: 'price', type: 'string' }), againstSecond]) {
      await expect(registry.register(name, refused)).rejects.toMatchObject({
        code: 'incompatible',
        message: expect.stringContaining(name),
      })
    }
  })

  it('refuses an id that it does not hold', async () => {
    await expect(open().schema(2_000_000_011)).rejects.toMatchObject({ code: 'unknownSchema' })
  })

  it('takes every schema of ours, and a second program decodes by id alone', async () => {
    for (const name of Object.keys(SCHEMAS) as SchemaName[]) {
      await createCodec(open()).encoder(subject(), name)
    }
    const encoder = await createCodec(open()).encoder(subject(), 'dataset-epoch')
    const value = { dataset: 'main', epoch: 1, active: true, version: 7 }
    const bytes = encoder.encode(value)
    const decoder = createCodec(open()).decoder('dataset-epoch')
    await decoder.prepare([bytes])
    expect(decoder.decode(bytes)).toEqual(value)
  })
})

describe('in-process registry', () => {
  it('gives ids that do not depend on the order of registration, and leaves no debris', async () => {
    const homes = [join(folder, 'one'), join(folder, 'two')]
    const ids = await Promise.all(
      homes.map(async (home, n) => {
        const registry = createInProcessRegistry(home)
        const order = n === 0 ? [FIRST, SECOND, THIRD] : [THIRD, SECOND, FIRST]
        const found = new Map<object, number>()
        for (const [at, schema] of order.entries()) {
          found.set(schema, await registry.register(`subject-${at}`, schema))
        }
        return [FIRST, SECOND, THIRD].map((schema) => found.get(schema))
      }),
    )
    expect(ids[0]).toEqual(ids[1])
    expect(readdirSync(homes[0]!)).toEqual(['schemas.json'])
  })

  it('does not send our own attributes to a registry', async () => {
    const home = join(folder, 'brands')
    await createCodec(createInProcessRegistry(home)).encoder('market.bars.1d', 'daily-bar')
    const text = readFileSync(join(home, 'schemas.json'), 'utf8')
    expect(text).toContain('"eventTime"')
    expect(text).not.toContain('"brand"')
  })

  it('says so when its file is damaged', async () => {
    const home = mkdtempSync(join(folder, 'damaged-'))
    writeFileSync(join(home, 'schemas.json'), '{"schemas": {')
    expect(() => createInProcessRegistry(home)).toThrow(
      expect.objectContaining({
        code: 'registryUnavailable',
        message: expect.stringContaining('schemas.json'),
      }),
    )
  })
})

describe('Confluent registry out of reach', () => {
  it('is reported as such when nobody listens', async () => {
    const registry = createConfluentRegistry('http://127.0.0.1:9', { retryForMs: 300 })
    await expect(registry.schema(1)).rejects.toMatchObject({ code: 'registryUnavailable' })
    await expect(registry.register('a-value', FIRST)).rejects.toMatchObject({ code: 'registryUnavailable' })
  })

  const answering = async (
    answer: (request: number) => readonly [status: number, body: string],
    use: (url: string) => Promise<void>,
  ): Promise<void> => {
    let requests = 0
    const server = createServer((_, response) => {
      requests += 1
      const [status, body] = answer(requests)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }
  const found = JSON.stringify({ schema: JSON.stringify(FIRST) })

  it.each([
    [404, 'not found'],
    [404, '{"error_code":404,"message":"HTTP 404 Not Found"}'],
    [200, '<html>a portal</html>'],
    [500, '{"error_code":50001}'],
    [401, '{}'],
  ])('does not take status %i with %s for an answer about a schema', (status, body) =>
    answering(
      (request) => (request < 3 ? [status, body] : [200, found]),
      async (url) => {
        const lines: string[] = []
        const onWaiting = (line: string): void => void lines.push(line)
        const schema = await createConfluentRegistry(url, { onWaiting }).schema(1)
        expect(avroType(schema).equals(avroType(FIRST))).toBe(true)
        expect(lines).toHaveLength(2)
        expect(lines[0]).toContain(`Waiting for the schema registry: Fetching schema id 1 at ${url}`)
        expect(lines[1]).toMatch(/there again/)
      },
    ),
  )

  it('takes its word that an id is unknown, and no other registry could know', () =>
    answering(
      () => [404, '{"error_code":40403,"message":"Schema not found"}'],
      async (url) => {
        const registry = createConfluentRegistry(url)
        await expect(registry.schema(7)).rejects.toMatchObject({ code: 'unknownSchema' })
        await expect(registry.schema(2 ** 32 - 1)).rejects.toMatchObject({ code: 'unknownSchema' })
      },
    ))

  it('does not wait for what is no Avro schema', () =>
    answering(
      () => [200, JSON.stringify({ schemaType: 'PROTOBUF', schema: 'syntax = "proto3";' })],
      (url) =>
        expect(createConfluentRegistry(url).schema(7)).rejects.toMatchObject({ code: 'unknownSchema' }),
    ))

  it('is asked again until it answers', async () => {
    let requests = 0
    const server = createServer((_, response) => {
      requests += 1
      response.writeHead(requests < 3 ? 503 : 200, { 'content-type': 'application/json' })
      response.end(requests < 3 ? '{}' : JSON.stringify({ schema: JSON.stringify(FIRST) }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const schema = await createConfluentRegistry(`http://127.0.0.1:${port}/`).schema(1)
      expect(avroType(schema).equals(avroType(FIRST))).toBe(true)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
