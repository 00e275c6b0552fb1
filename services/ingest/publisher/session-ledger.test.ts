import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fen, Price } from '../../../core/market/price.ts'
import type { SourceBar } from '../source.ts'
import { sourceBar } from '../testing/ingest-log.ts'
import { contentHash, SessionLedger } from './session-ledger.ts'

const bar = sourceBar('600519.SH', 20220425, 1700)

/** One change for every field that tells two bars apart. */
const CHANGES: readonly Partial<SourceBar>[] = [
  { open: 1 as Price },
  { high: 1 as Price },
  { low: 1 as Price },
  { close: 1 as Price },
  { prevClose: 1 as Price },
  { prevClose: 0 as Price },
  { volume: 1 },
  { volume: 1000 + 2 ** 32 },
  { volume: 1000 + 2 ** 40 },
  { amount: 0 as Fen },
  { amount: (5 * 2 ** 33) as Fen },
  { afterHoursVolume: 0 },
  { afterHoursAmount: 0 as Fen },
  { noLimit: true },
  { riskStatus: 'st' },
  { riskStatus: 'starSt' },
  { name: '贵州茅台' },
]

describe('SessionLedger', () => {
  it('tells new, same and different, and remembers every variant', () => {
    const ledger = new SessionLedger()
    const other = { ...bar, close: 17_000_100 as Price }
    expect(ledger.record(bar)).toBe('new')
    expect(ledger.record(bar)).toBe('same')
    expect(ledger.record({ ...bar, source: 'tdx-day', flags: ['x'] })).toBe('same')
    expect(ledger.record(other)).toBe('different')
    expect(ledger.record(other)).toBe('same')
    expect(ledger.record(bar)).toBe('same')
    expect(ledger.record({ ...bar, symbol: sourceBar('000001.SZ', 20220425, 1).symbol })).toBe('new')
    expect([...ledger.symbols]).toEqual(['600519.SH', '000001.SZ'])
  })

  it('tells bars apart by each thing that they say', () => {
    const hashes = [bar, ...CHANGES.map((change) => ({ ...bar, ...change }))].map(contentHash)
    expect(new Set(hashes).size).toBe(hashes.length)
    for (const hash of hashes) expect(hash).toBe(hash >>> 0)
  })

  it('is after packing what it was before, in the same bytes whatever the order of recording', () => {
    const codes = fc.constantFrom('600519.SH', '000001.SZ', '920819.BJ', 'NVDA.US')
    const bars = fc.array(fc.tuple(codes, fc.nat(3)), { maxLength: 20 })
    fc.assert(
      fc.property(bars, bars, fc.nat(), (recorded, asked, seed) => {
        const made = recorded.map(([code, close]) => sourceBar(code, 20220425, close))
        const ledger = new SessionLedger()
        for (const one of made) ledger.record(one)
        const shuffled = new SessionLedger()
        const order = [...made.keys()].sort((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101))
        for (const at of order) shuffled.record(made[at]!)
        expect(shuffled.pack()).toEqual(ledger.pack())
        const packed = ledger.pack()
        const unpacked = SessionLedger.unpack(packed)
        expect(new Set(unpacked.symbols)).toEqual(new Set(ledger.symbols))
        for (const [code, close] of asked) {
          const one = sourceBar(code, 20220425, close)
          const known = new Set(recorded.filter(([other]) => other === code).map(([, price]) => price))
          const verdict = known.has(close) ? 'same' : known.size > 0 ? 'different' : 'new'
          expect(SessionLedger.unpack(packed).record(one)).toBe(verdict)
          expect(unpacked.record(one)).toBe(ledger.record(one))
        }
      }),
    )
  })

  it('is empty where nothing was packed, and reads a view into a larger buffer', () => {
    expect([...SessionLedger.unpack(undefined).symbols]).toEqual([])
    expect(new SessionLedger().pack()).toHaveLength(0)
    const ledger = new SessionLedger()
    ledger.record(bar)
    const within = Buffer.concat([Buffer.from('head'), ledger.pack(), Buffer.from('tail')]).subarray(4, -4)
    expect(SessionLedger.unpack(within).record(bar)).toBe('same')
  })
})
