import { exchangeOf, type InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { type RiskStatus, riskStatusFromName } from '../../../core/market/risk-status.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { NO_FACTS, type ReferenceFacts, type StatusCoverage } from '../reference-facts.ts'
import type { InstrumentFact } from '../source.ts'

/** A change of short name, in force from `date` on. */
export interface NameChange {
  readonly instrument: InstrumentSymbol
  readonly date: TradeDate
  readonly before: string
  readonly after: string
}

/**
 * The risk status that a share's names show over time. A list of all changes of an exchange documents
 * also the time before a share's first change and the shares that never changed: from the date of its
 * first row on, which stands for the list's beginning.
 */
export function nameChangeFacts(changes: readonly NameChange[]): ReferenceFacts {
  if (changes.length === 0) return NO_FACTS
  const beginning = Math.min(...changes.map(({ date }) => date)) as TradeDate
  const histories = grouped(changes)
  const exchanges = new Set(changes.map(({ instrument }) => exchangeOf(instrument)))
  return {
    ...NO_FACTS,
    instruments: [...histories].flatMap(([instrument, own]) => statusFacts(instrument, own, beginning)),
    coverage: [...exchanges].map((exchange) => ({ exchange, from: beginning }) as StatusCoverage),
  }
}

function statusFacts(
  instrument: InstrumentSymbol,
  changes: readonly NameChange[],
  beginning: TradeDate,
): InstrumentFact[] {
  const sorted = [...changes].sort((a, b) => a.date - b.date)
  const names = [
    { from: beginning, name: sorted[0]!.before },
    ...sorted.map(({ date, after }) => ({ from: date, name: after })),
  ]
  const spans: Array<{ from: TradeDate; until: TradeDate | null; status: RiskStatus }> = []
  for (const { from, name } of names) {
    const status = riskStatusFromName(name)
    const last = spans.at(-1)
    if (last?.status === status) continue
    if (last !== undefined) last.until = from
    spans.push({ from, until: null, status })
  }
  const warned = spans.filter(({ from, until, status }) => status !== 'normal' && from !== until)
  return [
    { instrument, name: names.at(-1)!.name, statusKnownFrom: beginning },
    ...warned.map((status) => ({ instrument, status })),
  ]
}

function grouped(changes: readonly NameChange[]): Map<InstrumentSymbol, NameChange[]> {
  const groups = new Map<InstrumentSymbol, NameChange[]>()
  for (const change of changes) {
    const group = groups.get(change.instrument)
    if (group === undefined) groups.set(change.instrument, [change])
    else group.push(change)
  }
  return groups
}
