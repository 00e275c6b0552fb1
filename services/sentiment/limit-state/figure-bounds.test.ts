import { describe, expect, it } from 'vitest'
import type { Fen, Price } from '../../../core/market/price.ts'
import type { TestBar } from '../../../test/support/pipeline-harness.ts'
import { runDaily } from '../../../test/support/pipeline-harness.ts'
import { assertSummable } from './figure-bounds.ts'

const ORDINARY = { volume: 1e9, amount: 5e12 as Fen, open: 100_000 as Price, last: 110_000 as Price }
const REFERENCE = 100_000 as Price

describe('figures that sums over the market can hold', () => {
  it('are those of any share that ever traded', () => {
    expect(() => assertSummable(ORDINARY, REFERENCE)).not.toThrow()
    expect(() => assertSummable({ ...ORDINARY, amount: null, open: null, last: null }, null)).not.toThrow()
    expect(() => assertSummable(ORDINARY, 0 as Price)).not.toThrow()
    // 300276 on 2025-04-25 as one source has it: high 1205.00, close 11.83.
    expect(() => assertSummable({ ...ORDINARY, open: 11_930_000 as Price }, 119_700 as Price)).not.toThrow()
  })

  it.each([
    [{ ...ORDINARY, volume: 1e12 + 1 }, 'volume'],
    [{ ...ORDINARY, amount: (1e14 + 1) as Fen }, 'amount'],
    [{ ...ORDINARY, open: 15_000_100 as Price }, 'price'],
    [{ ...ORDINARY, last: 15_000_100 as Price }, 'price'],
  ])('are not these', (figures, what) => {
    expect(() => assertSummable(figures, REFERENCE)).toThrow(what)
  })

  it('keep a share that counts nowhere from stopping the session: its bar is refused, the others settle', () => {
    const quiet: TestBar = ['600002.SH', 10, 10, 10, 10, 10]
    const wild: TestBar = ['600001.SH', 1e9, 1e9, 1e9, 1e9, 0.01, { riskStatus: 'st' }]
    const session = (bars: readonly TestBar[]) => [{ tradeDate: 20220104, bars }]
    expect(() => runDaily(session([quiet, wild]))).toThrow('poisoned')
    expect(runDaily(session([quiet])).market.length).toBeGreaterThan(0)
  })
})
