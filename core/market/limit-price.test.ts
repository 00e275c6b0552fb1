import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNoLimitSentinel, limitPrices } from './limit-price.ts'
import type { LimitRule } from './limit-rules.ts'
import { formatPrice, type Price, parsePrice } from './price.ts'

const price = (text: string): Price => parsePrice(text)!
const halfUp = (percent: 5 | 10 | 20 | 30): LimitRule => ({ kind: 'percent', percent, rounding: 'halfUp' })
const BEIJING: LimitRule = { kind: 'percent', percent: 30, rounding: 'truncate' }
const FIRST_DAY: LimitRule = { kind: 'oldIpoFirstDay', upPercent: 44, downPercent: 36 }

function limitsOf(previousClose: string, rule: LimitRule): readonly string[] {
  const limits = limitPrices(price(previousClose), rule)!
  return [formatPrice(limits.up), formatPrice(limits.down)]
}

describe('published limit prices (G1)', () => {
  it.each([
    ['4.26', halfUp(10), '4.69', '3.83'],
    ['3.36', halfUp(10), '3.70', '3.02'],
    ['3.04', halfUp(10), '3.34', '2.74'],
    ['3.75', halfUp(10), '4.13', '3.38'],
    ['20.58', halfUp(10), '22.64', '18.52'],
    ['10.05', halfUp(10), '11.06', '9.05'],
    ['1.15', halfUp(10), '1.27', '1.04'],
    ['0.04', halfUp(10), '0.05', '0.03'],
    ['3.33', halfUp(5), '3.50', '3.16'],
    ['3.33', halfUp(10), '3.66', '3.00'],
    ['30.29', halfUp(20), '36.35', '24.23'],
    ['4.86', halfUp(20), '5.83', '3.89'],
    ['34.59', BEIJING, '44.96', '24.22'],
    ['84.63', BEIJING, '110.01', '59.25'],
    ['17.09', BEIJING, '22.21', '11.97'],
    ['31.46', BEIJING, '40.89', '22.03'],
    ['2.85', BEIJING, '3.70', '2.00'],
    ['0.70', BEIJING, '0.91', '0.49'],
    ['43.00', BEIJING, '55.90', '30.10'],
    ['1.40', BEIJING, '1.82', '0.98'],
  ] as const)('%s with %o: %s and %s', (previousClose, rule, up, down) => {
    expect(limitsOf(previousClose, rule)).toEqual([up, down])
  })

  it('is 12.00 or 11.00, 10.50 for the same close before and after the reforms (G3, G4)', () => {
    expect(limitsOf('10.00', halfUp(5))).toEqual(['10.50', '9.50'])
    expect(limitsOf('10.00', halfUp(10))).toEqual(['11.00', '9.00'])
    expect(limitsOf('10.00', halfUp(20))).toEqual(['12.00', '8.00'])
  })

  it('is a percent trap: +9.868% is a limit-up (G9), and 22.63 is no touch of 22.64 (G10)', () => {
    expect(limitPrices(price('3.04'), halfUp(10))!.up).toBe(price('3.34'))
    expect(limitPrices(price('20.58'), halfUp(10))!.up).toBeGreaterThan(price('22.63'))
  })

  it('is 44% above and 36% below the issue price on the first day of an approved IPO', () => {
    expect(limitsOf('10.00', FIRST_DAY)).toEqual(['14.40', '6.40'])
    expect(limitsOf('23.33', FIRST_DAY)).toEqual(['33.60', '14.93'])
  })

  it('leaves one fen as the lowest price of all', () => {
    expect(limitsOf('0.01', halfUp(10))).toEqual(['0.02', '0.01'])
    expect(limitsOf('0.02', BEIJING)).toEqual(['0.03', '0.01'])
  })
})

