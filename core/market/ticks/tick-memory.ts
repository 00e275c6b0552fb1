import type { Fen, Price } from '../price.ts'
import type { EventTime, TradeDate } from '../trade-date.ts'

/** Everything that hygiene remembers of one symbol in one session: flat, immutable, packed with an Avro record. */
export interface TickMemory {
  readonly tradeDate: TradeDate
  /** Time of the newest snapshot that was applied. */
  readonly eventTime: EventTime
  /** What that snapshot printed, to recognise it when it comes again and to see its counters go back. */
  readonly seenVolume: number
  readonly seenAmount: number | null
  readonly seenLast: number | null
  readonly seenBidPrice: number
  readonly seenBidVolume: number
  readonly seenAskPrice: number
  readonly seenAskVolume: number
  /** The session so far. */
  readonly open: Price | null
  readonly high: Price | null
  readonly low: Price | null
  readonly last: Price | null
  readonly volume: number
  readonly amount: Fen | null
  /** What the vendor's counters lost in resets; added to what it prints. */
  readonly volumeOffset: number
  readonly amountOffset: number
  /** What the last reset added, so that it can be taken back; 0: no reset. */
  readonly resetVolume: number
  readonly resetAmount: number
  readonly prevClose: Price | null
  readonly limitUp: Price | null
  readonly limitDown: Price | null
  readonly noLimit: boolean
  readonly halted: boolean
  /** The closing snapshot 收盘快照 was seen: 15:00:00 or later, with the result of the closing auction. */
  readonly closed: boolean
  /** Traded at the close after hours 盘后固定价格; null before the first snapshot of that phase. */
  readonly afterHoursVolume: number | null
  readonly afterHoursAmount: Fen | null
}

/** Avro types of `TickMemory`; a trailing `?` makes a field nullable. */
export const TICK_MEMORY_FIELDS = {
  tradeDate: 'int',
  eventTime: 'long',
  seenVolume: 'long',
  seenAmount: 'long?',
  seenLast: 'long?',
  seenBidPrice: 'long',
  seenBidVolume: 'long',
  seenAskPrice: 'long',
  seenAskVolume: 'long',
  open: 'long?',
  high: 'long?',
  low: 'long?',
  last: 'long?',
  volume: 'long',
  amount: 'long?',
  volumeOffset: 'long',
  amountOffset: 'long',
  resetVolume: 'long',
  resetAmount: 'long',
  prevClose: 'long?',
  limitUp: 'long?',
  limitDown: 'long?',
  noLimit: 'boolean',
  halted: 'boolean',
  closed: 'boolean',
  afterHoursVolume: 'long?',
  afterHoursAmount: 'long?',
} as const satisfies Readonly<Record<keyof TickMemory, 'int' | 'long' | 'long?' | 'boolean'>>

/** Memory of a symbol that has shown nothing yet; no session has its date. */
export const NOTHING_SEEN: TickMemory = {
  tradeDate: 0 as TradeDate,
  eventTime: 0 as EventTime,
  seenVolume: 0,
  seenAmount: null,
  seenLast: null,
  seenBidPrice: 0,
  seenBidVolume: 0,
  seenAskPrice: 0,
  seenAskVolume: 0,
  open: null,
  high: null,
  low: null,
  last: null,
  volume: 0,
  amount: null,
  volumeOffset: 0,
  amountOffset: 0,
  resetVolume: 0,
  resetAmount: 0,
  prevClose: null,
  limitUp: null,
  limitDown: null,
  noLimit: false,
  halted: false,
  closed: false,
  afterHoursVolume: null,
  afterHoursAmount: null,
}
