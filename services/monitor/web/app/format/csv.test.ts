import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsv } from './csv.ts'

describe('tables to download', () => {
  it('is read back by a CSV parser as it was', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text))
    const row = fc.array(cell, { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(row, fc.array(row), (columns, rows) => {
        const read = parse(toCsv({ columns, rows }), {
          bom: true,
          relax_quotes: false,
          record_delimiter: '\r\n',
        })
        expect(read).toEqual([columns, ...rows])
      }),
    )
  })

  it('leaves the unknown empty, and defuses formulas', () => {
    expect(
      toCsv({
        columns: ['a', 'b'],
        rows: [
          [null, 0.25],
          ['=1+1', '-5'],
        ],
      }),
    ).toBe("\uFEFFa,b\r\n,0.25\r\n'=1+1,-5\r\n")
  })
})
