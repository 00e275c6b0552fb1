import { execFileSync } from 'node:child_process'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf, OfficialClient } from '../testing/official-client.ts'

let official: OfficialClient
beforeAll(async () => {
  official = await OfficialClient.open()
})
afterAll(() => official.close())

describe('results', () => {
  it('answers both pings', async () => {
    expect(await official.client.ping()).toEqual({ success: true })
    expect(await official.client.ping({ select: true })).toEqual({ success: true })
  })

  it('are one well-formed document in every format, however long', async () => {
    const query = 'SELECT number AS n FROM numbers(300000)'
    const json = await (await official.client.query({ query, format: 'JSON' })).json<{ n: string }>()
    expect([json.rows, json.data.length, Number(json.data.at(-1)?.n)]).toEqual([300_000, 300_000, 299_999])
    const csv = (await (await official.client.query({ query, format: 'CSVWithNames' })).text()).split('\n')
    expect([csv.length, csv.filter((line) => line === '"n"').length]).toEqual([300_002, 1])
    const columns = await (await official.post('', `${query} FORMAT JSONColumns`)).json()
    expect((columns as { n: string[] }).n).toHaveLength(300_000)
  })

  it('in Parquet can be inserted again', async () => {
    await official.table('parquet', 'n UInt64')
    const { stream } = await official.client.exec({
      query: 'SELECT number AS n FROM numbers(100000) FORMAT Parquet',
    })
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    const file = Buffer.concat(chunks)
    expect(file.subarray(0, 4).toString()).toBe('PAR1')
    await official.client.insert({
      table: 'parquet',
      format: 'Parquet',
      values: Readable.from([file], { objectMode: false }),
    })
    expect(await official.text('SELECT count(), sum(n) FROM parquet')).toBe('100000\t4999950000\n')
  })

  it('stream within bounded memory, at the pace of the reader', async () => {
    await official.text('SELECT 1')
    const before = residentMegabytes(official.endpoint.pid)
    const result = await official.client.query({
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
      if (chunks % 500 === 0) most = Math.max(most, residentMegabytes(official.endpoint.pid))
    }
    expect(bytes).toBe(5_000_000 * 202 + digitsBelow(5_000_000))
    expect(most - before).toBeLessThan(500)
  })

  it('carry the summary and the statement id', async () => {
    const response = await official.post('query_id=my-id', 'SELECT sum(number) FROM numbers(1000) FORMAT TSV')
    expect(response.headers.get('x-clickhouse-query-id')).toBe('my-id')
    expect(response.headers.get('x-clickhouse-format')).toBe('TSV')
    expect(JSON.parse(response.headers.get('x-clickhouse-summary')!)).toMatchObject({ result_rows: '1' })
    expect(await response.text()).toBe('499500\n')
  })

  it('do not wait for a statement that plans for long', async () => {
    const slow = official.text('SELECT (SELECT sum(sipHash64(number)) FROM numbers(30000000)) AS x')
    await sleep(100)
    const began = performance.now()
    await official.client.ping()
    expect(performance.now() - began).toBeLessThan(500)
    await slow
  })
})

describe('a client that goes', () => {
  it('stops its statement', async () => {
    const gone = new AbortController()
    const slow = 'SELECT sum(sipHash64(number)) AS running_for_nobody FROM numbers(1000000000000)'
    const result = failureOf(official.rows(slow, { abort_signal: gone.signal }))
    const running =
      "SELECT count() FROM system.processes WHERE query LIKE '%running_for_nobody%' AND query NOT LIKE '%processes%'"
    while ((await official.text(running)) === '0\n') await sleep(20)
    gone.abort()
    expect(await result).toBeInstanceOf(Error)
    const deadline = performance.now() + 10_000
    while ((await official.text(running)) !== '0\n' && performance.now() < deadline) await sleep(20)
    expect(await official.text(running)).toBe('0\n')
  })

  it('in the middle of the rows stops it too, and leaves the engine usable', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const result = await official.client.query({
        query: 'SELECT number FROM numbers(100000000000)',
        format: 'JSONEachRow',
      })
      for await (const part of result.stream()) if (part.length > 0) break
    }
    const others = 'SELECT count() FROM system.processes'
    const deadline = performance.now() + 10_000
    while ((await official.text(others)) !== '1\n' && performance.now() < deadline) await sleep(20)
    expect(await official.text(others)).toBe('1\n')
  })
})

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
