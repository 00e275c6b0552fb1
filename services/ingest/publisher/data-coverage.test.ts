import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { DataCoverage } from './data-coverage.ts'

const date = (value: number): TradeDate => value as TradeDate
const symbols = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `s${from + at}`)

function afterFull(sessions: number, count = 10): DataCoverage {
  const coverage = new DataCoverage()
  for (let day = 1; day <= sessions; day += 1) coverage.close(date(day), symbols(count))
  return coverage
}

describe('DataCoverage', () => {
  it('calls it a gap when fewer than half of the recently active symbols traded', () => {
    expect(afterFull(3).close(date(4), symbols(5))).toBe(false)
    expect(afterFull(3).close(date(4), symbols(4))).toBe(true)
    expect(afterFull(3).close(date(4), [])).toBe(true)
  })

  it('does not count symbols that are new', () => {
    expect(afterFull(3).close(date(4), [...symbols(4), ...symbols(50, 100)])).toBe(true)
  })

  it('takes the first session for whole', () => {
    expect(new DataCoverage().close(date(1), symbols(1))).toBe(false)
  })

  it('forgets after ten sessions who was active', () => {
    const few = (sessions: number): boolean => {
      const coverage = afterFull(1)
      for (let day = 2; day < 2 + sessions; day += 1) coverage.close(date(day), ['s0'])
      return coverage.close(date(99), ['s0'])
    }
    expect(few(9)).toBe(true)
    expect(few(10)).toBe(false)
  })

  it('counts what came late where the session is still recent', () => {
    const late = (day: number): boolean => {
      const coverage = new DataCoverage()
      for (let at = 1; at <= 11; at += 1) coverage.close(date(at), ['s0'])
      coverage.amend(date(day), symbols(9))
      return coverage.close(date(12), ['s0'])
    }
    expect(late(1)).toBe(false)
    expect(late(2)).toBe(true)
    expect(late(11)).toBe(true)
    expect(late(12)).toBe(false)
  })

  it('equals a naive count, also when it is restored between any two sessions', () => {
    const trades = fc.array(fc.uniqueArray(fc.constantFrom(...symbols(6)), { minLength: 1 }), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(trades, fc.nat(30), (days, restoredAt) => {
        let coverage = new DataCoverage()
        days.forEach((traded, at) => {
          if (at === restoredAt) {
            const restored = new DataCoverage()
            for (const session of coverage.sessions) restored.restore(session, days[session - 1]!)
            coverage = restored
          }
          const recent = new Set(days.slice(Math.max(0, at - 10), at).flat())
          const active = traded.filter((symbol) => recent.has(symbol)).length
          expect(coverage.close(date(at + 1), traded)).toBe(active < recent.size / 2)
        })
      }),
    )
  })
})
