import type { Price } from '../../price.ts'
import type { TradeDate } from '../../trade-date.ts'
import type { CleanTick } from '../clean-tick.ts'
import { inspect } from '../hygiene.ts'
import type { HygieneMark } from '../hygiene-mark.ts'
import type { TickDay } from '../session-moment.ts'
import type { Snapshot } from '../snapshot.ts'
import type { TickMemory } from '../tick-memory.ts'
import { timeOfDay } from './snapshot-file.ts'

/** A session of the hand-made cases: a board with a closing auction and without trading after hours. */
export const MAIN_DAY: TickDay = { tradeDate: 2023_02_01 as TradeDate, board: 'SH_MAIN' }

/** The same day on a board that trades after hours. */
export const STAR_DAY: TickDay = { tradeDate: 2023_02_01 as TradeDate, board: 'STAR' }

/** Yuan as a price. */
export function yuan(value: number): Price {
  return Math.round(value * 10_000) as Price
}

/** Numbers of a hand-made snapshot, prices in yuan. */
export interface SnapshotCase extends Partial<Omit<Snapshot, PriceField | 'amount'>> {
  readonly prevClose?: number | null
  readonly open?: number | null
  readonly high?: number | null
  readonly low?: number | null
  readonly last?: number | null
  readonly limitUp?: number | null
  readonly limitDown?: number | null
  /** Yuan; volume x last unless given. */
  readonly amount?: number | null
  /** Best bid, shares, best ask, shares. */
  readonly book?: readonly [number, number, number, number]
}

type PriceField = 'prevClose' | 'open' | 'high' | 'low' | 'last' | 'limitUp' | 'limitDown'

/** A stock that traded 500 shares between 9.95 and 10.05 until 10:00. */
export const MORNING: SnapshotCase = {
  open: 10,
  high: 10.05,
  low: 9.95,
  last: 10.02,
  volume: 500,
  amount: 5005,
}

/**
 * A snapshot of 2023-02-01 at a time like `10:00:03`; untraded, with reference price 10.00, unless it says
 * more. Open, high and low follow the last price where they are not given.
 */
export function snapshotAt(time: string, values: SnapshotCase = {}): Snapshot {
  const last = values.last ?? null
  const volume = values.volume ?? 0
  const { book = [9.99, 100, 10.01, 100] } = values
  return {
    tradeDate: values.tradeDate ?? MAIN_DAY.tradeDate,
    eventTime: values.eventTime ?? timeOfDay(MAIN_DAY.tradeDate, time),
    receivedAt: values.receivedAt ?? null,
    sequence: null,
    status: values.status ?? 'unknown',
    prevClose: priceOf(values.prevClose === undefined ? 10 : values.prevClose),
    open: priceOf(values.open === undefined ? last : values.open),
    high: priceOf(values.high === undefined ? last : values.high),
    low: priceOf(values.low === undefined ? last : values.low),
    last: priceOf(last),
    volume,
    amount: fenOf(values.amount === undefined ? volume * (last ?? 0) : values.amount),
    depth: values.depth ?? 5,
    bidPrices: book[0] === 0 ? [] : [yuan(book[0])],
    bidVolumes: book[0] === 0 ? [] : [book[1]],
    askPrices: book[2] === 0 ? [] : [yuan(book[2])],
    askVolumes: book[2] === 0 ? [] : [book[3]],
    limitUp: priceOf(values.limitUp),
    limitDown: priceOf(values.limitDown),
    late: values.late ?? false,
  }
}

function priceOf(value: number | null | undefined): Price | null {
  return value === null || value === undefined ? null : yuan(value)
}

function fenOf(value: number | null): Snapshot['amount'] {
  return value === null ? null : (Math.round(value * 100) as Snapshot['amount'])
}

/** What a run over snapshots of one symbol left behind. */
export interface Run {
  readonly ticks: CleanTick[]
  readonly memory: TickMemory | undefined
  /** Marks of all snapshots in their order. */
  readonly marks: HygieneMark[]
  readonly reasons: string[]
}

/** Inspects snapshots one after the other. */
export function run(snapshots: Iterable<Snapshot>, day: TickDay = MAIN_DAY): Run {
  const ticks: CleanTick[] = []
  const marks: HygieneMark[] = []
  const reasons: string[] = []
  let memory: TickMemory | undefined
  for (const snapshot of snapshots) {
    const inspection = inspect(snapshot, memory, day)
    memory = inspection.memory
    if (inspection.kind === 'accepted') {
      ticks.push(inspection.tick)
      marks.push(...inspection.marks)
    } else {
      marks.push(inspection.mark)
      if (inspection.kind === 'quarantined') reasons.push(inspection.reason)
    }
  }
  return { ticks, memory, marks, reasons }
}
