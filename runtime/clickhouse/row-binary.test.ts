import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WarehouseError } from '../errors.ts'
import { type RowBinaryColumn, rowBinaryEncoder } from './row-binary.ts'
import { type TemporaryWarehouse, temporaryWarehouse } from './testing/temporary-warehouse.ts'

interface Row {
  readonly id: number
  readonly u8: number
  readonly u16: number
  readonly u32: number
  readonly u64: number
  readonly i64: number
  readonly f64: number
  readonly bool: boolean
  readonly text: string
  readonly code: string
  readonly maybeCode: string | null
  readonly list: readonly string[]
  readonly date: number
  readonly time: number
  readonly price: number
  readonly amount: number
  readonly maybeU64: number | null
  readonly maybeF64: number | null
  readonly maybeAmount: number | null
  readonly maybeDate: number | null
}

const COLUMNS = [
  { name: 'id', type: 'UInt32', get: (row) => row.id },
  { name: 'u8', type: 'UInt8', get: (row) => row.u8 },
  { name: 'u16', type: 'UInt16', get: (row) => row.u16 },
  { name: 'u32', type: 'UInt32', get: (row) => row.u32 },
  { name: 'u64', type: 'UInt64', get: (row) => row.u64 },
  { name: 'i64', type: 'Int64', get: (row) => row.i64 },
  { name: 'f64', type: 'Float64', get: (row) => row.f64 },
  { name: 'bool', type: 'Bool', get: (row) => row.bool },
  { name: 'text', type: 'String', get: (row) => row.text },
  { name: 'code', type: 'LowCardinality(String)', get: (row) => row.code },
  { name: 'maybeCode', type: 'LowCardinality(Nullable(String))', get: (row) => row.maybeCode },
  { name: 'list', type: 'Array(String)', get: (row) => row.list },
  { name: 'date', type: 'Date', get: (row) => row.date },
  { name: 'time', type: "DateTime64(3, 'Asia/Shanghai')", get: (row) => row.time },
  { name: 'price', type: 'Decimal(18,4)', get: (row) => row.price },
  { name: 'amount', type: 'Decimal(20,2)', get: (row) => row.amount },
  { name: 'maybeU64', type: 'Nullable(UInt64)', get: (row) => row.maybeU64 },
  { name: 'maybeF64', type: 'Nullable(Float64)', get: (row) => row.maybeF64 },
  { name: 'maybeAmount', type: 'Nullable(Decimal(20,2))', get: (row) => row.maybeAmount },
  { name: 'maybeDate', type: 'Nullable(Date)', get: (row) => row.maybeDate },
] as const satisfies readonly RowBinaryColumn<Row>[]

const GREATEST = Number.MAX_SAFE_INTEGER
/** Decimal(18,4) holds 18 digits, more than a safe integer has. */
const safe = () => fc.integer({ min: -GREATEST, max: GREATEST })
const upTo = (max: number) => fc.integer({ min: 0, max })
const float = () => fc.double({ noNaN: true, noDefaultInfinity: true })
/** Multi-byte text, control characters, and lengths around one length byte. */
const text = () =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string(),
    fc.constant('\n\n'),
    fc.constant('涨停'),
  )

const rowWithoutId: fc.Arbitrary<Omit<Row, 'id'>> = fc.record({
  u8: upTo(255),
  u16: upTo(65_535),
  u32: upTo(4_294_967_295),
  u64: upTo(GREATEST),
  i64: safe(),
  f64: float(),
  bool: fc.boolean(),
  text: text(),
  code: fc.string(),
  maybeCode: fc.option(text()),
  list: fc.array(text(), { maxLength: 200 }),
  date: upTo(65_535),
  time: fc.integer({ min: 0, max: 7_000_000_000_000 }),
  price: safe(),
  amount: safe(),
  maybeU64: fc.option(upTo(GREATEST)),
  maybeF64: fc.option(float()),
  maybeAmount: fc.option(safe()),
  maybeDate: fc.option(upTo(65_535)),
})

let temporary: TemporaryWarehouse
beforeAll(async () => {
  temporary = await temporaryWarehouse()
})
afterAll(() => temporary.remove())

