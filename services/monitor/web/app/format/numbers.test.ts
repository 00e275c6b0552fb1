import { describe, expect, it } from 'vitest'
import { arrow, integer, money, percent, price, signedPercent } from './numbers.ts'

describe('numbers as they are shown', () => {
  it('shows what is unknown as a dash, and zero as zero', () => {
    expect([integer(null), percent(null), signedPercent(undefined), money(null, 'zh'), price(null)]).toEqual([
      '–',
      '–',
      '–',
      '–',
      '–',
    ])
    expect([integer(0), percent(0), signedPercent(0), money(0, 'en'), arrow(0)]).toEqual([
      '0',
      '0.00%',
      '0.00%',
      '0',
      '',
    ])
  })

  it('signs returns, and does not sign what rounds to zero', () => {
    expect(signedPercent(0.01234)).toBe('+1.23%')
    expect(signedPercent(-0.01234)).toBe('-1.23%')
    expect(signedPercent(-0.00001)).toBe('0.00%')
    expect([arrow(0.1), arrow(-0.1)]).toEqual(['▲', '▼'])
  })

  it('counts money in wan and yi in Chinese, in thousands in English', () => {
    expect(money(2_516_300_000_000, 'zh')).toBe('2.52万亿')
    expect(money(123_456_789, 'zh')).toBe('1.23亿')
    expect(money(4_560_000, 'zh')).toBe('456万')
    expect(money(123_456_789, 'en')).toBe('123 M')
    expect(money(2_516_300_000_000, 'en')).toBe('2.52 tn')
    expect(money(12_345_678_900_000_000, 'zh')).toBe('12,346万亿')
  })
})
