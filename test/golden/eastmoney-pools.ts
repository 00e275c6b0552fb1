import { stockSymbol } from '../../core/market/instrument-symbol.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { RealSession } from '../support/real-history.ts'
import { csvRows, fen } from './csv-rows.ts'
import { type State, statesOf } from './session-facts.ts'

/** Limit-up 涨停, broken 炸板 and limit-down 跌停 pool. */
export type PoolName = 'zt' | 'zb' | 'dt'

export interface PoolRow {
  readonly symbol: string
  readonly name: string
  /** Last price in fen. */
  readonly close: number
  /** Limit price in fen, where the pool prints it. */
  readonly limit: number | null
  /** Consecutive boards 连板数, in the limit-up pool. */
  readonly boards: number | null
}

export type Pool = ReadonlyMap<TradeDate, ReadonlyMap<string, PoolRow>>

/** Rows of a limit-up/??_pool_em_*.csv[.gz] by session and symbol. */
export function readPool(path: string): Pool {
  const days = new Map<TradeDate, Map<string, PoolRow>>()
  for (const row of csvRows(path)) {
    const tradeDate = Number(row.date) as TradeDate
    const symbol = stockSymbol(row.代码!)!
    const day = days.get(tradeDate) ?? new Map<string, PoolRow>()
    days.set(tradeDate, day)
    day.set(symbol, {
      symbol,
      name: row.名称!,
      close: fen(row.最新价!),
      limit: row.涨停价 === undefined ? null : fen(row.涨停价),
      boards: row.连板数 === undefined ? null : Number(row.连板数),
    })
  }
  return days
}

/** Why a pool and our limit states differ on one symbol-day. */
export type PoolCause =
  /** In its delisting period: in the pools, not in our universe. */
  | 'delistingPeriod'
  /** It closed at the limit price, and the broken pool has it at that price: no bids were left in the queue. */
  | 'closedUnsealed'
  /** Its high was the limit price; the broken pool has only shares that were sealed at some time. */
  | 'touchedUnsealed'
  /** It closed at the lower limit price; the limit-down pool has only shares that are sealed. */
  | 'closedDownUnsealed'

export interface Disagreement {
  readonly pool: PoolName
  readonly tradeDate: TradeDate
  readonly symbol: string
  /** Undefined: nothing explains it. */
  readonly cause: PoolCause | undefined
}

/** Compares limit states session by session with the pools. They hold no ST share, and Beijing's like any other. */
export class PoolComparison {
  readonly disagreements: Disagreement[] = []
  /** Board counts that differ, and those that rest on a streak from before the data. */
  readonly wrongBoards: string[] = []
  lowerBounds = 0
  readonly agreed: Record<PoolName, number> = { zt: 0, zb: 0, dt: 0 }
  sessions = 0
  readonly #pools: Readonly<Record<PoolName, Pool>>

  constructor(pools: Readonly<Record<PoolName, Pool>>) {
    this.#pools = pools
  }

  take(session: RealSession): void {
    this.sessions += 1
    const states = statesOf(session)
    for (const pool of ['zt', 'zb', 'dt'] as const) {
      const rows = this.#pools[pool].get(session.tradeDate) ?? new Map<string, PoolRow>()
      const own = [...states.values()].filter((state) => isCovered(state) && belongs[pool](state))
      for (const symbol of new Set([...rows.keys(), ...own.map(({ instrument }) => instrument)])) {
        const row = rows.get(symbol)
        const state = states.get(symbol)
        const ours = state !== undefined && isCovered(state) && belongs[pool](state)
        if (row !== undefined && ours) this.#agree(pool, row, state)
        else this.#disagree(pool, session.tradeDate, symbol, state)
      }
    }
  }

  #agree(
    pool: PoolName,
    { boards }: PoolRow,
    { symbol, tradeDate, streak, streakIsLowerBound }: State,
  ): void {
    this.agreed[pool] += 1
    if (boards === null || boards === streak) return
    if (streakIsLowerBound && boards > streak) this.lowerBounds += 1
    else this.wrongBoards.push(`${tradeDate} ${symbol}: ${streak}, in the pool ${boards}`)
  }

  #disagree(pool: PoolName, tradeDate: TradeDate, symbol: string, state: State | undefined): void {
    const broken = this.#pools.zb.get(tradeDate)?.get(symbol)
    this.disagreements.push({ pool, tradeDate, symbol, cause: causeOf(pool, state, broken) })
  }
}

const belongs: Readonly<Record<PoolName, (state: State) => boolean>> = {
  zt: ({ up }) => up === 'sealed',
  zb: ({ up }) => up === 'broken',
  dt: ({ down }) => down === 'sealed',
}

const isCovered = ({ exclusion }: State): boolean => exclusion === null || exclusion === 'bse'

function causeOf(
  pool: PoolName,
  state: State | undefined,
  broken: PoolRow | undefined,
): PoolCause | undefined {
  if (state === undefined) return undefined
  if (state.riskStatus === 'delisting') return belongs[pool](state) ? 'delistingPeriod' : undefined
  const atLimit = broken !== undefined && broken.close === broken.limit && state.up === 'sealed'
  if (pool !== 'dt' && atLimit) return 'closedUnsealed'
  if (pool === 'zb' && state.up === 'broken') return broken === undefined ? 'touchedUnsealed' : undefined
  if (pool === 'dt' && state.down === 'sealed') return 'closedDownUnsealed'
  return undefined
}
