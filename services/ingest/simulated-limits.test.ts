import { describe, expect, it } from 'vitest'
import { boardOf } from '../../core/market/board.ts'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { parseSymbol } from '../../core/market/instrument-symbol.ts'
import type { Price } from '../../core/market/price.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { InstrumentContent } from './publisher/instrument-records.ts'
import { limitsOfBar } from './simulated-limits.ts'
import type { SourceBar } from './source.ts'
import { sourceBar } from './testing/ingest-log.ts'

const known = (code: string, content: Partial<InstrumentContent> = {}): InstrumentContent => ({
  instrument: parseSymbol(code)!,
  name: '',
  board: boardOf(parseSymbol(code)!),
  listDate: null,
  delistDate: null,
  aliases: [],
  statusKnownFrom: 20100101 as TradeDate,
  statusHistory: [],
  industry: null,
  concepts: [],
  shareCapital: [],
  ...content,
})

/** Limits in yuan of a bar with a reference price. */
function limits(
  code: string,
  day: number,
  reference: number,
  content: Partial<InstrumentContent> = {},
  extra: Partial<SourceBar> = {},
) {
  const prevClose = Math.round(reference * 10_000) as Price
  const bar = sourceBar(code, day, reference, { prevClose, ...extra })
  const found = limitsOfBar(bar, known(code, content), chineseCalendar)
  return found && [found.up / 10_000, found.down / 10_000]
}

const date = (day: number): TradeDate => day as TradeDate

describe('limitsOfBar', () => {
  it('follows board and day (domain.md A4, G3)', () => {
    expect(limits('600403.SH', 20220427, 3.36)).toEqual([3.7, 3.02])
    expect(limits('300810.SZ', 20220427, 30.29)).toEqual([36.35, 24.23])
    expect(limits('300001.SZ', 20200821, 10)).toEqual([11, 9])
  })

  it('follows the status of that day, not of another (G2)', () => {
    const statusHistory = [{ from: date(20220401), until: date(20220601), status: 'st' as const }]
    expect(limits('000004.SZ', 20220427, 3.33, { statusHistory })).toEqual([3.5, 3.16])
    expect(limits('000004.SZ', 20220601, 3.33, { statusHistory })).toEqual([3.66, 3])
    expect(limits('000004.SZ', 20220427, 3.33, {}, { riskStatus: 'st' })).toEqual([3.5, 3.16])
  })

  it('knows none on the first five sessions of a new listing, nor on the first of a delisting period', () => {
    // Listed on a Monday: the fifth session is Friday, the sixth the Monday after.
    const listDate = date(20230410)
    expect(limits('601061.SH', 20230414, 10, { listDate })).toBeNull()
    expect(limits('601061.SH', 20230417, 10, { listDate })).toEqual([11, 9])
    const statusHistory = [{ from: date(20220505), until: null, status: 'delisting' as const }]
    expect(limits('000613.SZ', 20220505, 1, { statusHistory })).toBeNull()
    expect(limits('000613.SZ', 20220506, 1, { statusHistory })).toEqual([1.1, 0.9])
  })

  it('knows none where the source says so or the reference price is missing', () => {
    expect(limits('600000.SH', 20220427, 8, {}, { noLimit: true })).toBeNull()
    expect(limits('600000.SH', 20220427, 8, {}, { prevClose: null })).toBeNull()
    expect(limitsOfBar(sourceBar('600000.SH', 20220427, 8), undefined, chineseCalendar)).toBeNull()
  })
})
