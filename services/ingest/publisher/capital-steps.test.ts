import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { NO_FACTS, type ShareCapitalStep } from '../reference-facts.ts'
import { capitalSteps } from './capital-steps.ts'
import { packFacts, saysNothingOfInstruments, storedFacts } from './fact-store.ts'
import { instrumentRecords } from './instrument-records.ts'

const step = (symbol: string, effectiveDate: number, totalShares: number): ShareCapitalStep => ({
  symbol: symbol as InstrumentSymbol,
  effectiveDate: effectiveDate as TradeDate,
  totalShares,
})

const STEPS = [
  step('000001.SZ', 20171231, 17_170_411_366),
  step('000001.SZ', 20190918, 19_405_918_198),
  step('000001.SZ', 20200101, 19_405_918_198),
  step('600000.SH', 20180101, 500),
  step('600000.SH', 20180101, 700),
]

describe('steps of share capital', () => {
  it('stand oldest first, without repetition, whatever the order of the facts', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(STEPS, { minLength: STEPS.length }), (facts) => {
        const steps = capitalSteps(facts)
        expect(steps.get('000001.SZ' as InstrumentSymbol)).toEqual([
          { effectiveDate: 20171231, totalShares: 17_170_411_366 },
          { effectiveDate: 20190918, totalShares: 19_405_918_198 },
        ])
        expect(steps.get('600000.SH' as InstrumentSymbol)).toEqual([
          { effectiveDate: 20180101, totalShares: 700 },
        ])
      }),
    )
  })

  it('are kept between runs and stand in the instrument, also in one that nothing else is known of', () => {
    const facts = { ...NO_FACTS, shareCapital: [...STEPS, step('605999.SH', 20240102, 9)] }
    expect(saysNothingOfInstruments(facts)).toBe(false)
    const records = instrumentRecords(storedFacts(new Map([packFacts(facts, 'main')]), 'main'))
    const capitalOf = (code: string) => records.find(({ instrument }) => instrument === code)?.shareCapital
    expect(capitalOf('000001.SZ')).toHaveLength(2)
    expect(capitalOf('605999.SH')).toEqual([{ effectiveDate: 20240102, totalShares: 9 }])
    expect(capitalOf('000002.SZ')).toEqual([])
  })
})