describe('rows in RowBinary', () => {
  it('come back from the engine as they went in', async () => {
    const { warehouse } = temporary
    const ddl = COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')
    const encoder = rowBinaryEncoder<Row>(COLUMNS)
    const property = fc.asyncProperty(
      fc.array(rowWithoutId, { minLength: 1, maxLength: 40 }),
      async (drawn) => {
        await warehouse.client.command({ query: `CREATE OR REPLACE TABLE drawn (${ddl}) ENGINE = Memory` })
        const rows = drawn.map((row, id) => ({ id, ...row }))
        for (const row of rows) encoder.append(row)
        await warehouse.insertRowBinary('drawn', encoder.columns, encoder.take())
        expect(await readBack()).toEqual(rows.map(asStored))
      },
    )
    await fc.assert(property, { numRuns: 40 })
  })

  it('may contain the bytes of a blank line anywhere', async () => {
    const { warehouse } = temporary
    await warehouse.client.command({
      query: 'CREATE OR REPLACE TABLE lines (n UInt32, t String) ENGINE = Memory',
    })
    const encoder = rowBinaryEncoder<number>([
      { name: 'n', type: 'UInt32', get: (n) => n },
      { name: 't', type: 'String', get: (n) => '\n'.repeat(n % 5) },
    ])
    // 2570 is 0x0A0A, 168430090 is 0x0A0A0A0A.
    const numbers = [...Array.from({ length: 3000 }, (_, n) => n), 168_430_090]
    for (const n of numbers) encoder.append(n)
    await warehouse.insertRowBinary('lines', encoder.columns, encoder.take())
    const sum = numbers.reduce((total, n) => total + n, 0)
    const lines = numbers.reduce((total, n) => total + (n % 5), 0)
    const result = await warehouse.client.query({
      query: 'SELECT count(), sum(n), sum(length(t)) FROM lines',
      format: 'CSV',
    })
    expect(await result.text()).toBe(`${numbers.length},${sum},${lines}\n`)
  })
})

describe('a value that does not fit its column', () => {
  const unfit: [type: RowBinaryColumn<unknown>['type'], value: unknown][] = [
    ['UInt8', 256],
    ['UInt8', -1],
    ['UInt16', 1.5],
    ['UInt32', 4_294_967_296],
    ['UInt64', 2 ** 53],
    ['Int64', Number.NaN],
    ['Float64', '1'],
    ['Bool', 1],
    ['String', undefined],
    ['Array(String)', ['a', null]],
    ['Array(UInt64)', [1, null]],
    ['Map(String, UInt64)', { some: -1 }],
    ['Map(String, UInt64)', null],
    ['Date', 65_536],
    ['Date32', -25_568],
    ['Date32', 120_530],
    ['Date32', 0.5],
    ['Decimal(18,4)', 0.5],
    ['Decimal(20,2)', null],
    ['Nullable(UInt8)', undefined],
  ]

  it.each(unfit)('%s refuses %s and keeps the rows before it', (type, value) => {
    const columns = [
      { name: 'a', type: 'UInt8', get: () => 7 },
      { name: 'b', type, get: (row: { value: unknown }) => row.value },
    ] as readonly RowBinaryColumn<{ value: unknown }>[]
    const encoder = rowBinaryEncoder(columns)
    let failure: unknown
    try {
      encoder.append({ value })
    } catch (error) {
      failure = error
    }
    expect(failure).toBeInstanceOf(WarehouseError)
    expect(failure).toMatchObject({
      code: 'unencodable',
      message: expect.stringContaining(`Column b ${type}`),
    })
    expect([encoder.rows, encoder.bytes]).toEqual([0, 0])
  })
})

/** The engine's own text of every value: exact for all types, whatever the client does with numbers. */
async function readBack(): Promise<unknown[]> {
  const result = await temporary.warehouse.client.query({
    query: `SELECT id, u8, u16, u32, u64, i64, reinterpretAsUInt64(f64) AS f64, bool, text, code, maybeCode, list,
      toUInt16(date) AS date, toUnixTimestamp64Milli(time) AS time,
      toInt128(toDecimal256(drawn.price, 4) * 10000) AS price,
      toInt128(toDecimal256(drawn.amount, 2) * 100) AS amount, maybeU64,
      reinterpretAsUInt64(ifNull(drawn.maybeF64, 0)) AS maybeF64, drawn.maybeF64 IS NULL AS noF64,
      toInt128(toDecimal256(drawn.maybeAmount, 2) * 100) AS maybeAmount, toUInt16(maybeDate) AS maybeDate
    FROM drawn ORDER BY id`,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
  })
  return result.json()
}

function asStored(row: Row): unknown {
  const bits = (value: number) => {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    return String(view.getBigUint64(0))
  }
  const text = (value: number | null) => (value === null ? null : String(value))
  // Unpaired surrogates cannot be written in UTF-8.
  const utf8 = (value: string) => Buffer.from(value).toString()
  return {
    ...row,
    u64: String(row.u64),
    i64: String(row.i64),
    f64: bits(row.f64),
    text: utf8(row.text),
    code: utf8(row.code),
    maybeCode: row.maybeCode === null ? null : utf8(row.maybeCode),
    list: row.list.map(utf8),
    time: String(row.time),
    price: String(row.price),
    amount: String(row.amount),
    maybeU64: text(row.maybeU64),
    maybeF64: row.maybeF64 === null ? '0' : bits(row.maybeF64),
    noF64: row.maybeF64 === null ? 1 : 0,
    maybeAmount: text(row.maybeAmount),
  }
}
