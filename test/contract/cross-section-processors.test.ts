import type { Fen, Price } from '../../core/market/price.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { NO_FACTS } from '../../services/ingest/reference-facts.ts'
import { crossSectionProcessor } from '../../services/sentiment/cross-section/cross-section-processor.ts'
import { crowdingProcessor } from '../../services/sentiment/crowding/crowding-processor.ts'
import { limitStateProcessor } from '../../services/sentiment/limit-state/limit-state-processor.ts'
import { microcapIndexProcessor } from '../../services/signals/microcap-index/microcap-index-processor.ts'
import { randomMarket } from '../support/random-market.ts'
import { processorContract } from './processor.contract.ts'

/** Amounts are those of the volume at the close. */
const sessions = randomMarket({ seed: 400, sessions: 14, symbols: 40 }).map((session) => ({
  ...session,
  bars: session.bars.map((taken) => ({
    ...taken,
    bar: { ...taken.bar, amount: ((taken.bar.close * taken.bar.volume) / 100) as Fen },
  })),
}))

const codes = [...new Set(sessions.flatMap(({ bars }) => bars.map(({ bar }) => bar.symbol)))]

/** A third have no share capital, some become ST on the way; the industries are those of TMT and others. */
const facts = {
  ...NO_FACTS,
  instruments: codes.flatMap((instrument, at) => [
    {
      instrument,
      industry: ['半导体', '银行', '互联网'][at % 3]!,
      concepts: at % 2 === 0 ? ['CPO概念'] : [],
    },
    ...(at % 9 === 0
      ? [{ instrument, status: { from: 20220309 as TradeDate, until: null, status: 'st' as const } }]
      : []),
  ]),
  shareCapital: codes.flatMap((symbol, at) => {
    const step = { symbol, effectiveDate: 20200101 as TradeDate, totalShares: 1_000_000 + at }
    const issue = { symbol, effectiveDate: 20220311 as TradeDate, totalShares: 2_000_000 + at }
    return at % 3 === 0 ? [] : at % 5 === 0 ? [step, issue] : [step]
  }),
}

processorContract({
  name: 'cross-sections',
  // limit-state writes daily bars, too, so the cross-section waits for its word.
  processors: [
    limitStateProcessor,
    crossSectionProcessor,
    crowdingProcessor,
    microcapIndexProcessor,
  ] as unknown as readonly ProcessorDefinition[],
  topics: ['crowding', 'microcapIndex', 'deadLetters'],
  sessions,
  facts,
  atLeast: { crowding: 80, microcapIndex: 13 },
  poisoned: (bar) => ({ ...bar, prevClose: 100 as Price, high: 1e13 as Price, close: 1e13 as Price }),
})
