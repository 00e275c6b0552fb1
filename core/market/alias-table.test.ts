import { describe, expect, it } from 'vitest'
import { AliasError } from '../errors.ts'
import { AliasTable, knownAliases, type Renaming } from './alias-table.ts'
import { boardOf } from './board.ts'
import { chineseCalendar } from './chinese-calendar.ts'
import { RENAMED_CODES } from './data/renamed-codes.ts'
import { symbolOn } from './instrument-status.ts'
import { type InstrumentSymbol, parseSymbol } from './instrument-symbol.ts'
import type { TradeDate } from './trade-date.ts'

const symbol = (text: string): InstrumentSymbol => parseSymbol(text)!
const renaming = (former: string, current: string, from: number): Renaming => ({
  former: symbol(former),
  current: symbol(current),
  from: from as TradeDate,
})

describe('AliasTable', () => {
  const table = new AliasTable([
    renaming('430001.BJ', '830001.BJ', 20220104),
    renaming('830001.BJ', '920001.BJ', 20251009),
  ])

  it('knows an instrument by its newest code, whatever a source calls it', () => {
    for (const code of ['430001.BJ', '830001.BJ', '920001.BJ']) {
      expect(table.canonicalSymbol(symbol(code))).toBe('920001.BJ')
    }
    expect(table.canonicalSymbol(symbol('600519.SH'))).toBe('600519.SH')
  })

  it('lists former codes oldest first', () => {
    expect(table.aliasesOf(symbol('920001.BJ'))).toEqual([
      { symbol: '430001.BJ', until: 20220104 },
      { symbol: '830001.BJ', until: 20251009 },
    ])
    expect(table.aliasesOf(symbol('600519.SH'))).toEqual([])
  })

  it.each([
    [
      'a code that is renamed twice',
      [renaming('1.US', '2.US', 20200102), renaming('1.US', '3.US', 20210104)],
    ],
    ['a code that is taken twice', [renaming('1.US', '3.US', 20200102), renaming('2.US', '3.US', 20210104)]],
    ['a circle', [renaming('1.US', '2.US', 20200102), renaming('2.US', '1.US', 20210104)]],
    ['a renaming to itself', [renaming('1.US', '1.US', 20200102)]],
    ['steps in the wrong order', [renaming('1.US', '2.US', 20210104), renaming('2.US', '3.US', 20200102)]],
  ])('refuses %s', (_, renamings) => {
    expect(() => new AliasTable(renamings)).toThrow(AliasError)
  })
})

describe('knownAliases', () => {
  it('holds the renamings of the main market', () => {
    expect(knownAliases.canonicalSymbol(symbol('300114.SZ'))).toBe('302132.SZ')
    expect(knownAliases.aliasesOf(symbol('302132.SZ'))).toEqual([{ symbol: '300114.SZ', until: 20250217 }])
    expect(knownAliases.canonicalSymbol(symbol('000043.SZ'))).toBe('001914.SZ')
  })

  it('keeps one instrument across the Beijing switch (G33)', () => {
    const former = symbol('831689.BJ')
    const instrument = knownAliases.canonicalSymbol(former)
    expect(instrument).toBe('920689.BJ')
    const aliases = knownAliases.aliasesOf(instrument)
    expect(symbolOn(aliases, instrument, 20250930 as TradeDate)).toBe(former)
    expect(symbolOn(aliases, instrument, 20251009 as TradeDate)).toBe(instrument)
    // two limit-ups in a row, one under each code, are two boards of one instrument
    const limitUps = [
      { date: 20250930 as TradeDate, code: former },
      { date: 20251009 as TradeDate, code: instrument },
    ]
    expect(chineseCalendar.countBetween(limitUps[0]!.date, limitUps[1]!.date)).toBe(1)
    const streaks = new Map<InstrumentSymbol, number>()
    for (const { code } of limitUps) {
      const key = knownAliases.canonicalSymbol(code)
      streaks.set(key, (streaks.get(key) ?? 0) + 1)
    }
    expect([...streaks]).toEqual([[instrument, 2]])
  })
})

describe('RENAMED_CODES', () => {
  const pairsOn = (from: string) =>
    RENAMED_CODES.filter((row) => row.exchange === 'BJ' && row.from === from).flatMap(({ pairs }) =>
      pairs
        .trim()
        .split(/\s+/)
        .map((pair) => pair.split('>') as [string, string]),
    )
  const beijing = [...pairsOn('2025-05-06'), ...pairsOn('2025-10-09')]

  it('has the 248 shares that Beijing renamed, six of them first', () => {
    expect(pairsOn('2025-05-06')).toHaveLength(6)
    expect(beijing).toHaveLength(248)
    for (const [former, current] of beijing) {
      expect(boardOf(symbol(`${former}.BJ`))).toBe('BSE')
      expect(current).toMatch(/^920\d{3}$/)
    }
  })

  it('keeps the last three digits unless another share took them: then the next free hundred', () => {
    const taken = new Set(beijing.map(([, current]) => current.slice(3)))
    for (const [former, current] of beijing) {
      for (let digits = former.slice(3); digits !== current.slice(3); digits = hundredAfter(digits)) {
        expect(taken).toContain(digits)
      }
    }
  })

  it('starts every code on a session', () => {
    for (const { from } of RENAMED_CODES) {
      expect(chineseCalendar.isSession(Number(from.replaceAll('-', '')) as TradeDate)).toBe(true)
    }
  })
})

function hundredAfter(digits: string): string {
  return String((Number(digits) + 100) % 1000).padStart(3, '0')
}
