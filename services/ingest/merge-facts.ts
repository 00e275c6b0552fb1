import type { StatusSpan } from '../../core/market/instrument-status.ts'
import { exchangeOf, type InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { riskStatusFromName } from '../../core/market/risk-status.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { ReferenceFacts, StatusCoverage } from './reference-facts.ts'
import type { InstrumentFact } from './source.ts'

/** All that the facts say of one instrument. */
export interface MergedInstrument {
  readonly instrument: InstrumentSymbol
  readonly name: string | null
  readonly listDate: TradeDate | null
  readonly delistDate: TradeDate | null
  readonly industry: string | null
  readonly concepts: readonly string[]
  /** 0: never documented. */
  readonly statusKnownFrom: TradeDate
  /** Spans in a status other than normal, oldest first. */
  readonly statusHistory: readonly StatusSpan[]
}

const NEVER = 0 as TradeDate

/**
 * Joins partial facts into one record per instrument, in alphabetical order. Of facts that contradict
 * each other the earlier in the list counts. Where a list covers a whole exchange, the shares it does
 * not mention kept their status, which their name shows.
 */
export function mergeFacts(facts: Pick<ReferenceFacts, 'instruments' | 'coverage'>): MergedInstrument[] {
  const groups = new Map<InstrumentSymbol, InstrumentFact[]>()
  for (const fact of facts.instruments) {
    const group = groups.get(fact.instrument)
    if (group === undefined) groups.set(fact.instrument, [fact])
    else group.push(fact)
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([instrument, group]) => covered(merged(instrument, group), facts.coverage))
}

function merged(instrument: InstrumentSymbol, facts: readonly InstrumentFact[]): MergedInstrument {
  const first = <Field extends keyof InstrumentFact>(field: Field): InstrumentFact[Field] | null =>
    facts.find((fact) => fact[field] !== undefined && fact[field] !== '')?.[field] ?? null
  const knownFrom = facts.flatMap(({ statusKnownFrom }) => statusKnownFrom ?? [])
  return {
    instrument,
    name: first('name') ?? null,
    listDate: first('listDate') ?? null,
    delistDate: first('delistDate') ?? null,
    industry: first('industry') ?? null,
    concepts: first('concepts') ?? [],
    statusKnownFrom: knownFrom.length > 0 ? (Math.min(...knownFrom) as TradeDate) : NEVER,
    statusHistory: joinedSpans(facts.flatMap(({ status }) => status ?? [])),
  }
}

/** Sorted; a span that only repeats what the span before it says is dropped. */
function joinedSpans(spans: readonly StatusSpan[]): StatusSpan[] {
  const joined: StatusSpan[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    const within = last !== undefined && (last.until === null || span.from <= last.until)
    if (!within || last.status !== span.status) joined.push(span)
    else if (last.until !== null && (span.until === null || span.until > last.until)) {
      joined[joined.length - 1] = { ...last, until: span.until }
    }
  }
  return joined
}

function covered(instrument: MergedInstrument, coverage: readonly StatusCoverage[]): MergedInstrument {
  const exchange = exchangeOf(instrument.instrument)
  const from = coverage.find((list) => list.exchange === exchange)?.from
  if (from === undefined || instrument.statusKnownFrom !== NEVER) return instrument
  const status = instrument.name === null ? 'normal' : riskStatusFromName(instrument.name)
  return {
    ...instrument,
    statusKnownFrom: from,
    statusHistory: status === 'normal' ? instrument.statusHistory : [{ from, until: null, status }],
  }
}
