import { knownAliases } from '../../../core/market/alias-table.ts'
import { sessionClose } from '../../../core/market/trade-date.ts'
import type { ReferenceFacts } from '../reference-facts.ts'
import type { Outbox } from './outbox.ts'

/** Publishes share capital steps; each is known from its own date on. */
export function publishShareCapital(
  outbox: Outbox,
  dataset: string,
  steps: ReferenceFacts['shareCapital'],
): void {
  for (const { symbol, effectiveDate, totalShares } of steps) {
    const instrument = knownAliases.canonicalSymbol(symbol)
    const availableAt = sessionClose(effectiveDate)
    outbox.add('fundamentals', `${instrument}/${effectiveDate}`, availableAt, {
      dataset,
      symbol: instrument,
      effectiveDate,
      totalShares,
      version: 1,
      availableAt,
    })
  }
}
