import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import type { Encoder } from '../../../runtime/codec/port.ts'
import { migrate } from '../ddl/migrate.ts'
import { type StoredTopic, TABLES } from '../ddl/tables.ts'
import { anyEventOf } from '../testing/any-event.ts'
import { openTestWarehouse, type TestWarehouse } from '../testing/open-test-warehouse.ts'
import { rowsAsEvents } from '../testing/rows-as-events.ts'
import { type Event, rowEncoder } from './row-encoder.ts'

describe('rows', () => {
  let test: TestWarehouse
  const codec = createCodec(createInProcessRegistry())

  beforeAll(async () => {
    test = await openTestWarehouse()
    await migrate(test.warehouse)
  })
  afterAll(() => test.close())

  it.each(Object.keys(TABLES) as StoredTopic[])('of %s say what the events said', async (topic) => {
    const table = TABLES[topic]
    const { name, schema } = table.topic
    const encoder = (await codec.encoder(name, schema)) as Encoder<unknown>
    const decoder = codec.decoder(schema)
    await fc.assert(
      fc.asyncProperty(distinctEvents(topic), async (events) => {
        const wire = events.map((event) => encoder.encode(event))
        await decoder.prepare(wire)
        const rows = rowEncoder(table)
        for (const value of wire) rows.append(decoder.decode(value) as unknown as Event)
        await test.warehouse.client.command({ query: `TRUNCATE TABLE ${table.name}` })
        const columns = table.columns.map((column) => column.name)
        await test.warehouse.insertRowBinary(table.name, columns, rows.take())
        expect(inOrder(await rowsAsEvents(table, test.warehouse.client))).toEqual(inOrder(events))
      }),
      { numRuns: 10 },
    )
  })

  it('of an event that cannot be stored leave the block as it was', () => {
    const event = fc.sample(anyEventOf('stage'), 1)[0]!
    const rows = rowEncoder(TABLES.stage)
    rows.append(event)
    const { bytes } = rows
    expect(() => rows.append({ ...event, limitUps: -1 })).toThrow(/Column limit_ups UInt32: -1/)
    expect(() => rows.append({ ...event, tradeDate: 20220230 })).toThrow(/Column trade_date Date: 20220230/)
    expect(rows.bytes).toBe(bytes)
    expect(rows.rows).toBe(1)
  })
})

/** Events of different keys: of equal ones ClickHouse keeps a single row already at the insert. */
function distinctEvents(topic: StoredTopic): fc.Arbitrary<readonly Event[]> {
  const table = TABLES[topic]
  const fields = table.columns
    .filter(({ name }) => (table.key as readonly string[]).includes(name))
    .map(({ field }) => field)
  return fc.uniqueArray(anyEventOf(table.topic.schema), {
    minLength: 1,
    maxLength: 40,
    selector: (event) => JSON.stringify(fields.map((field) => event[field])),
  })
}

function inOrder(events: readonly Event[]): readonly Event[] {
  return events.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
