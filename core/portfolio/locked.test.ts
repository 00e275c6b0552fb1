import { describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from '../market/instrument-symbol.ts'
import type { TradeDate } from '../market/trade-date.ts'
import { type LockQuestion, lockOf } from './locked.ts'

const ask = (symbol: string, price: number, reference: number | null, more: Partial<LockQuestion> = {}) =>
  lockOf({
    symbol: symbol as InstrumentSymbol,
    tradeDate: 20240930 as TradeDate,
    price,
    reference,
    printed: true,
    ...more,
  })

describe('a symbol at its limit', () => {
  it.each([
    // 1.235 * 1.1 = 1.3585, half up to 1.359; 1.235 * 0.9 = 1.1115, half up to 1.112.
    ['510300.SH', 1.359, 1.235, 'limitUp'],
    ['510300.SH', 1.358, 1.235, 'free'],
    ['510300.SH', 1.112, 1.235, 'limitDown'],
    ['510300.SH', 1.113, 1.235, 'free'],
    // ChiNext and STAR funds: 20%.
    ['159915.SZ', 1.1, 1, 'free'],
    ['159915.SZ', 1.2, 1, 'limitUp'],
    ['588000.SH', 0.8, 1, 'limitDown'],
    // Shares by board (domain.md A4: 20.58 -> 22.64 and 18.52; ChiNext 30.29 -> 36.35).
    ['600000.SH', 22.63, 20.58, 'free'],
    ['600000.SH', 22.64, 20.58, 'limitUp'],
    ['000001.SZ', 18.52, 20.58, 'limitDown'],
    ['300810.SZ', 36.35, 30.29, 'limitUp'],
    // What is no share or fund of the mainland has no limit.
    ['000300.SH', 200, 100, 'free'],
    ['MICROCAP.PROXY', 200, 100, 'free'],
    ['SPY.US', 200, 100, 'free'],
  ])('%s at %d after %d: %s', (symbol, price, reference, lock) => {
    expect(ask(symbol, price, reference)).toBe(lock)
  })

  it('knows the rules of the day: ChiNext funds had 10% before 2020-08-24', () => {
    expect(ask('159915.SZ', 1.1, 1, { tradeDate: 20200821 as TradeDate })).toBe('limitUp')
    expect(ask('159915.SZ', 1.1, 1, { tradeDate: 20200824 as TradeDate })).toBe('free')
  })

  it('compares adjusted prices by their ratio, because they lie on no grid', () => {
    const adjusted = { printed: false }
    expect(ask('512400.SH', 1.0996, 1, adjusted)).toBe('limitUp')
    expect(ask('512400.SH', 1.0994, 1, adjusted)).toBe('free')
    expect(ask('512400.SH', 0.9004, 1, adjusted)).toBe('limitDown')
  })

  it('is free where no close of a session before is known', () => {
    expect(ask('510300.SH', 10, null)).toBe('free')
  })
})
