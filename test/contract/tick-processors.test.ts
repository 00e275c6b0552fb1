import type { Price } from '../../core/market/price.ts'
import { shanghaiMillisecondOfDay } from '../../core/market/trade-date.ts'
import type { SourceTick } from '../../services/ingest/ticks/source-tick.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import { tickMarket } from '../support/tick-market.ts'
import { processorContract } from './processor.contract.ts'

const market = tickMarket({
  seed: 20220427,
  habits: ['climbs', 'trades', 'falls', 'haltedFromNoon', 'closingBreak', 'oneWord', 'noBook', 'from1040'],
  tickSessions: 1,
  line: { duplicates: 0.03, late: 0.05, lateSeconds: 240, reordered: true },
})

const HOUR = 3_600_000

/** In continuous trading hygiene takes every snapshot that shows a trade. */
const isTaken = ({ eventTime, last, status }: SourceTick): boolean => {
  const hour = shanghaiMillisecondOfDay(eventTime) / HOUR
  return last !== null && status === 'unknown' && ((hour > 9.5 && hour < 11.5) || (hour > 13 && hour < 14.9))
}

processorContract({
  name: 'a session of ticks',
  processors: DAILY_PROCESSORS,
  topics: [
    'bars1m',
    'limitChanges',
    'boards',
    'limitState',
    'minutes',
    'groups',
    'stage',
    'ladder',
    'breadth',
    'deadLetters',
  ],
  sessions: market.sessions,
  facts: market.facts,
  atLeast: {
    bars1m: 300,
    limitChanges: 40,
    boards: 800,
    minutes: 500,
    groups: 1_000,
    limitState: 5,
    stage: 20,
  },
  poisoned: (bar) => ({ ...bar, prevClose: 100 as Price, high: 1e13 as Price, close: 1e13 as Price }),
  // A day's volume that no share has: sums over a market of such shares would not be exact.
  poisonedTick: (tick) => (isTaken(tick) ? { ...tick, volume: 5e12, amount: null } : undefined),
  counters: ['hygiene'],
})
