import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { SourceTick } from '../ticks/source-tick.ts'
import { CADENCE, type Slot } from './day-slots.ts'
import { EMPTY_SIDE } from './order-book.ts'
import { Random, seedOf } from './random.ts'
import { SIMULATOR } from './simulated-share.ts'

/** What shares suspended for the whole day send: half of them one snapshot without prices, the others nothing. */
export function haltedTicks(
  symbols: readonly InstrumentSymbol[],
  slot: Slot,
  tradeDate: TradeDate,
  seed: number,
): SourceTick[] {
  return symbols.flatMap((symbol) => {
    const random = new Random(seedOf(seed, symbol))
    const eventTime = (slot.from + random.below(CADENCE)) as EventTime
    return random.chance(0.5) ? [haltedTick(symbol, tradeDate, eventTime)] : []
  })
}

function haltedTick(symbol: InstrumentSymbol, tradeDate: TradeDate, eventTime: EventTime): SourceTick {
  return {
    symbol,
    tradeDate,
    eventTime,
    receivedAt: null,
    sequence: null,
    status: 'halted',
    prevClose: null,
    open: null,
    high: null,
    low: null,
    last: null,
    volume: 0,
    amount: null,
    depth: 0,
    bidPrices: EMPTY_SIDE,
    bidVolumes: EMPTY_SIDE,
    askPrices: EMPTY_SIDE,
    askVolumes: EMPTY_SIDE,
    limitUp: null,
    limitDown: null,
    source: SIMULATOR,
  }
}
