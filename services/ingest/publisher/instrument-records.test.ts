import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSymbol } from '../../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { NO_FACTS, type ReferenceFacts } from '../reference-facts.ts'
import type { InstrumentFact } from '../source.ts'
import { packFacts, saysNothingOfInstruments, storedFacts } from './fact-store.ts'
import { instrumentRecords } from './instrument-records.ts'

const date = (value: number): TradeDate => value as TradeDate
const symbol = (text: string) => parseSymbol(text)!

const CODES = ['600519.SH', '000001.SZ', '689009.SH']
const fact: fc.Arbitrary<InstrumentFact> = fc
  .tuple(
    fc.constantFrom(...CODES),
    fc.oneof(
      fc.record({ name: fc.constantFrom('甲', '乙', 'ST丙') }),
      fc.record({ listDate: fc.constantFrom(date(20100104), date(20150105)) }),
      fc.record({ industry: fc.constantFrom('banks', 'liquor') }),
      fc.record({ statusKnownFrom: fc.constantFrom(date(20100104), date(20120104)) }),
      fc.record({
        status: fc.record({
          from: fc.constantFrom(date(20180102), date(20190102)),
          until: fc.constantFrom(null, date(20200102)),
          status: fc.constantFrom('st' as const, 'starSt' as const),
        }),
      }),
    ),
  )
  .map(([code, known]): InstrumentFact => ({ instrument: symbol(code), ...known }))
const coverage = fc.record({
  exchange: fc.constantFrom('SH' as const, 'SZ' as const),
  from: fc.constantFrom(date(20090105), date(20110104)),
})
const facts = fc
  .record({ instruments: fc.array(fact, { maxLength: 6 }), coverage: fc.array(coverage, { maxLength: 2 }) })
  .map((known): ReferenceFacts => ({ ...NO_FACTS, ...known }))

/** State after runs with these facts, one after the other. */
function stateAfter(runs: readonly ReferenceFacts[]): Map<string, Uint8Array> {
  return new Map(runs.filter((run) => !saysNothingOfInstruments(run)).map((run) => packFacts(run, 'main')))
}

const known = (parts: readonly ReferenceFacts[]) =>
  instrumentRecords(parts).filter(({ instrument }) => CODES.includes(instrument))

describe('instrumentRecords', () => {
  it('does not depend on the order of runs, nor on what was read together', () => {
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 4 }), fc.nat(), (runs, turn) => {
        const together = known([
          {
            ...NO_FACTS,
            instruments: runs.flatMap(({ instruments }) => instruments),
            coverage: runs.flatMap((run) => run.coverage),
          },
        ])
        const turned = runs.map((_, at) => runs[(at + turn) % runs.length]!)
        for (const order of [runs, turned, [...runs].reverse()])
          expect(known(storedFacts(stateAfter(order), 'main'))).toEqual(together)
        expect(known(storedFacts(stateAfter([...runs, ...runs]), 'main'))).toEqual(together)
      }),
      { numRuns: 15 },
    )
  })

  it('puts the word of files above the bundled table, which fills in the rest', () => {
    const instrument = symbol('600519.SH')
    const [record] = known([{ ...NO_FACTS, instruments: [{ instrument, name: 'from a file' }] }]).filter(
      (one) => one.instrument === instrument,
    )
    expect(record).toMatchObject({ name: 'from a file', board: 'SH_MAIN', industry: '白酒' })
    const [bundled] = known([]).filter((one) => one.instrument === instrument)
    expect(bundled!.name).toBe('贵州茅台')
    expect(record).toEqual({ ...bundled, name: 'from a file' })
  })

  it('knows an instrument by its newest code, and the codes before it', () => {
    const facts = [{ instrument: symbol('839729.BJ'), industry: 'old code' }]
    const record = instrumentRecords([{ ...NO_FACTS, instruments: facts }]).find(
      ({ industry }) => industry === 'old code',
    )!
    expect(record.instrument).toBe('920729.BJ')
    expect(record.aliases.map((alias) => alias.symbol)).toEqual(['839729.BJ'])
  })
})

describe('stored facts', () => {
  it('are kept once, by data set', () => {
    const one: ReferenceFacts = { ...NO_FACTS, instruments: [{ instrument: symbol('600519.SH'), name: 'a' }] }
    const state = new Map([packFacts(one, 'main'), packFacts(one, 'main'), packFacts(one, 'sim-1')])
    expect(state.size).toBe(2)
    expect(storedFacts(state, 'main')).toEqual([one])
    expect(storedFacts(state, 'replay-1')).toEqual([])
    expect(saysNothingOfInstruments(NO_FACTS)).toBe(true)
    expect(saysNothingOfInstruments(one)).toBe(false)
  })
})
