import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf, OfficialClient } from '../testing/official-client.ts'

let official: OfficialClient
beforeAll(async () => {
  official = await OfficialClient.open()
})
afterAll(() => official.close())

describe('access', () => {
  it('needs the password, in any of three forms', async () => {
    const query = 'query=SELECT+1'
    const get = (search: string, headers = {}) => fetch(`${official.endpoint.url}/?${search}`, { headers })
    expect((await get(query)).status).toBe(403)
    expect((await get(`${query}&user=${official.endpoint.user}&password=wrong`)).status).toBe(403)
    expect(
      (await get(`${query}&user=${official.endpoint.user}&password=${official.endpoint.password}`)).status,
    ).toBe(200)
    const basic = Buffer.from(`${official.endpoint.user}:${official.endpoint.password}`).toString('base64')
    expect((await get(query, { authorization: `Basic ${basic}` })).status).toBe(200)
    expect((await get(query, official.headers)).status).toBe(200)
    expect((await fetch(`${official.endpoint.url}/engine/lease`)).status).toBe(403)
  })

  it('by GET only reads', async () => {
    const search = new URLSearchParams({
      query: 'CREATE TABLE pulse.by_get (a UInt8) ENGINE = Memory',
      user: official.endpoint.user,
      password: official.endpoint.password,
    })
    const response = await fetch(`${official.endpoint.url}/?${search}`)
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([403, '164'])
  })
})

describe('the reader', () => {
  let reader: ClickHouseClient
  beforeAll(async () => {
    const { user: username, password } = official.endpoint.reader
    reader = official.connect({ username, password })
    await official.table('public', 'n UInt32')
    await official.client.insert({ table: 'public', values: [{ n: 1 }], format: 'JSONEachRow' })
  })
  afterAll(() => reader.close())

  it('reads tables, with limits and formats of his own', async () => {
    const settings = { max_execution_time: 5, output_format_json_quote_64bit_integers: 1 }
    const options = { clickhouse_settings: settings, query_params: { least: 1 } }
    const query = 'SELECT n FROM public WHERE n >= {least:UInt32}'
    expect(await official.rows(query, options, reader)).toEqual([{ n: 1 }])
    for (const also of ['SHOW TABLES', 'DESCRIBE TABLE public', 'DESCRIBE (SELECT 1)', 'EXPLAIN SELECT 1']) {
      expect(await official.text(also, {}, reader)).not.toBe('')
    }
  })

  it.each([
    'INSERT INTO public VALUES (2)',
    'INSERT INTO public SELECT 2',
    'DROP TABLE public',
    'CREATE TABLE more (a UInt8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE more (a UInt8)',
    'SET readonly = 0',
    "KILL QUERY WHERE query_id = 'x'",
  ])('may not %s', async (query) => {
    expect(await failureOf(reader.command({ query }))).toMatchObject({ code: '164' })
  })

  it.each([
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
    "SELECT file('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT `fil\\x65`('/etc/passwd')",
    'SELECT "file"(\'/etc/passwd\')',
    "SELECT “file”('/etc/passwd')",
    "SELECT file // aside\n('/etc/passwd')",
    "SELECT file /* aside */ ('/etc/passwd')",
    "SELECT arrayMap(file, ['/etc/passwd'])",
    "SELECT arrayMap({f:Identifier}, ['/etc/passwd'])",
    "DESCRIBE file('/etc/passwd')",
    "DESCRIBE TABLE url // aside\n('http://127.0.0.1:1/')",
    'SELECT * FROM default.`/etc/passwd`',
    'SELECT n FROM public SETTINGS readonly = 0',
  ])('may not %s', async (query) => {
    const options = { query_params: { f: 'file' } }
    expect(await failureOf(official.rows(query, options, reader))).toMatchObject({ code: '164' })
  })

  it('may not choose settings that reach beyond his result', async () => {
    const options = { clickhouse_settings: { readonly: '0' } }
    expect(await failureOf(official.rows('SELECT 1', options, reader))).toMatchObject({ code: '164' })
  })
})
