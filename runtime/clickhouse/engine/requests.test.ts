import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { ClickHouseError } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf, OfficialClient } from '../testing/official-client.ts'

let official: OfficialClient
beforeAll(async () => {
  official = await OfficialClient.open()
})
afterAll(() => official.close())

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
    expect(await official.rows(query, { query_params: values })).toEqual([expected])
    const form = official.connect({ use_multipart_params: true })
    expect(await official.rows(query, { query_params: values }, form)).toEqual([expected])
    await form.close()
  })

  it('keeps the parameters of concurrent statements apart', async () => {
    const query = 'SELECT {i:UInt32} AS i, sleepEachRow(0.005) AS s'
    const answers = Array.from({ length: 100 }, (_, i) => official.rows(query, { query_params: { i } }))
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 100 }, (_, i) => [{ i, s: 0 }]))
  })

  it('keeps the settings of one request from the next', async () => {
    const query = "SELECT toString(getSetting('max_threads')) AS v"
    const usual = await official.rows(query)
    expect(await official.rows(query, { clickhouse_settings: { max_threads: 7 } })).toEqual([{ v: '7' }])
    expect(await official.rows(query)).toEqual(usual)
  })

  it('keeps a session: its temporary tables and settings, but not those of one request', async () => {
    const session = official.connect({ session_id: 'desk', max_open_connections: 1 })
    await session.command({ query: 'CREATE TEMPORARY TABLE mine (a UInt8)' })
    await session.insert({ table: 'mine', values: [{ a: 1 }], format: 'JSONEachRow' })
    await session.command({ query: 'SET max_threads = 3' })
    await official.rows(
      'SELECT 1',
      { clickhouse_settings: { max_threads: 9, max_block_size: '77' } },
      session,
    )
    const query =
      "SELECT a, toString(getSetting('max_threads')) AS t, getSetting('max_block_size') != 77 AS usual FROM mine"
    expect(await official.rows(query, {}, session)).toEqual([{ a: 1, t: '3', usual: 1 }])
    expect(await failureOf(official.rows('SELECT * FROM mine'))).toMatchObject({ code: '60' })
    await session.close()
  })

  it('compresses both ways', async () => {
    await official.table('packed', 'n UInt32')
    const packed = official.connect({ compression: { request: true, response: true } })
    const values = Array.from({ length: 50_000 }, (_, n) => ({ n }))
    await packed.insert({ table: 'packed', values, format: 'JSONEachRow' })
    expect(await official.rows('SELECT toString(sum(n)) AS s FROM packed', {}, packed)).toEqual([
      { s: '1249975000' },
    ])
    await packed.close()
    const raw = await new Promise<Buffer>((resolve, reject) => {
      const search = 'enable_http_compression=1&query=SELECT+number+FROM+numbers(50000)'
      const headers = {
        'accept-encoding': 'gzip',
        ...official.headers,
      }
      httpRequest(`${official.endpoint.url}/?${search}`, { headers }, async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        resolve(Buffer.concat(chunks))
      })
        .on('error', reject)
        .end()
    })
    expect(gunzipSync(raw).toString().split('\n')).toHaveLength(50_001)
    const body = gzipSync('INSERT INTO pulse.packed FORMAT TSV\n7\n')
    expect((await official.post('', body, { 'content-encoding': 'gzip' })).status).toBe(200)
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
    const error = await failureOf(official.rows(query))
    expect(error).toBeInstanceOf(ClickHouseError)
    expect(error).toMatchObject({ code, type })
  })

  it('of settings, limits and databases', async () => {
    const settings = (clickhouse_settings: object) =>
      failureOf(official.rows('SELECT 1', { clickhouse_settings }))
    expect(await settings({ no_such_setting: 1 })).toMatchObject({ code: '115' })
    const slow = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)'
    const limited = (clickhouse_settings: object) => failureOf(official.rows(slow, { clickhouse_settings }))
    expect(await limited({ max_execution_time: 1 })).toMatchObject({ code: '159', type: 'TIMEOUT_EXCEEDED' })
    const hungry = 'SELECT groupArray(number) FROM numbers(50000000)'
    const greedy = failureOf(
      official.rows(hungry, { clickhouse_settings: { max_memory_usage: '100000000' } }),
    )
    expect(await greedy).toMatchObject({ code: '241', type: 'MEMORY_LIMIT_EXCEEDED' })
    const elsewhere = official.connect({ database: 'absent' })
    expect(await failureOf(official.rows('SELECT 1', {}, elsewhere))).toMatchObject({ code: '81' })
    await elsewhere.close()
  })

  it('behind the first rows reach the client typed, and break other bodies off', async () => {
    const query = 'SELECT throwIf(number = 2500000) AS x, number FROM numbers(3000000)'
    expect(await failureOf(official.rows(query))).toMatchObject({ code: '395' })
    const body = await official.post('', `${query} FORMAT CSV`)
    expect(body.status).toBe(200)
    expect(await failureOf(body.text())).toBeInstanceOf(Error)
  })

  it('before the first rows answer by status and code', async () => {
    const response = await official.post(
      '',
      'SELECT throwIf(number = 5) FROM numbers(10) FORMAT CSVWithNames',
    )
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
    expect(await failureOf(official.client.exec({ query, values: values() }))).toMatchObject({ code: '60' })
    const stranger = official.connect({ password: 'wrong', compression: { request: true } })
    expect(await failureOf(stranger.exec({ query, values: values() }))).toMatchObject({ code: '516' })
    await stranger.close()
  })

  it('of wrong rows say where', async () => {
    await official.table('strict', 'n UInt32')
    const wrong = official.client.insert({
      table: 'strict',
      values: [{ n: 1 }, { n: 'x' }],
      format: 'JSONEachRow',
    })
    expect(await failureOf(wrong)).toMatchObject({ code: '27', message: expect.stringContaining('row 2') })
  })
})
