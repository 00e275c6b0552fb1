import { describe, expect, it } from 'vitest'
import { STRATEGIES, strategyList, strategyNamed } from './strategies.ts'

describe('strategies', () => {
  it('are found by name, and a slip is met with the nearest', () => {
    expect(strategyNamed('style-rotation').series).toContain('000300.SH')
    expect(() => strategyNamed('mapping-overslod')).toThrow(/Did you mean mapping-oversold\?.*--list/)
    expect(() => strategyNamed('buy-and-hold')).toThrow(/There are mapping-oversold, .*style-rotation/)
    expect(() => strategyNamed('buy-and-hold')).not.toThrow(/Did you mean/)
  })

  it('name what they need, each once', () => {
    for (const { series, observations } of STRATEGIES) {
      expect(series.length).toBeGreaterThan(1)
      expect(new Set([...series, ...observations]).size).toBe(series.length + observations.length)
    }
    expect(strategyNamed('mapping-strong').series).toEqual(
      expect.arrayContaining(['SOXX.US', '801080.SI', '512400.SH', 'SPX.US']),
    )
    expect(strategyNamed('macro-timing').observations).toContain('CN.PMI')
    expect(strategyNamed('microcap-timing').observations).toEqual(['CN.YIELD.10Y'])
  })

  it('are listed with the page that explains them', () => {
    const text = strategyList()
    for (const { name, page } of STRATEGIES) expect(text).toContain(`${name}   docs/signals/${page}`)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })
})
