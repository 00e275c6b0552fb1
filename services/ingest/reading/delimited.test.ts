import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DelimitedReader, fieldText } from './delimited.ts'

function read(bytes: Buffer, cuts: readonly number[] = []): { line: number; fields: string[] }[] {
  const rows: { line: number; fields: string[] }[] = []
  const reader = new DelimitedReader((row) => {
    rows.push({ line: row.line, fields: Array.from({ length: row.count }, (_, i) => fieldText(row, i)) })
  })
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.push(bytes.subarray(from, cut))
    from = cut
  }
  reader.push(bytes.subarray(from))
  reader.end()
  return rows
}

const fieldsOf = (text: string): string[][] => read(Buffer.from(text)).map(({ fields }) => fields)

describe('DelimitedReader', () => {
  it('splits lines and fields, with or without a last line end, and counts lines', () => {
    expect(read(Buffer.from('a,b\r\n\n1,,3\n,'))).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 3, fields: ['1', '', '3'] },
      { line: 4, fields: ['', ''] },
    ])
  })

  it('holds no more than a megabyte of a line that does not end, and takes the lines around it', () => {
    const long = Buffer.concat([Buffer.from('long,'), Buffer.alloc(9 * 2 ** 20, 'x')])
    const bytes = Buffer.concat([Buffer.from('a,1\n'), long, Buffer.from('\nb,2\n')])
    const pieces = Array.from({ length: 150 }, (_, n) => n * 65_536)
    const rows = read(bytes, pieces)
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 3])
    expect([rows[0]!.fields, rows[2]!.fields]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
    expect(rows[1]!.fields.join().length).toBe(65_536)
  })

  it('understands quotes', () => {
    expect(fieldsOf('a,"b,c","d""e"\n"x",2\n1,2\n')).toEqual([
      ['a', 'b,c', 'd"e'],
      ['x', '2'],
      ['1', '2'],
    ])
  })

  it('gives the same rows however the bytes are cut into pieces', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'abc012.-é平', ' '), maxLength: 6 })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(table, fc.array(fc.nat()), fc.boolean(), (cells, cuts, lastEnd) => {
        const bytes = Buffer.from(cells.map((row) => row.join(',')).join('\n') + (lastEnd ? '\n' : ''))
        const rows = read(
          bytes,
          cuts.map((cut) => cut % (bytes.length + 1)),
        )
        expect(rows.map(({ fields }) => fields)).toEqual(cells)
      }),
    )
  })
})
