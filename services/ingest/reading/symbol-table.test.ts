import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SymbolTable, UNKNOWN_SYMBOL } from './symbol-table.ts'

function symbolOf(text: string, table = new SymbolTable()): string | undefined {
  const bytes = Buffer.from(text)
  const number = table.read(bytes, 0, bytes.length)
  return number === UNKNOWN_SYMBOL ? undefined : table.symbols[number]
}

describe('SymbolTable', () => {
  it.each([
    ['600519', '600519.SH'],
    ['000001', '000001.SZ'],
    ['1', '000001.SZ'],
    ['1270', '001270.SZ'],
    ['920819', '920819.BJ'],
    ['831689', '831689.BJ'],
    ['sh.600000', '600000.SH'],
    ['sz000001', '000001.SZ'],
    ['SH600000', '600000.SH'],
    ['SZ_000001', '000001.SZ'],
    ['600000.SH', '600000.SH'],
    ['600000.XSHG', '600000.SH'],
    ['000001.XSHE', '000001.SZ'],
    ['sh000001', '000001.SH'],
    ['510300', '510300.SH'],
    ['810011', '810011.BJ'],
    ['127001.SZ', '127001.SZ'],
  ])('reads %s as %s', (text, expected) => {
    expect(symbolOf(text)).toBe(expected)
  })

  it.each(['', 'code', '700000', '700001.SH', '600-000', '6000000', 's600000h', 'AAPL', '60 000'])(
    'knows no "%s"',
    (text) => {
      expect(symbolOf(text)).toBeUndefined()
    },
  )

  it('tells A shares from indices, funds, bonds and B shares', () => {
    const table = new SymbolTable()
    const kind = (text: string) => table.kinds[table.ofText(text)]
    expect(['600000', '300750', '688981', '920819'].map(kind)).toEqual(Array(4).fill('aShare'))
    expect(['sh000001', 'sz399001', '510300', '127001.SZ', '900901', '200011'].map(kind)).toEqual(
      Array(6).fill('notAShare'),
    )
  })

  it('gives the same answer whatever was asked before', () => {
    const spelling = fc.constantFrom(
      '600000',
      'sh600000',
      'sh.600000',
      '600000.SH',
      '000001',
      'sz000001',
      'sh000001',
      '1',
      '600-000',
      's600000h',
      '700000',
    )
    fc.assert(
      fc.property(fc.array(spelling), spelling, (before, asked) => {
        const table = new SymbolTable()
        for (const text of before) symbolOf(text, table)
        expect(symbolOf(asked, table)).toBe(symbolOf(asked))
      }),
    )
  })
})