describe('no limit price', () => {
  it('without a limit, or without a reference price in whole fen', () => {
    expect(limitPrices(price('10.00'), { kind: 'none', reason: 'newListing' })).toBeUndefined()
    expect(limitPrices(price('10.005'), halfUp(10))).toBeUndefined()
    expect(limitPrices(price('0'), halfUp(10))).toBeUndefined()
    expect(limitPrices(Number.NaN as Price, halfUp(10))).toBeUndefined()
  })

  it('where a feed writes a sentinel (G8)', () => {
    expect(isNoLimitSentinel(price('100000'), price('0'))).toBe(true)
    expect(isNoLimitSentinel(price('99999.99'), price('0.01'))).toBe(true)
    expect(isNoLimitSentinel(price('22.00'), price('0'))).toBe(true)
    expect(isNoLimitSentinel(price('22.00'), price('18.00'))).toBe(false)
  })
})

describe('every limit price', () => {
  const rules = fc.constantFrom<LimitRule>(halfUp(5), halfUp(10), halfUp(20), BEIJING, FIRST_DAY)
  const fens = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 100_000_000 }))

  it('lies on the grid, at least one tick away, except a lower limit at one fen', () => {
    fc.assert(
      fc.property(fens, rules, (fen, rule) => {
        const { up, down } = limitPrices((fen * 100) as Price, rule)!
        expect(up % 100).toBe(0)
        expect(down % 100).toBe(0)
        expect(up).toBeGreaterThanOrEqual((fen + 1) * 100)
        expect(down).toBeGreaterThanOrEqual(100)
        if (fen > 1) expect(down).toBeLessThanOrEqual((fen - 1) * 100)
      }),
    )
  })

  it('rises with the reference price', () => {
    fc.assert(
      fc.property(fens, rules, (fen, rule) => {
        const lower = limitPrices((fen * 100) as Price, rule)!
        const higher = limitPrices(((fen + 1) * 100) as Price, rule)!
        expect(higher.up).toBeGreaterThanOrEqual(lower.up)
        expect(higher.down).toBeGreaterThanOrEqual(lower.down)
      }),
    )
  })

  it('equals exact rational arithmetic', () => {
    fc.assert(
      fc.property(fens, rules, (fen, rule) => {
        expect(limitPrices((fen * 100) as Price, rule)).toEqual(exactLimits(BigInt(fen), rule))
      }),
      { numRuns: 2000 },
    )
  })

  it('is right for every close from 0.01 to 30.00 under every rule', () => {
    for (let fen = 1; fen <= 3000; fen++) {
      for (const rule of [halfUp(5), halfUp(10), halfUp(20), BEIJING, FIRST_DAY]) {
        const limits = limitPrices((fen * 100) as Price, rule)
        const exact = exactLimits(BigInt(fen), rule)
        if (limits?.up !== exact.up || limits.down !== exact.down) expect(limits).toEqual(exact)
      }
    }
  })
})

/** The rule in its own words: walks from the reference price, comparing hundredths of a fen. */
function exactLimits(fen: bigint, rule: LimitRule): { up: number; down: number } {
  if (rule.kind === 'none') throw new Error('a rule with limits is needed')
  const [upPercent, downPercent] =
    rule.kind === 'percent' ? [rule.percent, rule.percent] : [rule.upPercent, rule.downPercent]
  const truncates = rule.kind === 'percent' && rule.rounding === 'truncate'
  const upHundredths = fen * BigInt(100 + upPercent)
  const downHundredths = fen * BigInt(100 - downPercent)
  let up = fen
  while ((up + 1n) * 100n <= upHundredths + (truncates ? 0n : 50n)) up += step(upHundredths - up * 100n)
  let down = fen
  while (truncates ? (down - 1n) * 100n >= downHundredths : down * 100n > downHundredths + 50n) {
    down -= step(down * 100n - downHundredths)
  }
  if (up === fen) up = fen + 1n
  if (down === fen) down = fen - 1n
  if (down < 1n) down = 1n
  return { up: Number(up) * 100, down: Number(down) * 100 }
}

/** Strides that never jump over the answer. */
function step(distanceInHundredths: bigint): bigint {
  const stride = distanceInHundredths / 200n
  return stride > 1n ? stride : 1n
}
