import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FailedLogins } from '../../../runtime/clickhouse/engine/failed-logins.ts'
import { EngineUnderAttack } from './engine-under-attack.ts'

/** What can be done to the HTTP interface itself, with and without a password. */
let engine: EngineUnderAttack
beforeAll(async () => {
  engine = await EngineUnderAttack.open()
}, 60_000)
afterAll(async () => {
  await engine.expectUnharmed()
  await engine.close()
})

async function raw(text: string): Promise<{ readonly socket: Socket; answer(): Promise<string> }> {
  const { port } = new URL(engine.url)
  const socket = connect({ host: '127.0.0.1', port: Number(port) })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => undefined)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  socket.write(text)
  return {
    socket,
    answer: async () => {
      await closed
      return Buffer.concat(chunks).toString('latin1')
    },
  }
}

const headersOf = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

describe('without a password', () => {
  it('nothing is answered but that the engine is there', async () => {
    for (const path of [
      '/?query=SELECT+1',
      '/engine/lease',
      '/?query=SELECT+1&session_id=a',
      '/?user=default',
    ])
      expect((await fetch(`${engine.url}${path}`)).status).toBe(403)
    for (const path of [
      '/play',
      '/dashboard',
      '/metrics',
      '/replicas_status',
      '/../engine.json',
      '/%2e%2e/engine.json',
    ])
      expect((await fetch(`${engine.url}${path}`)).status).toBe(404)
    expect(await (await fetch(`${engine.url}/ping`)).text()).toBe('Ok.\n')
  })

  it.each([
    ['no user', {}],
    ['the users of ClickHouse', { 'X-ClickHouse-User': 'default' }],
    ['the right user', { 'X-ClickHouse-User': 'pulse' }],
    ['a certificate', { 'X-ClickHouse-SSL-Certificate-Auth': 'on', 'X-ClickHouse-User': 'pulse' }],
    ['a bearer', { authorization: 'Bearer e30.e30.' }],
    ['an empty basic', { authorization: 'Basic ' }],
    ['basic without colon', { authorization: `Basic ${Buffer.from('pulse').toString('base64')}` }],
    ['a name of the prototype', { 'X-ClickHouse-User': '__proto__', 'X-ClickHouse-Key': '' }],
  ])('%s is nobody', async (_, headers) => {
    const response = await fetch(`${engine.url}/?query=SELECT+1`, {
      headers: headers as Record<string, string>,
    })
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516'])
    engine.expectUnknown(await response.text())
  })

  it('a body is not read to its end', async () => {
    const { socket, answer } = await raw(
      'POST / HTTP/1.1\r\nHost: a\r\nX-ClickHouse-User: pulse\r\nX-ClickHouse-Key: wrong\r\nContent-Length: 1000000000\r\n\r\n',
    )
    const block = Buffer.alloc(1 << 20, 32)
    const pump = setInterval(() => socket.write(block), 5)
    const text = await answer()
    clearInterval(pump)
    // What the attacker reads depends on how he is cut off; that he is, does not.
    expect(text === '' || text.startsWith('HTTP/1.1 403')).toBe(true)
  })

  it('guessing is slow, and the right password is not', async () => {
    const began = performance.now()
    const guesses = Array.from({ length: 100 }, (_, guess) =>
      fetch(`${engine.url}/?query=SELECT+1&user=pulse&password=${guess}`).then(
        ({ status }) => status,
        () => 'cut off',
      ),
    )
    const rightBegan = performance.now()
    expect((await engine.asReader('SELECT 1')).status).toBe(200)
    const rightTook = performance.now() - rightBegan
    const outcomes = await Promise.all(guesses)
    const guessesTook = performance.now() - began
    expect(new Set(outcomes)).toEqual(new Set([403, 'cut off']))
    expect(outcomes.filter((outcome) => outcome === 403).length).toBeLessThanOrEqual(64)
    expect(guessesTook).toBeGreaterThan(490)
    expect(rightTook).toBeLessThan(guessesTook)
  })

  it('guesses wait in a few places only', async () => {
    const logins = new FailedLogins({ pauseMs: 100, places: 2 })
    const first = [logins.wait(), logins.wait()]
    expect(await logins.wait()).toBe(false)
    expect(await Promise.all(first)).toEqual([true, true])
    expect(await logins.wait()).toBe(true)
  })
})

