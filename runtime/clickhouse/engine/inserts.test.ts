import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OfficialClient } from '../testing/official-client.ts'

let official: OfficialClient
beforeAll(async () => {
  official = await OfficialClient.open()
})
afterAll(() => official.close())

describe('inserts', () => {
  it('take objects, streams, blank lines, CSV and Values', async () => {
    await official.table('formats', 'id UInt32, t String')
    await official.client.insert({
      table: 'formats',
      values: [{ id: 1, t: 'a\n\nb' }],
      format: 'JSONEachRow',
    })
    const objects = Readable.from([{ id: 2, t: 'x' }], { objectMode: true })
    await official.client.insert({ table: 'formats', values: objects, format: 'JSONEachRow' })
    await official.post(
      'query=INSERT+INTO+pulse.formats+FORMAT+JSONEachRow',
      '{"id":3,"t":"x"}\n\n\n{"id":4,"t":"y"}\n',
    )
    await official.post('', 'INSERT INTO pulse.formats FORMAT CSV\n5,"one\n\ntwo"\n')
    await official.post('database=pulse', "INSERT INTO formats VALUES (6, 'a;b\n\n'), (7, lower('C'))")
    await official.client.command({
      query: 'INSERT INTO formats VALUES ({id:UInt32}, {t:String})',
      query_params: { id: 8, t: "it's\n\\" },
    })
    expect(await official.rows('SELECT * FROM formats ORDER BY id')).toEqual([
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
    await official.table('binary', 'n UInt64')
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
    const { stream, summary } = await official.client.exec({
      query: 'INSERT INTO binary FORMAT RowBinary',
      values,
    })
    stream.destroy()
    expect(summary).toMatchObject({ written_rows: String(total) })
    expect(await official.text('SELECT count(), sum(n) FROM binary')).toBe(
      `${total}\t${(total * (total - 1)) / 2}\n`,
    )
  })

  it('of a body that breaks off insert nothing', async () => {
    await official.table('broken', 'n UInt32')
    const request = httpRequest(`${official.endpoint.url}/?query=INSERT+INTO+pulse.broken+FORMAT+TSV`, {
      method: 'POST',
      headers: official.headers,
    })
    request.on('error', () => undefined)
    // Two megabytes of whole rows, so that the engine is already writing them to its file.
    for (let part = 0; part < 2; part += 1) request.write('1234567\n'.repeat(1 << 17))
    await sleep(300)
    request.destroy()
    await sleep(300)
    expect(await official.text('SELECT count() FROM broken')).toBe('0\n')
  })

  it('with a deduplication token take effect once, and leave the others alone', async () => {
    await official.table(
      'once',
      'n UInt32',
      'ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100',
    )
    const insert = (n: number, token?: string) =>
      official.client.insert({
        table: 'once',
        values: [{ n }],
        format: 'JSONEachRow',
        clickhouse_settings: token === undefined ? {} : { insert_deduplication_token: token },
      })
    await insert(1, 'first')
    await insert(1, 'first')
    await insert(2)
    await insert(3)
    expect(await official.text('SELECT groupArray(n) FROM (SELECT n FROM once ORDER BY n)')).toBe('[1,2,3]\n')
  })
})
