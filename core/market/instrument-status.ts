import type { InstrumentSymbol } from './instrument-symbol.ts'
import type { RiskStatus } from './risk-status.ts'
import type { TradeDate } from './trade-date.ts'

/** A span of sessions in one risk status: [from, until), open where `until` is null. */
export interface StatusSpan {
  readonly from: TradeDate
  readonly until: TradeDate | null
  readonly status: RiskStatus
}

/** The part of an instrument's reference record that says in which status it was when. */
export interface StatusRecord {
  /** First date from which the history is documented; 0 if never. */
  readonly statusKnownFrom: TradeDate
  /** Spans in a status other than normal, oldest first. */
  readonly statusHistory: readonly StatusSpan[]
}

/** A former code of an instrument and the first session under the next one. */
export interface Alias {
  readonly symbol: InstrumentSymbol
  readonly until: TradeDate
}

/**
 * Risk status on a day. `assumed` says that no source documents it: then normal is only a guess, and
 * rows that rest on it are marked. Of overlapping spans the later one in the list counts.
 */
export function statusOn(
  instrument: StatusRecord,
  date: TradeDate,
): { readonly status: RiskStatus; readonly assumed: boolean } {
  const { statusHistory, statusKnownFrom } = instrument
  for (let at = statusHistory.length - 1; at >= 0; at -= 1) {
    const { from, until, status } = statusHistory[at]!
    if (from <= date && (until === null || date < until)) return { status, assumed: false }
  }
  return statusKnownFrom > 0 && date >= statusKnownFrom ? NORMAL : ASSUMED_NORMAL
}

const NORMAL = { status: 'normal', assumed: false } as const
const ASSUMED_NORMAL = { status: 'normal', assumed: true } as const

/** The code under which an instrument traded on a day. `aliases` oldest first. */
export function symbolOn(
  aliases: readonly Alias[],
  instrument: InstrumentSymbol,
  date: TradeDate,
): InstrumentSymbol {
  return aliases.find((alias) => date < alias.until)?.symbol ?? instrument
}
