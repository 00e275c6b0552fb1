import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Tick } from '../../../schemas/generated/events.ts'
import type { SourceTick } from './source-tick.ts'

type Draft = { -readonly [Field in keyof Tick]: Tick[Field] }

/**
 * Makes records for the log out of ticks, one after the other in the same object: it is encoded at once, and a
 * session has tens of millions of them.
 */
export class TickRecord {
  readonly #draft: Draft

  constructor(dataset: string, epoch: number) {
    this.#draft = { ...EMPTY, dataset, epoch }
  }

  /** The record of a tick, valid until the next call. */
  of(tick: SourceTick, instrument: InstrumentSymbol, late: boolean): Tick {
    const draft = this.#draft
    draft.symbol = tick.symbol
    draft.instrument = instrument
    draft.tradeDate = tick.tradeDate
    draft.eventTime = tick.eventTime
    draft.receivedAt = tick.receivedAt
    draft.sequence = tick.sequence
    draft.status = tick.status
    draft.prevClose = tick.prevClose
    draft.open = tick.open
    draft.high = tick.high
    draft.low = tick.low
    draft.last = tick.last
    draft.volume = tick.volume
    draft.amount = tick.amount
    draft.depth = tick.depth
    draft.bidPrices = tick.bidPrices
    draft.bidVolumes = tick.bidVolumes
    draft.askPrices = tick.askPrices
    draft.askVolumes = tick.askVolumes
    draft.limitUp = tick.limitUp
    draft.limitDown = tick.limitDown
    draft.source = tick.source
    draft.late = late
    return draft
  }
}

const EMPTY: Tick = {
  dataset: '',
  epoch: 0,
  symbol: '' as Tick['symbol'],
  instrument: '' as Tick['instrument'],
  tradeDate: 0 as Tick['tradeDate'],
  eventTime: 0 as Tick['eventTime'],
  receivedAt: null,
  sequence: null,
  status: 'unknown',
  prevClose: null,
  open: null,
  high: null,
  low: null,
  last: null,
  volume: 0,
  amount: null,
  depth: 0,
  bidPrices: [],
  bidVolumes: [],
  askPrices: [],
  askVolumes: [],
  limitUp: null,
  limitDown: null,
  source: '',
  late: false,
}
