import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { InstrumentFact, Rejection } from './source.ts'

/** Total shares of an instrument from a date on. */
export interface ShareCapitalStep {
  readonly symbol: InstrumentSymbol
  readonly effectiveDate: TradeDate
  readonly totalShares: number
}

/** A file that lists every change of status on one exchange from a date on, also by what it does not list. */
export interface StatusCoverage {
  readonly exchange: 'SH' | 'SZ' | 'BJ'
  readonly from: TradeDate
}

/** What one or more reference files say. */
export interface ReferenceFacts {
  readonly instruments: readonly InstrumentFact[]
  readonly coverage: readonly StatusCoverage[]
  readonly shareCapital: readonly ShareCapitalStep[]
  /** Sessions of the exchange, rising. */
  readonly sessions: readonly TradeDate[]
  readonly rejections: readonly Rejection[]
}

export const NO_FACTS: ReferenceFacts = {
  instruments: [],
  coverage: [],
  shareCapital: [],
  sessions: [],
  rejections: [],
}

/** Facts of several files as one collection. */
export function joinFacts(parts: readonly ReferenceFacts[]): ReferenceFacts {
  return {
    instruments: parts.flatMap((part) => part.instruments),
    coverage: parts.flatMap((part) => part.coverage),
    shareCapital: parts.flatMap((part) => part.shareCapital),
    sessions: [...new Set(parts.flatMap((part) => part.sessions))].sort((a, b) => a - b),
    rejections: parts.flatMap((part) => part.rejections),
  }
}