describe('malformed requests', () => {
  it.each([
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a chunk of nonsense', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a header without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(1_200_000)}\r\n\r\n`],
  ])('%s', async (_, text) => {
    const { answer } = await raw(text)
    expect(await answer()).toMatch(/^(HTTP\/1\.1 4\d\d|$)/)
  })

  it.each(['//evil/ping', 'http://evil/ping', '/?%', '/?query=%ff%fe&user=%00', '*', '/?query=SELECT 1'])(
    'target %s',
    async (target) => {
      const { answer } = await raw(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      engine.expectUnknown(await answer())
    },
  )

  it('values that would break into the answer do not', async () => {
    for (const id of ['a\r\nX-Evil: 1', 'a\nSet-Cookie: b=c', '中文', 'a'.repeat(100_000)]) {
      const response = await fetch(
        `${engine.url}/?${new URLSearchParams({ query: 'SELECT 1', query_id: id })}`,
        {
          headers: engine.readerHeaders,
        },
      )
      expect(response.headers.get('x-evil')).toBeNull()
      expect(response.headers.get('set-cookie')).toBeNull()
      await response.text()
    }
  })

  it('pipelined requests are let in one by one', async () => {
    const request = (headers: Record<string, string>, path: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\n${headersOf(headers)}\r\n`
    const { answer } = await raw(
      request(engine.readerHeaders, '/?query=SELECT+11') +
        request({}, '/?query=SELECT+22') +
        request({ ...engine.readerHeaders, Connection: 'close' }, '/?query=DROP+TABLE+pulse.prices'),
    )
    const text = await answer()
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 403'])
    expect(text).toContain('11\n')
    expect(text).not.toContain('22\n')
  })
})

describe('bodies of a reader', () => {
  it('that unpack to far more are not unpacked to their end', async () => {
    const bomb = gzipSync(Buffer.alloc(300 << 20, 32), { level: 9 })
    expect(bomb.length).toBeLessThan(1 << 20)
    expect(await engine.asReader(bomb, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({
      code: '446',
    })
  }, 60_000)

  it('that are not what they say', async () => {
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'lz4'])
      expect(
        (await engine.asReader('SELECT 1', { headers: { 'content-encoding': encoding } })).status,
      ).toBeGreaterThanOrEqual(400)
  })

  it('with files or statements in a form are refused as elsewhere', async () => {
    const part = (name: string, value: string, more = ''): string =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
    const form = (parts: string): Promise<{ status: number; text: string }> =>
      engine.asReader(`${parts}--b--\r\n`, { headers: { 'content-type': 'multipart/form-data; boundary=b' } })
    expect((await form(part('query', 'SELECT {x:UInt8} + 1') + part('param_x', '41'))).text).toBe('42\n')
    for (const parts of [
      part('query', 'SELECT * FROM data') + part('data', 'a\n', '; filename="data"'),
      part('query', 'SELECT 1') + part('data_structure', 'a String'),
      part('query', 'SELECT 1') + part('readonly', '0'),
      part('query', 'SELECT 1') + part('user', 'pulse') + part('readonly', '0'),
      part('query', `SELECT file('${engine.secretFile}')`),
      part('query', 'DROP TABLE prices'),
    ]) {
      const { status, text } = await form(parts)
      expect(status, parts).toBeGreaterThanOrEqual(400)
      engine.expectUnknown(text)
    }
  })

  it('of statements without measure', async () => {
    expect(
      (await engine.asReader(`SELECT ${'('.repeat(5_000)}1${')'.repeat(5_000)}`)).status,
    ).toBeGreaterThanOrEqual(400)
    expect((await engine.asReader(`SELECT ${'1+'.repeat(200_000)}1`)).status).toBeGreaterThanOrEqual(400)
    expect((await engine.asReader(`SELECT '${'a'.repeat(3 << 20)}'`)).status).toBeGreaterThanOrEqual(400)
    expect((await engine.asReader('SELECT 1')).text).toBe('1\n')
  })
})

describe('a reader cannot take more than his part', () => {
  it.each([
    ['max_execution_time', '301'],
    ['max_memory_usage', '99999999999999'],
    ['max_result_rows', '1e30'],
    ['max_rows_to_read', '-1'],
    ['max_threads', '1000'],
    ['max_execution_time', 'NaN'],
  ])('asking for %s = %s', async (name, value) => {
    expect(await engine.asReader('SELECT 1', { search: { [name]: value } })).toMatchObject({ code: '452' })
  })

  it('nor by asking for no limit', async () => {
    const settings = {
      max_execution_time: '0',
      max_memory_usage: '0',
      max_result_rows: '',
      max_rows_to_read: '0',
    }
    const { text } = await engine.asReader(
      "SELECT getSetting('max_execution_time'), getSetting('max_memory_usage'), getSetting('max_result_rows'), getSetting('max_rows_to_read'), getSetting('readonly')",
      { search: settings },
    )
    expect(text).toBe('300\t4000000000\t20000000\t10000000000\t1\n')
  })

  it('within his limits he is stopped', async () => {
    const slow = 'SELECT count() FROM numbers(9000000000) WHERE sipHash64(number) = 0 FORMAT Null'
    expect(await engine.asReader(slow, { search: { max_execution_time: '1' } })).toMatchObject({
      code: '159',
    })
    const hungry = 'SELECT count() FROM (SELECT number FROM numbers(1e8) GROUP BY number)'
    expect(await engine.asReader(hungry, { search: { max_memory_usage: '50000000' } })).toMatchObject({
      code: '241',
    })
    const long = 'SELECT sum(sleepEachRow(0.1)) FROM numbers(3000) SETTINGS max_block_size = 1'
    expect((await engine.asReader(long)).code).toBe('164')
  })

  it('many of them at once leave the sink its place', async () => {
    const slow = 'SELECT sum(sleepEachRow(0.05)) FROM numbers(8)'
    const readers = Array.from({ length: 120 }, () => engine.asReader(slow))
    const insert = await engine.official.post('', 'SELECT 1')
    expect(await insert.text()).toBe('1\n')
    const outcomes = await Promise.all(readers)
    const codes = new Map<string | null, number>()
    for (const { code } of outcomes) codes.set(code, (codes.get(code) ?? 0) + 1)
    expect([...codes.keys()].sort()).toEqual(['202', null])
    expect(codes.get(null)).toBeGreaterThanOrEqual(64)
  }, 120_000)
})

describe('sessions', () => {
  it("of the owner are not a reader's, whatever name he gives", async () => {
    const { official } = engine
    const session = { session_id: 'known' }
    await official.client.command({ query: 'CREATE TEMPORARY TABLE own AS SELECT 42 AS a', ...session })
    expect(await official.text('SELECT * FROM own', session)).toBe('42\n')
    expect(await engine.asReader('SELECT * FROM own', { search: session })).toMatchObject({ code: '60' })
  })

  it('of a reader do not wait for the owner to step into', async () => {
    await engine.asReader('SELECT 1', { search: { session_id: 'laid-out', max_threads: '1' } })
    expect(
      await engine.official.text("SELECT getSetting('readonly'), currentRoles()", { session_id: 'laid-out' }),
    ).toBe("0\t['owner','reader']\n")
  })

  it('of readers do not exist: each statement begins afresh', async () => {
    const search = { session_id: 'again' }
    await engine.asReader('SELECT 1', { search: { ...search, max_threads: '3' } })
    expect((await engine.asReader("SELECT getSetting('max_threads')", { search })).text).toBe('16\n')
  })
})

describe('connections', () => {
  it('that say nothing do not keep others out', async () => {
    const silent = await Promise.all(
      Array.from({ length: 200 }, () => raw('GET / HTTP/1.1\r\nHost: a\r\nX-Slow:')),
    )
    expect((await engine.asReader('SELECT 1')).text).toBe('1\n')
    for (const { socket } of silent) socket.destroy()
  })
})
