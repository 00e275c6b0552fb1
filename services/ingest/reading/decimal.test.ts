import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLANK, MALFORMED, OFF_GRID, readDecimal, readPrice } from './decimal.ts'

const decimal = (text: string, digits: number): number => {
  const bytes = Buffer.from(`,${text},`)
  return readDecimal(bytes, 1, bytes.length - 1, digits)
}

const price = (text: string): number => {
  const bytes = Buffer.from(text)
  return readPrice(bytes, 0, bytes.length)
}

describe('readDecimal', () => {
  it.each([
    ['12.3', 4, 123_000],
    ['.5', 2, 50],
    ['7.', 2, 700],
    ['-3.25', 2, -325],
    ['5916.0', 0, 5916],
    ['1.005', 2, 101],
    ['1.0049999', 2, 100],
    ['1.2e3', 2, 120_000],
    ['+4', 0, 4],
    [' 4 ', 0, 4],
  ])('reads %s with %i digits as %i', (text, digits, expected) => {
    expect(decimal(text, digits)).toBe(expected)
  })

  it.each(['', 'nan', 'NaN', 'None', '-', '--', ' '])('takes "%s" for blank', (text) => {
    expect(decimal(text, 2)).toBe(BLANK)
  })

  it.each(['1,2', '1.2.3', '12a', '0x12', '1.2-', '.', '一'])('takes "%s" for malformed', (text) => {
    expect(decimal(text, 2)).toBe(MALFORMED)
  })

  it('agrees with exact rational arithmetic', () => {
    const numbers = fc.tuple(
      fc.boolean(),
      fc.integer({ min: 0, max: 1e8 }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 8 }),
      fc.integer({ min: 0, max: 6 }),
    )
    fc.assert(
      fc.property(numbers, ([negative, whole, fraction, digits]) => {
        const text = `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
        const scaled = BigInt(`${whole}${fraction}`) * 10n ** BigInt(digits)
        const unit = 10n ** BigInt(fraction.length)
        const magnitude = Number((scaled * 2n + unit) / (unit * 2n))
        expect(decimal(text, digits) + 0).toBe((negative ? -magnitude : magnitude) + 0)
      }),
    )
  })
})

describe('readPrice', () => {
  it('reads every price on the grid exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000_000 }), (fen) => {
        expect(price((fen / 100).toFixed(2))).toBe(fen * 100)
        expect(price(String(fen / 100))).toBe(fen * 100)
        expect(price((fen / 100).toFixed(10))).toBe(fen * 100)
      }),
    )
  })

  it('removes the noise of a float32 up to 10,000 CNY', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (fen) => {
        expect(price(String(Math.fround(fen / 100)))).toBe(fen * 100)
      }),
    )
  })

  it.each(['10.385', '10.3849', '10.38500001', '0.005', '9.123456'])('finds %s off the grid', (text) => {
    expect(price(text)).toBe(OFF_GRID)
  })

  it('tells blank and malformed apart', () => {
    expect(price('')).toBe(BLANK)
    expect(price('12.3x')).toBe(MALFORMED)
  })
})
