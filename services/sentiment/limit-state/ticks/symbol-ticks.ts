import type { Type } from 'avsc'
import type { Board } from '../../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import type { Price } from '../../../../core/market/price.ts'
import { MINUTE_MEMORY_FIELDS, type MinuteMemory } from '../../../../core/market/ticks/minute-bars.ts'
import { TICK_MEMORY_FIELDS, type TickMemory } from '../../../../core/market/ticks/tick-memory.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import type { LimitMachine } from '../../../../core/sentiment/limit-machine.ts'
import { avroType } from '../../../../runtime/codec/schemas.ts'
import { stateType } from '../../../../runtime/processor/state-type.ts'

/** What holds for a symbol all day, worked out at its first snapshot and again when the feed adds to it. */
export interface SymbolFrame {
  readonly instrument: InstrumentSymbol
  /** Code as traded on that day. */
  readonly symbol: InstrumentSymbol
  readonly tradeDate: TradeDate
  readonly board: Board
  /** Reference price: the feed's, else the last close; null where neither is known. */
  readonly prevClose: Price | null
  readonly limitUp: Price | null
  readonly limitDown: Price | null
  /** The feed prints other limits than the ones that we compute. */
  readonly limitMismatch: boolean
  /** It sealed or broke its limit yesterday and counts today. */
  readonly cohort: boolean
}

/** One symbol's session so far. Its parts are replaced, never changed. */
export interface SymbolTicks {
  readonly frame: SymbolFrame
  readonly memory: TickMemory
  readonly machine: LimitMachine
  /** Its newest minute bar. */
  readonly minutes: MinuteMemory
  /** Limit changes published so far. */
  readonly changes: number
  /** Late snapshots applied so far: the revision of the rows that the newest of them corrects. */
  readonly corrections: number
}

const sideType = (name: string): Type =>
  stateType(name, {
    firstTouch: 'long?',
    firstSeal: 'long?',
    lastSeal: 'long?',
    breaks: 'int',
    sealVolume: 'long',
    sealAmount: 'long',
    maxSealAmount: 'long',
  })

const frameType = stateType('SymbolFrame', {
  instrument: 'string',
  symbol: 'string',
  tradeDate: 'int',
  board: 'string',
  prevClose: 'long?',
  limitUp: 'long?',
  limitDown: 'long?',
  limitMismatch: 'boolean',
  cohort: 'boolean',
})

const machineType = avroType({
  type: 'record',
  name: 'LimitMachine',
  fields: [
    { name: 'position', type: 'string' },
    { name: 'up', type: sideType('UpSide') },
    { name: 'down', type: sideType('DownSide') },
    { name: 'noBook', type: 'boolean' },
  ],
})

export const symbolTicksType = avroType({
  type: 'record',
  name: 'SymbolTicks',
  fields: [
    { name: 'frame', type: frameType },
    { name: 'memory', type: stateType('TickMemory', TICK_MEMORY_FIELDS) },
    { name: 'machine', type: machineType },
    { name: 'minutes', type: stateType('MinuteMemory', MINUTE_MEMORY_FIELDS) },
    { name: 'changes', type: 'int' },
    { name: 'corrections', type: 'int' },
  ],
})

/** The day so far has a price, from trades. */
export const hasTraded = ({ memory }: SymbolTicks): boolean => memory.last !== null

/** The session's last price is known: the closing snapshot was seen, or the symbol is halted. */
export const hasClosed = ({ memory }: SymbolTicks): boolean =>
  memory.last !== null && (memory.closed || memory.halted)
