import { describe, expect, it } from 'vitest'
import { BarDraft } from './reading/bar-row.ts'
import { averagePriceVerdict, UnitCheck } from './units.ts'

/** 600000.SH on 2022-01-04: low 8.52, high 8.58, 377,076 lots, 32,215 wan: 8.5434 CNY a share. */
function bar(volume: number, amount: number): BarDraft {
  return Object.assign(new BarDraft(), { low: 85_200, high: 85_800, volume, amount })
}

const LOTS_AND_WAN = { volume: 100, amount: 1_000_000 }

describe('averagePriceVerdict', () => {
  it('passes a bar in its own units', () => {
    expect(averagePriceVerdict(bar(37_707_600, 32_215_000_000), LOTS_AND_WAN)).toBe('inside')
  })

  it('catches lots taken for shares, and yuan taken for thousands', () => {
    expect(averagePriceVerdict(bar(377_076, 32_215_000_000), LOTS_AND_WAN)).toBe('above')
    expect(averagePriceVerdict(bar(37_707_600, 32_215_000), LOTS_AND_WAN)).toBe('below')
  })

  it('allows exactly half a unit of the rounding in amount and volume', () => {
    // 1 lot at 8.52: 852.00 CNY. Printed in wan that is 0.09, within half a wan of 0; 51 shares at least.
    expect(averagePriceVerdict(bar(100, 0), LOTS_AND_WAN)).toBe('inside')
    // 200 lots at 8.52 are 17.04 wan. 16 wan may stand for up to 16.5: too little even for 19,950 shares.
    expect(averagePriceVerdict(bar(20_000, 16_000_000), LOTS_AND_WAN)).toBe('below')
    // 17 wan may be 17.5, at the least 19,950 shares x 8.52 = 16.9974 wan.
    expect(averagePriceVerdict(bar(20_000, 17_000_000), LOTS_AND_WAN)).toBe('inside')
    // 18 wan may be 17.5; at most 20,050 shares x 8.58 = 17.2029 wan.
    expect(averagePriceVerdict(bar(20_000, 18_000_000), LOTS_AND_WAN)).toBe('above')
  })
})

describe('UnitCheck', () => {
  it('judges a file by its median row', () => {
    const check = new UnitCheck()
    for (const verdict of ['below', 'inside', 'above', 'below'] as const) check.add(verdict)
    expect(check.median).toBe('inside')
    check.add('below')
    expect(check.median).toBe('below')
  })

  it('says nothing against a file without amounts', () => {
    expect(new UnitCheck().median).toBe('inside')
  })
})
