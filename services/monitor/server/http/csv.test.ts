import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsv } from './csv.ts'

describe('CSV', () => {
  it('leaves unknown values empty and writes lists as JSON', () => {
    expect(
      toCsv(
        ['a', 'b', 'c'],
        [
          { a: 1.5, b: null, c: ['x', 'y'] },
          { a: 0, b: false, c: '贵州,茅台' },
        ],
      ),
    ).toBe('\uFEFFa,b,c\r\n1.5,,"[""x"",""y""]"\r\n0,false,"贵州,茅台"\r\n')
  })

  it('is read back by a reader of CSV, whatever the text', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/^[=+\-@\t\r]/.test(value))
    fc.assert(
      fc.property(fc.array(fc.record({ a: text, b: text }), { minLength: 1 }), (rows) => {
        expect(
          parse(toCsv(['a', 'b'], rows), { columns: true, bom: true, record_delimiter: '\r\n' }),
        ).toEqual(rows)
      }),
    )
  })

  it('gives a spreadsheet no formula to run', () => {
    for (const text of ['=1+1', '+A1', '-A1', '@SUM(A1)', '\t=1'])
      expect(toCsv(['name'], [{ name: text }])).toContain(`'${text}`)
    expect(toCsv(['change'], [{ change: -0.5 }])).toContain('\n-0.5\r')
  })
})
