import { knownAliases } from '../../../core/market/alias-table.ts'
import { boardOf } from '../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { Instrument, StatusSpan } from '../../../schemas/generated/events.ts'
import type { InstrumentFact } from '../source.ts'

/** An instrument as the facts describe it, before it gets its place in the reference table. */
export type InstrumentContent = Omit<Instrument, 'dataset' | 'version' | 'availableAt'>

/**
 * Merges facts from any number of reference files into one record per instrument, in code order. Of two
 * facts about the same thing the later one in the list wins; status spans are collected.
 */
export function mergeFacts(facts: Iterable<InstrumentFact>): InstrumentContent[] {
  const merged = new Map<InstrumentSymbol, InstrumentFact[]>()
  for (const fact of facts) {
    const instrument = knownAliases.canonicalSymbol(fact.instrument)
    const known = merged.get(instrument)
    if (known === undefined) merged.set(instrument, [fact])
    else known.push(fact)
  }
  return [...merged]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([instrument, own]) => ({
      instrument,
      name: last(own, ({ name }) => name) ?? '',
      board: boardOf(instrument),
      listDate: last(own, ({ listDate }) => listDate) ?? null,
      delistDate: last(own, ({ delistDate }) => delistDate) ?? null,
      aliases: knownAliases.aliasesOf(instrument),
      statusKnownFrom: earliest(own),
      statusHistory: spansOf(own),
      industry: last(own, ({ industry }) => industry) ?? null,
    }))
}

function last<T>(
  facts: readonly InstrumentFact[],
  pick: (fact: InstrumentFact) => T | undefined,
): T | undefined {
  for (let at = facts.length - 1; at >= 0; at -= 1) {
    const value = pick(facts[at]!)
    if (value !== undefined) return value
  }
  return undefined
}

function earliest(facts: readonly InstrumentFact[]): TradeDate {
  const dates = facts.flatMap(({ statusKnownFrom }) =>
    statusKnownFrom === undefined ? [] : [statusKnownFrom],
  )
  return (dates.length === 0 ? 0 : Math.min(...dates)) as TradeDate
}

function spansOf(facts: readonly InstrumentFact[]): StatusSpan[] {
  const spans = new Map<string, StatusSpan>()
  for (const { status } of facts)
    if (status !== undefined && status.status !== 'normal')
      spans.set(`${status.from}/${status.until}/${status.status}`, status)
  return [...spans.values()].sort((a, b) => a.from - b.from || (a.until ?? Infinity) - (b.until ?? Infinity))
}
