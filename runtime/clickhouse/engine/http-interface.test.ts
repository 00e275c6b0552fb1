import { execFileSync } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporaryWarehouse, temporaryWarehouse } from '../testing/temporary-warehouse.ts'
import { type EngineEndpoint, readEndpoint } from './endpoint.ts'

let temporary: TemporaryWarehouse
let endpoint: EngineEndpoint
/** The official client as anybody would make it, without our own connection. */
let client: ClickHouseClient

type Config = NonNullable<Parameters<typeof createClient>[0]>

const connect = (config: Config = {}) =>
  createClient({
    url: endpoint.url,
    username: endpoint.user,
    password: endpoint.password,
    database: 'pulse',
    log: { level: 127 },
    ...config,
  })

async function rows(query: string, options: object = {}, from = client): Promise<unknown[]> {
  return (await from.query({ query, format: 'JSONEachRow', ...options })).json()
}

async function text(query: string, options: object = {}, from = client): Promise<string> {
  return (await from.query({ query, format: 'TabSeparated', ...options })).text()
}

/** A request as curl or another language's client makes it. */
function post(
  search: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${endpoint.url}/?${search}`, {
    method: 'POST',
    body,
    headers: { 'X-ClickHouse-User': endpoint.user, 'X-ClickHouse-Key': endpoint.password, ...headers },
  })
}

async function table(
  name: string,
  columns: string,
  clauses = 'ENGINE = MergeTree ORDER BY tuple()',
): Promise<void> {
  await client.command({ query: `CREATE OR REPLACE TABLE ${name} (${columns}) ${clauses}` })
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

beforeAll(async () => {
  temporary = await temporaryWarehouse()
  endpoint = readEndpoint(temporary.home)!
  client = connect()
})
afterAll(async () => {
  await client.close()
  await temporary.remove()
})

describe('results', () => {
  it('answers both pings', async () => {
    expect(await client.ping()).toEqual({ success: true })
    expect(await client.ping({ select: true })).toEqual({ success: true })
  })

  it('are one well-formed document in every format, however long', async () => {
    const query = 'SELECT number AS n FROM numbers(300000)'
    const json = await (await client.query({ query, format: 'JSON' })).json<{ n: string }>()
    expect([json.rows, json.data.length, Number(json.data.at(-1)?.n)]).toEqual([300_000, 300_000, 299_999])
    const csv = (await (await client.query({ query, format: 'CSVWithNames' })).text()).split('\n')
    expect([csv.length, csv.filter((line) => line === '"n"').length]).toEqual([300_002, 1])
    const columns = await (await post('', `${query} FORMAT JSONColumns`)).json()
    expect((columns as { n: string[] }).n).toHaveLength(300_000)
  })

  it('in Parquet can be inserted again', async () => {
    await table('parquet', 'n UInt64')
    const { stream } = await client.exec({ query: 'SELECT number AS n FROM numbers(100000) FORMAT Parquet' })
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    const file = Buffer.concat(chunks)
    expect(file.subarray(0, 4).toString()).toBe('PAR1')
    await client.insert({
      table: 'parquet',
      format: 'Parquet',
      values: Readable.from([file], { objectMode: false }),
    })
    expect(await text('SELECT count(), sum(n) FROM parquet')).toBe('100000\t4999950000\n')
  })

  it('stream within bounded memory, at the pace of the reader', async () => {
    await text('SELECT 1')
    const before = residentMegabytes(endpoint.pid)
    const result = await client.query({
      query: "SELECT number, repeat('x', 200) AS filler FROM numbers(5000000)",
      format: 'TabSeparated',
    })
    let bytes = 0
    let most = 0
    let chunks = 0
    // The raw body: more than 1 GB of it.
    for await (const part of result.stream()) {
      for (const row of part) bytes += row.text.length + 1
      chunks += 1
      if (chunks % 500 === 0) most = Math.max(most, residentMegabytes(endpoint.pid))
    }
    expect(bytes).toBe(5_000_000 * 202 + digitsBelow(5_000_000))
    expect(most - before).toBeLessThan(500)
  })

  it('carry the summary and the statement id', async () => {
    const response = await post('query_id=my-id', 'SELECT sum(number) FROM numbers(1000) FORMAT TSV')
    expect(response.headers.get('x-clickhouse-query-id')).toBe('my-id')
    expect(response.headers.get('x-clickhouse-format')).toBe('TSV')
    expect(JSON.parse(response.headers.get('x-clickhouse-summary')!)).toMatchObject({ result_rows: '1' })
    expect(await response.text()).toBe('499500\n')
  })

  it('do not wait for a statement that plans for long', async () => {
    const slow = text('SELECT (SELECT sum(sipHash64(number)) FROM numbers(30000000)) AS x')
    await sleep(100)
    const began = performance.now()
    await client.ping()
    expect(performance.now() - began).toBeLessThan(500)
    await slow
  })
})

describe('inserts', () => {
  it('take objects, streams, blank lines, CSV and Values', async () => {
    await table('formats', 'id UInt32, t String')
    await client.insert({ table: 'formats', values: [{ id: 1, t: 'a\n\nb' }], format: 'JSONEachRow' })
    const objects = Readable.from([{ id: 2, t: 'x' }], { objectMode: true })
    await client.insert({ table: 'formats', values: objects, format: 'JSONEachRow' })
    await post(
      'query=INSERT+INTO+pulse.formats+FORMAT+JSONEachRow',
      '{"id":3,"t":"x"}\n\n\n{"id":4,"t":"y"}\n',
    )
    await post('', 'INSERT INTO pulse.formats FORMAT CSV\n5,"one\n\ntwo"\n')
    await post('database=pulse', "INSERT INTO formats VALUES (6, 'a;b\n\n'), (7, lower('C'))")
    await client.command({
      query: 'INSERT INTO formats VALUES ({id:UInt32}, {t:String})',
      query_params: { id: 8, t: "it's\n\\" },
    })
    expect(await rows('SELECT * FROM formats ORDER BY id')).toEqual([
      { id: 1, t: 'a\n\nb' },
      { id: 2, t: 'x' },
      { id: 3, t: 'x' },
      { id: 4, t: 'y' },
      { id: 5, t: 'one\n\ntwo' },
      { id: 6, t: 'a;b\n\n' },
      { id: 7, t: 'c' },
      { id: 8, t: "it's\n\\" },
    ])
  })

  it('stream binary rows from a body of any size', async () => {
    await table('binary', 'n UInt64')
    const total = 3_000_000
    const perChunk = 100_000
    async function* bytes() {
      for (let from = 0; from < total; from += perChunk) {
        const block = new BigUint64Array(perChunk)
        for (let at = 0; at < perChunk; at += 1) block[at] = BigInt(from + at)
        yield Buffer.from(block.buffer)
      }
    }
    const values = Readable.from(bytes(), { objectMode: false })
    const { stream, summary } = await client.exec({ query: 'INSERT INTO binary FORMAT RowBinary', values })
    stream.destroy()
    expect(summary).toMatchObject({ written_rows: String(total) })
    expect(await text('SELECT count(), sum(n) FROM binary')).toBe(`${total}\t${(total * (total - 1)) / 2}\n`)
  })

  it('of a body that breaks off insert nothing', async () => {
    await table('broken', 'n UInt32')
    const request = httpRequest(`${endpoint.url}/?query=INSERT+INTO+pulse.broken+FORMAT+TSV`, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': endpoint.user, 'X-ClickHouse-Key': endpoint.password },
    })
    request.on('error', () => undefined)
    // Two megabytes of whole rows, so that the engine is already writing them to its file.
    for (let part = 0; part < 2; part += 1) request.write('1234567\n'.repeat(1 << 17))
    await sleep(300)
    request.destroy()
    await sleep(300)
    expect(await text('SELECT count() FROM broken')).toBe('0\n')
  })

  it('with a deduplication token take effect once, and leave the others alone', async () => {
    await table(
      'once',
      'n UInt32',
      'ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100',
    )
    const insert = (n: number, token?: string) =>
      client.insert({
        table: 'once',
        values: [{ n }],
        format: 'JSONEachRow',
        clickhouse_settings: token === undefined ? {} : { insert_deduplication_token: token },
      })
    await insert(1, 'first')
    await insert(1, 'first')
    await insert(2)
    await insert(3)
    expect(await text('SELECT groupArray(n) FROM (SELECT n FROM once ORDER BY n)')).toBe('[1,2,3]\n')
  })
})

describe('parameters and settings', () => {
  it('binds values of every kind exactly', async () => {
    const values = {
      n: 5,
      text: 'it\'s \\ a\ttab\n"quoted" 涨停',
      list: ['x', "y'z", 'a\\b', ''],
      none: null,
      day: new Date(Date.UTC(2022, 3, 25, 1, 2, 3)),
      map: new Map([['k', 1]]),
    }
    const query = `SELECT {n:UInt32} AS n, {text:String} AS text, {list:Array(String)} AS list,
      {none:Nullable(String)} AS none, {day:DateTime('UTC')} AS day, {map:Map(String, UInt8)} AS map`
    const expected = { ...values, day: '2022-04-25 01:02:03', map: { k: 1 } }
    expect(await rows(query, { query_params: values })).toEqual([expected])
    const form = connect({ use_multipart_params: true })
    expect(await rows(query, { query_params: values }, form)).toEqual([expected])
    await form.close()
  })

  it('keeps the parameters of concurrent statements apart', async () => {
    const query = 'SELECT {i:UInt32} AS i, sleepEachRow(0.005) AS s'
    const answers = Array.from({ length: 100 }, (_, i) => rows(query, { query_params: { i } }))
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 100 }, (_, i) => [{ i, s: 0 }]))
  })

  it('keeps the settings of one request from the next', async () => {
    const query = "SELECT getSetting('max_threads') AS v"
    const usual = await rows(query)
    expect(await rows(query, { clickhouse_settings: { max_threads: 7 } })).toEqual([{ v: '7' }].map(number))
    expect(await rows(query)).toEqual(usual)
  })

  it('keeps a session: its temporary tables and settings, but not those of one request', async () => {
    const session = connect({ session_id: 'desk', max_open_connections: 1 })
    await session.command({ query: 'CREATE TEMPORARY TABLE mine (a UInt8)' })
    await session.insert({ table: 'mine', values: [{ a: 1 }], format: 'JSONEachRow' })
    await session.command({ query: 'SET max_threads = 3' })
    await rows('SELECT 1', { clickhouse_settings: { max_threads: 9, max_block_size: '77' } }, session)
    const query =
      "SELECT a, getSetting('max_threads') AS threads, getSetting('max_block_size') != 77 AS usual FROM mine"
    expect(await rows(query, {}, session)).toEqual([{ a: 1, threads: 3, usual: 1 }].map(number))
    expect(await failure(rows('SELECT * FROM mine'))).toMatchObject({ code: '60' })
    await session.close()
  })

  it('compresses both ways', async () => {
    await table('packed', 'n UInt32')
    const packed = connect({ compression: { request: true, response: true } })
    const values = Array.from({ length: 50_000 }, (_, n) => ({ n }))
    await packed.insert({ table: 'packed', values, format: 'JSONEachRow' })
    expect(await rows('SELECT sum(n) AS s FROM packed', {}, packed)).toEqual(
      [{ s: '1249975000' }].map(number),
    )
    await packed.close()
    const raw = await new Promise<Buffer>((resolve, reject) => {
      const search = 'enable_http_compression=1&query=SELECT+number+FROM+numbers(50000)'
      const headers = {
        'accept-encoding': 'gzip',
        'X-ClickHouse-User': endpoint.user,
        'X-ClickHouse-Key': endpoint.password,
      }
      httpRequest(`${endpoint.url}/?${search}`, { headers }, async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        resolve(Buffer.concat(chunks))
      })
        .on('error', reject)
        .end()
    })
    expect(gunzipSync(raw).toString().split('\n')).toHaveLength(50_001)
    const body = gzipSync('INSERT INTO pulse.packed FORMAT TSV\n7\n')
    expect((await post('', body, { 'content-encoding': 'gzip' })).status).toBe(200)
  })
})

describe('errors', () => {
  it.each([
    ['SELEC 1', '62', 'SYNTAX_ERROR'],
    ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR'],
    ['SELECT * FROM absent', '60', 'UNKNOWN_TABLE'],
    ['SELECT absent', '47', 'UNKNOWN_IDENTIFIER'],
    ['SELECT intDiv(1, 0)', '153', 'ILLEGAL_DIVISION'],
    ["SELECT 1 INTO OUTFILE 'x'", '358', 'INTO_OUTFILE_NOT_ALLOWED'],
  ])('%s', async (query, code, type) => {
    const error = await failure(rows(query))
    expect(error).toBeInstanceOf(ClickHouseError)
    expect(error).toMatchObject({ code, type })
  })

  it('of settings, limits and databases', async () => {
    const settings = (clickhouse_settings: object) => failure(rows('SELECT 1', { clickhouse_settings }))
    expect(await settings({ no_such_setting: 1 })).toMatchObject({ code: '115' })
    const slow = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)'
    const limited = (clickhouse_settings: object) => failure(rows(slow, { clickhouse_settings }))
    expect(await limited({ max_execution_time: 1 })).toMatchObject({ code: '159', type: 'TIMEOUT_EXCEEDED' })
    const hungry = 'SELECT groupArray(number) FROM numbers(50000000)'
    const greedy = failure(rows(hungry, { clickhouse_settings: { max_memory_usage: '100000000' } }))
    expect(await greedy).toMatchObject({ code: '241', type: 'MEMORY_LIMIT_EXCEEDED' })
    const elsewhere = connect({ database: 'absent' })
    expect(await failure(rows('SELECT 1', {}, elsewhere))).toMatchObject({ code: '81' })
    await elsewhere.close()
  })

  it('behind the first rows reach the client typed, and break other bodies off', async () => {
    const query = 'SELECT throwIf(number = 2500000) AS x, number FROM numbers(3000000)'
    expect(await failure(rows(query))).toMatchObject({ code: '395' })
    const body = await post('', `${query} FORMAT CSV`)
    expect(body.status).toBe(200)
    expect(await failure(body.text())).toBeInstanceOf(Error)
  })

  it('before the first rows answer by status and code', async () => {
    const response = await post('', 'SELECT throwIf(number = 5) FROM numbers(10) FORMAT CSVWithNames')
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([500, '395'])
    expect(await response.text()).toMatch(
      /^Code: 395\. DB::Exception: .*\(FUNCTION_THROW_IF\w+\) \(version 26\./,
    )
  })

  it('of a large insert arrive although the body is still being sent', async () => {
    const values = () =>
      Readable.from(
        Array.from({ length: 400 }, () => Buffer.alloc(100_000, 49)),
        { objectMode: false },
      )
    const query = 'INSERT INTO absent FORMAT TSV'
    expect(await failure(client.exec({ query, values: values() }))).toMatchObject({ code: '60' })
    const stranger = connect({ password: 'wrong', compression: { request: true } })
    expect(await failure(stranger.exec({ query, values: values() }))).toMatchObject({ code: '516' })
    await stranger.close()
  })

  it('of wrong rows say where', async () => {
    await table('strict', 'n UInt32')
    const wrong = client.insert({ table: 'strict', values: [{ n: 1 }, { n: 'x' }], format: 'JSONEachRow' })
    expect(await failure(wrong)).toMatchObject({ code: '27', message: expect.stringContaining('row 2') })
  })
})

describe('a client that goes', () => {
  it('stops its statement', async () => {
    const gone = new AbortController()
    const slow = 'SELECT sum(sipHash64(number)) AS running_for_nobody FROM numbers(1000000000000)'
    const result = failure(rows(slow, { abort_signal: gone.signal }))
    const running =
      "SELECT count() FROM system.processes WHERE query LIKE '%running_for_nobody%' AND query NOT LIKE '%processes%'"
    while ((await text(running)) === '0\n') await sleep(20)
    gone.abort()
    expect(await result).toBeInstanceOf(Error)
    const deadline = performance.now() + 10_000
    while ((await text(running)) !== '0\n' && performance.now() < deadline) await sleep(20)
    expect(await text(running)).toBe('0\n')
  })

  it('in the middle of the rows stops it too, and leaves the engine usable', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const result = await client.query({
        query: 'SELECT number FROM numbers(100000000000)',
        format: 'JSONEachRow',
      })
      for await (const part of result.stream()) if (part.length > 0) break
    }
    const others = 'SELECT count() FROM system.processes'
    const deadline = performance.now() + 10_000
    while ((await text(others)) !== '1\n' && performance.now() < deadline) await sleep(20)
    expect(await text(others)).toBe('1\n')
  })
})

describe('access', () => {
  it('needs the password, in any of three forms', async () => {
    const query = 'query=SELECT+1'
    const get = (search: string, headers = {}) => fetch(`${endpoint.url}/?${search}`, { headers })
    expect((await get(query)).status).toBe(403)
    expect((await get(`${query}&user=${endpoint.user}&password=wrong`)).status).toBe(403)
    expect((await get(`${query}&user=${endpoint.user}&password=${endpoint.password}`)).status).toBe(200)
    const basic = Buffer.from(`${endpoint.user}:${endpoint.password}`).toString('base64')
    expect((await get(query, { authorization: `Basic ${basic}` })).status).toBe(200)
    expect(
      (await get(query, { 'X-ClickHouse-User': endpoint.user, 'X-ClickHouse-Key': endpoint.password }))
        .status,
    ).toBe(200)
    expect((await fetch(`${endpoint.url}/engine/lease`)).status).toBe(403)
  })

  it('by GET only reads', async () => {
    const search = new URLSearchParams({
      query: 'CREATE TABLE pulse.by_get (a UInt8) ENGINE = Memory',
      user: endpoint.user,
      password: endpoint.password,
    })
    const response = await fetch(`${endpoint.url}/?${search}`)
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([403, '164'])
  })

  it('of the reader reads tables and nothing else', async () => {
    await table('public', 'n UInt32')
    await client.insert({ table: 'public', values: [{ n: 1 }], format: 'JSONEachRow' })
    const { user: username, password } = endpoint.reader
    const reader = connect({ username, password })
    const limits = {
      clickhouse_settings: { max_execution_time: 5, output_format_json_quote_64bit_integers: 1 },
    }
    expect(await rows('SELECT n FROM public', limits, reader)).toEqual([{ n: 1 }])
    for (const query of [
      'INSERT INTO public VALUES (2)',
      'INSERT INTO public SELECT 2',
      'DROP TABLE public',
      'CREATE TABLE more (a UInt8) ENGINE = Memory',
      'SET readonly = 0',
      "KILL QUERY WHERE query_id = 'x'",
    ]) {
      expect(await failure(reader.command({ query })), query).toMatchObject({ code: '164' })
    }
    for (const query of [
      "SELECT * FROM file('/etc/passwd', LineAsString)",
      "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
      'SELECT n FROM public SETTINGS readonly = 0',
    ]) {
      expect(await failure(rows(query, {}, reader)), query).toMatchObject({ code: '164' })
    }
    const forbidden = { clickhouse_settings: { insert_deduplicate: 0, readonly: '0' } }
    expect(await failure(rows('SELECT 1', forbidden, reader))).toMatchObject({ code: '164' })
    await reader.close()
  })
})

/** 64-bit integers are numbers or texts by a setting of the server. */
function number(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      name === 'a' ? value : expect.toSatisfy((seen) => Number(seen) === Number(value)),
    ]),
  )
}

function digitsBelow(limit: number): number {
  let total = 1
  for (let from = 1, digits = 1; from < limit; from *= 10, digits += 1) {
    total += (Math.min(from * 10, limit) - from) * digits
  }
  return total
}

function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}
