import { NO_FACTS, type ReferenceFacts } from '../../services/ingest/reference-facts.ts'
import type { FullMarket } from '../full-market.ts'

/** About as many as a vendor's reference has, with about as many shares in each. */
const INDUSTRIES = 100
const CONCEPTS = 300
const CONCEPTS_PER_SHARE = 4

/** Industries and concepts for a market whose source names none: they are a good part of a minute's work. */
export function groupFacts({ bars }: FullMarket): ReferenceFacts {
  return {
    ...NO_FACTS,
    instruments: bars.map(({ symbol }, at) => ({
      instrument: symbol,
      industry: `industry ${at % INDUSTRIES}`,
      concepts: Array.from(
        { length: CONCEPTS_PER_SHARE },
        (_, n) => `concept ${(at * 7 + n * 61) % CONCEPTS}`,
      ),
    })),
  }
}
