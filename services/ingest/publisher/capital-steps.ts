import { knownAliases } from '../../../core/market/alias-table.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { CapitalStep } from '../../../schemas/generated/events.ts'
import type { ShareCapitalStep } from '../reference-facts.ts'

/**
 * Steps of share capital by instrument, oldest first, whatever the order of the facts. Of two figures for one date the
 * larger counts; a step that repeats the figure before it is left out.
 */
export function capitalSteps(
  facts: readonly ShareCapitalStep[],
): ReadonlyMap<InstrumentSymbol, readonly CapitalStep[]> {
  const sorted = facts
    .map(({ symbol, ...step }) => ({ instrument: knownAliases.canonicalSymbol(symbol), step }))
    .sort((a, b) => a.step.effectiveDate - b.step.effectiveDate || b.step.totalShares - a.step.totalShares)
  const steps = new Map<InstrumentSymbol, CapitalStep[]>()
  for (const { instrument, step } of sorted) {
    const known = steps.get(instrument)
    const last = known?.at(-1)
    if (known === undefined) steps.set(instrument, [step])
    else if (last!.effectiveDate !== step.effectiveDate && last!.totalShares !== step.totalShares)
      known.push(step)
  }
  return steps
}
