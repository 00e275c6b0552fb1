import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { ClickHouseError } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WarehouseError } from '../errors.ts'
import { openWarehouse } from './connect.ts'
import { type EngineEndpoint, readEndpoint } from './engine/endpoint.ts'
import { type TemporaryWarehouse, temporaryWarehouse } from './testing/temporary-warehouse.ts'

let temporary: TemporaryWarehouse
let endpoint: EngineEndpoint

/** The engine's own interface, addressed as any server would be. */
function serverUrl(path = ''): string {
  const { host } = new URL(endpoint.url)
  return `http://${endpoint.user}:${endpoint.password}@${host}${path}`
}

beforeAll(async () => {
  temporary = await temporaryWarehouse()
  endpoint = readEndpoint(temporary.home)!
})
afterAll(() => temporary.remove())

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('a warehouse on a server', () => {
  it('uses the database of the URL, and creates it where it is missing', async () => {
    for (const [path, database] of [
      ['', 'pulse'],
      ['/other', 'other'],
    ] as const) {
      const warehouse = await openWarehouse({ url: serverUrl(path), home: '/not/used' })
      expect(warehouse.kind).toBe('server')
      expect(warehouse.url).toBe(endpoint.url)
      const result = await warehouse.client.query({
        query: 'SELECT currentDatabase()',
        format: 'TabSeparated',
      })
      expect(await result.text()).toBe(`${database}\n`)
      await warehouse.close()
    }
  })

  it('takes the same inserts as the embedded engine', async () => {
    const warehouse = await openWarehouse({ url: serverUrl(), home: '/not/used' })
    await warehouse.client.command({ query: 'CREATE TABLE by_url (n UInt8) ENGINE = MergeTree ORDER BY n' })
    await warehouse.insertRowBinary('by_url', ['n'], Buffer.from([1, 2, 3]))
    await warehouse.insertRowBinary('by_url', ['n'], Readable.from([Buffer.from([4]), Buffer.from([5])]))
    await warehouse.insertRowBinary('by_url', ['n'], Buffer.alloc(0))
    const result = await warehouse.client.query({
      query: 'SELECT sum(n) FROM by_url',
      format: 'TabSeparated',
    })
    expect(await result.text()).toBe('15\n')
    await warehouse.close()
  })

  it('that is not there says so', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const error = await failure(openWarehouse({ url: `http://127.0.0.1:${port}`, home: '/not/used' }))
    expect(error).toBeInstanceOf(WarehouseError)
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/CLICKHOUSE_URL/) })
  })

  it('that does not know us says so', async () => {
    const url = `http://nobody:wrong@${new URL(endpoint.url).host}`
    const error = await failure(openWarehouse({ url, home: '/not/used' }))
    expect(error).toMatchObject({ code: 'unavailable', cause: { code: '516' } })
  })

  it.each(['localhost:8123', 'ftp://pulse:secret@localhost', 'nonsense'])(
    'is not %s, which may hold a password and is not repeated',
    async (url) => {
      const error = await failure(openWarehouse({ url, home: '/not/used' }))
      expect(error).toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('CLICKHOUSE_URL is not'),
      })
      expect((error as Error).message).not.toContain(url)
    },
  )
})

describe('an embedded warehouse', () => {
  it('keeps a socket that is in use, however long', async () => {
    const { warehouse } = temporary
    await warehouse.client.command({ query: 'CREATE TABLE steady (n UInt8) ENGINE = MergeTree ORDER BY n' })
    // Longer than the 2.5 s after which the client gives up a socket that it takes for idle.
    const slow = warehouse.client.command({
      query: 'INSERT INTO steady SELECT sleepEachRow(0.9) FROM numbers(3)',
    })
    const deadline = performance.now() + 4_000
    let inserts = 0
    for (; performance.now() < deadline; inserts += 1) {
      await warehouse.insertRowBinary('steady', ['n'], Buffer.from([1]))
    }
    await slow
    const result = await warehouse.client.query({
      query: 'SELECT count() FROM steady',
      format: 'TabSeparated',
    })
    expect(await result.text()).toBe(`${inserts + 3}\n`)
  })
})

describe('an insert that fails', () => {
  it('is refused when the table is wrong, unacceptable when a row is', async () => {
    const { warehouse } = temporary
    await warehouse.client.command({ query: 'CREATE TABLE wide (n UInt32) ENGINE = MergeTree ORDER BY n' })
    for (const [table, code, said] of [
      ['absent', '60', 'refused'],
      ['wide', '33', 'unacceptable'],
    ] as const) {
      const error = await failure(
        warehouse.insertRowBinary(table, ['n'], Buffer.from([1, 2]), { rowCount: 1 }),
      )
      expect(error).toBeInstanceOf(WarehouseError)
      expect(error).toMatchObject({ code: said, message: expect.stringContaining(`${table} of 1 rows`) })
      expect((error as Error).cause).toBeInstanceOf(ClickHouseError)
      expect((error as Error).cause).toMatchObject({ code })
    }
  })

  it('may be tried again when the server cannot be reached', async () => {
    const other = await temporaryWarehouse()
    const there = readEndpoint(other.home)!
    const { host } = new URL(there.url)
    const gone = await openWarehouse({
      url: `http://${there.user}:${there.password}@${host}`,
      home: '/not/used',
    })
    await other.remove()
    const insert = failure(gone.insertRowBinary('t', ['n'], Buffer.from([1])))
    expect(await insert).toMatchObject({ code: 'unavailable' })
    const read = failure(gone.client.query({ query: 'SELECT 1' }))
    expect(await read).toMatchObject({ code: 'unavailable' })
    await gone.close()
  })
})
