import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WarehouseError } from '../errors.ts'
import { readEndpoint } from './engine/endpoint.ts'
import { rowBinaryEncoder } from './row-binary.ts'
import { type TemporaryWarehouse, temporaryWarehouse } from './testing/temporary-warehouse.ts'

const ROUNDS = 6
const BATCH = 5_000

let temporary: TemporaryWarehouse
beforeAll(async () => {
  temporary = await temporaryWarehouse()
})
afterAll(() => temporary.remove())

describe('an engine killed during inserts', () => {
  it(`loses nothing that it acknowledged and doubles nothing that was sent again, ${ROUNDS} times`, async () => {
    const { warehouse, home } = temporary
    await warehouse.client.command({
      query: `CREATE TABLE kept (n UInt64, filler String) ENGINE = MergeTree ORDER BY n
        SETTINGS non_replicated_deduplication_window = 1000`,
    })
    const encoder = rowBinaryEncoder<number>([
      { name: 'n', type: 'UInt64', get: (n) => n },
      { name: 'filler', type: 'String', get: (n) => `row ${n}\n\n` },
    ])
    let acknowledged = 0
    let lost = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      let isKilled = false
      const kill = sleep(200 + Math.random() * 600).then(() => {
        process.kill(readEndpoint(home)!.pid, 'SIGKILL')
        isKilled = true
      })
      // Where the kill falls between two inserts, the next one finds a new engine and nothing is lost.
      while (!isKilled) {
        for (let n = acknowledged; n < acknowledged + BATCH; n += 1) encoder.append(n)
        const rows = encoder.take()
        const options = { deduplicationToken: `batch-${acknowledged}`, rowCount: BATCH }
        for (let isSent = false; !isSent; ) {
          try {
            await warehouse.insertRowBinary('kept', encoder.columns, rows, options)
            isSent = true
          } catch (error) {
            expect(error).toBeInstanceOf(WarehouseError)
            expect(error).toMatchObject({ code: 'engineLost' })
            lost += 1
          }
        }
        acknowledged += BATCH
      }
      await kill
    }
    const query = 'SELECT count() AS rows, uniqExact(n) AS different, max(n) + 1 AS next FROM kept'
    const result = await warehouse.client.query({ query, format: 'JSONEachRow' })
    const [found] = await result.json<Record<string, string | number>>()
    expect(Object.values(found!).map(Number)).toEqual([acknowledged, acknowledged, acknowledged])
    expect(lost).toBeGreaterThan(0)
    expect(acknowledged).toBeGreaterThan(ROUNDS * BATCH)
    process.stdout.write(
      `${ROUNDS} kills, ${lost} inserts lost and sent again, ${acknowledged} rows all there\n`,
    )
  })
})
