import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { floorDivide } from './decimal.ts'
import { formatPrice, isOnTick, type Price, parseFen, parsePrice, priceFromNumber } from './price.ts'

const anyPrice = fc.integer({ min: 0, max: 10_000_000_000 }) as fc.Arbitrary<Price>

describe('parsePrice', () => {
  it.each([
    ['12.3', 123_000],
    ['12.3000', 123_000],
    ['12.30000000', 123_000],
    ['0.01', 100],
    ['.5', 5000],
    ['7', 70_000],
    ['7.', 70_000],
    ['000012.3456', 123_456],
    ['900719925474.0991', Number.MAX_SAFE_INTEGER],
  ])('reads %s as %d', (text, price) => {
    expect(parsePrice(text)).toBe(price)
  })

  it.each([
    '',
    '.',
    '1.23456',
    '-1',
    '+1',
    '1e3',
    '1,234.5',
    ' 1',
    '1.2.3',
    'NaN',
    '900719925474.0992',
    '１',
  ])('refuses %j', (text) => {
    expect(parsePrice(text)).toBeUndefined()
  })

  it('equals exact rational arithmetic', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_000_000_000_000_000n }), (units) => {
        const text = `${units / 10_000n}.${String(units % 10_000n).padStart(4, '0')}`
        expect(BigInt(parsePrice(text)!)).toBe(units)
      }),
    )
  })
})

describe('priceFromNumber', () => {
  it('takes the nearest 1/10000 of what a float source holds', () => {
    expect(priceFromNumber(1.15 * 1.1)).toBe(12_650)
    expect(priceFromNumber(0.1 + 0.2)).toBe(3000)
    expect(Object.is(priceFromNumber(-0), 0)).toBe(true)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.01, 1e300])(
    'refuses %d',
    (value) => {
      expect(priceFromNumber(value)).toBeUndefined()
    },
  )

  it('agrees with the text of every price on the grid', () => {
    fc.assert(fc.property(anyPrice, (price) => priceFromNumber(Number(formatPrice(price))) === price))
  })
})

describe('formatPrice', () => {
  it.each([
    [123_000, undefined, '12.30'],
    [123_450, undefined, '12.345'],
    [123_456, undefined, '12.3456'],
    [100, undefined, '0.01'],
    [123_456, 2, '12.35'],
    [123_450, 2, '12.35'],
    [99_999, 0, '10'],
    [99_950, 2, '10.00'],
    [5, 6, '0.000500'],
  ])('%d with %s digits is %s', (price, digits, text) => {
    expect(formatPrice(price as Price, digits)).toBe(text)
  })

  it('loses nothing unless told to round', () => {
    fc.assert(fc.property(anyPrice, (price) => parsePrice(formatPrice(price)) === price))
  })
})

describe('isOnTick', () => {
  it('is one fen for shares, a tenth of it for funds', () => {
    expect(isOnTick(123_400 as Price, 'SH_MAIN')).toBe(true)
    expect(isOnTick(123_410 as Price, 'BSE')).toBe(false)
    expect(isOnTick(123_410 as Price, 'FUND')).toBe(true)
    expect(isOnTick(123_411 as Price, 'FUND')).toBe(false)
    expect(isOnTick(123_411 as Price, 'INDEX')).toBe(true)
  })
})

describe('parseFen', () => {
  it.each([
    ['1234.56', 'yuan', 123_456],
    ['1234.560', 'yuan', 123_456],
    ['1234.56789', 'thousandYuan', 123_456_789],
    ['110390', 'wanYuan', 110_390_000_000],
    ['0.000001', 'wanYuan', 1],
  ] as const)('reads %s %s as %d fen', (text, unit, fen) => {
    expect(parseFen(text, unit)).toBe(fen)
  })

  it.each([
    ['0.001', 'yuan'],
    ['0.000001', 'thousandYuan'],
    ['0.0000001', 'wanYuan'],
    ['', 'yuan'],
    ['nan', 'yuan'],
  ] as const)('refuses %s %s', (text, unit) => {
    expect(parseFen(text, unit)).toBeUndefined()
  })
})

describe('floorDivide', () => {
  it('equals BigInt division over the whole safe range', () => {
    const safe = fc.maxSafeNat()
    fc.assert(
      fc.property(safe, safe, (numerator, rest) => {
        const denominator = rest + 1
        expect(BigInt(floorDivide(numerator, denominator))).toBe(BigInt(numerator) / BigInt(denominator))
      }),
    )
  })
})
