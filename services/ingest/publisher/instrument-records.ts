import { knownAliases } from '../../../core/market/alias-table.ts'
import { boardOf } from '../../../core/market/board.ts'
import type { Instrument } from '../../../schemas/generated/events.ts'
import { bundledInstruments } from '../bundled/instruments.ts'
import { type MergedInstrument, mergeFacts } from '../merge-facts.ts'
import { joinFacts, type ReferenceFacts } from '../reference-facts.ts'
import type { InstrumentFact } from '../source.ts'
import { capitalSteps } from './capital-steps.ts'

/** An instrument as the facts describe it, before it gets its place in the reference table. */
export type InstrumentContent = Omit<Instrument, 'dataset' | 'version' | 'availableAt'>

/**
 * The instruments table that a set of facts makes, in code order, whatever the order of the facts. Facts of
 * files outweigh the bundled ones, which fill in what no file says.
 */
export function instrumentRecords(parts: readonly ReferenceFacts[]): InstrumentContent[] {
  const { instruments, coverage, shareCapital } = joinFacts(parts)
  const bundled = bundledInstruments().flatMap(factsOf)
  const capital = capitalSteps(shareCapital)
  const named = [...capital.keys()].map((instrument): InstrumentFact => ({ instrument }))
  const facts = [...inContentOrder(instruments), ...bundled, ...named].map(underLastingCode)
  return mergeFacts({ instruments: facts, coverage: inContentOrder(coverage) }).map(
    ({ instrument, name, ...known }) => ({
      instrument,
      name: name ?? '',
      board: boardOf(instrument),
      aliases: knownAliases.aliasesOf(instrument),
      ...known,
      shareCapital: capital.get(instrument) ?? [],
    }),
  )
}

const inContentOrder = <Fact>(facts: readonly Fact[]): Fact[] =>
  facts
    .map((fact) => ({ fact, content: JSON.stringify(fact) }))
    .sort((a, b) => (a.content < b.content ? -1 : a.content > b.content ? 1 : 0))
    .map(({ fact }) => fact)

const underLastingCode = (fact: InstrumentFact): InstrumentFact => ({
  ...fact,
  instrument: knownAliases.canonicalSymbol(fact.instrument),
})

function factsOf(known: MergedInstrument): InstrumentFact[] {
  const { instrument, name, listDate, delistDate, industry, statusKnownFrom, statusHistory } = known
  return [
    {
      instrument,
      ...(name === null ? {} : { name }),
      ...(listDate === null ? {} : { listDate }),
      ...(delistDate === null ? {} : { delistDate }),
      ...(industry === null ? {} : { industry }),
      ...(statusKnownFrom === 0 ? {} : { statusKnownFrom }),
    },
    ...statusHistory.map((status) => ({ instrument, status })),
  ]
}
