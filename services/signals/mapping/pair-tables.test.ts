import { describe, expect, it } from 'vitest'
import { parseSymbol } from '../../../core/market/instrument-symbol.ts'
import { MAPPING_CONFIGURATION } from './mapping-configuration.ts'
import { FUND_PAIRS, LEVEL_1_PAIRS, PUBLISHED_PAIRS } from './pair-tables.ts'

const PUBLISHED_NUMBERS = Array.from({ length: 22 }, (_, at) => at + 1)

describe('pair tables', () => {
  it('has the 22 pairs of the report, three of which share one US industry', () => {
    expect(PUBLISHED_PAIRS.pairs.map(({ number }) => number)).toEqual(PUBLISHED_NUMBERS)
    const [, communication, computers, electronics] = PUBLISHED_PAIRS.pairs
    expect([communication!.name, computers!.name, electronics!.name]).toEqual([
      '通信设备',
      '计算机设备',
      '消费电子',
    ])
    expect(computers!.counterpart).toEqual(communication!.counterpart)
    expect(electronics!.counterpart).toEqual(communication!.counterpart)
  })

  it.each([LEVEL_1_PAIRS, FUND_PAIRS])('$name accounts for each published pair', ({ pairs, notCovered }) => {
    const known = new Set([
      ...pairs.flatMap((pair) => pair.standsFor),
      ...notCovered.flatMap((gap) => gap.pairs),
    ])
    expect([...known].sort((a, b) => a - b)).toEqual(PUBLISHED_NUMBERS)
  })

  it.each([PUBLISHED_PAIRS, LEVEL_1_PAIRS, FUND_PAIRS])(
    '$name names symbols, each industry once',
    ({ pairs }) => {
      const symbols = pairs.flatMap(({ industry, counterpart }) => [industry, ...counterpart])
      for (const symbol of symbols) expect(parseSymbol(symbol)).toBe(symbol)
      expect(new Set(pairs.map(({ industry }) => industry)).size).toBe(pairs.length)
      expect(pairs.map(({ number }) => number)).toEqual(pairs.map((_, at) => at + 1))
    },
  )

  it('leaves sessions to sell SW level 1 after the last decision for it, before its closes end', () => {
    const change = MAPPING_CONFIGURATION.tables.find(({ table }) => table === FUND_PAIRS)!
    expect(change.from).toBeLessThan(20230110)
  })
})
