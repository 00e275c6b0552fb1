import type { Price } from '../../core/market/price.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import { randomMarket } from '../support/random-market.ts'
import { processorContract } from './processor.contract.ts'

processorContract({
  name: 'daily sentiment',
  processors: DAILY_PROCESSORS,
  topics: ['limitState', 'ladder', 'stage', 'breadth', 'deadLetters'],
  sessions: randomMarket({ seed: 20220425, sessions: 10, symbols: 40 }),
  atLeast: { limitState: 100, ladder: 15, stage: 10, breadth: 10 },
  // A return so large that no Avro long holds it: what the processor says of it cannot be encoded.
  poisoned: (bar) => ({ ...bar, prevClose: 100 as Price, high: 1e13 as Price, close: 1e13 as Price }),
})
