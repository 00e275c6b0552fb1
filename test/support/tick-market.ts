import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { limitPrices } from '../../core/market/limit-price.ts'
import type { LimitRounding } from '../../core/market/limit-rule-table.ts'
import type { Price } from '../../core/market/price.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import { NO_FACTS, type ReferenceFacts } from '../../services/ingest/reference-facts.ts'
import type { SessionItems, SourceBar, TakenBar } from '../../services/ingest/source.ts'
import type { SourceTick } from '../../services/ingest/ticks/source-tick.ts'
import { arrivalsOf, type Line, sweepsOf } from './bad-line.ts'
import { randomFrom } from './random-market.ts'
import { type Habit, shareDay } from './share-day.ts'

/** A made-up share: its board and status say which limits it has. */
export interface Share {
  readonly symbol: InstrumentSymbol
  readonly percent: 5 | 10 | 20 | 30
  readonly rounding: LimitRounding
  readonly isSt: boolean
  readonly industry: string | null
  readonly concepts: readonly string[]
}

/** What a made-up market is made from; small parts, so that a counter-example shrinks. */
export interface MarketPlan {
  readonly seed: number
  /** One per share: how it spends its sessions of ticks. */
  readonly habits: readonly Habit[]
  /** Sessions of ticks, one after the other. */
  readonly tickSessions: number
  readonly line: Line
}

/** One session of a market, as everybody may know it. */
export interface MarketSession {
  readonly tradeDate: TradeDate
  readonly bars: readonly SourceBar[]
  /** Sweeps as they were sent; undefined for a session of bars. */
  readonly sweeps: readonly { readonly until: number; readonly ticks: readonly SourceTick[] }[] | undefined
}

export interface TickMarket {
  readonly shares: readonly Share[]
  readonly facts: ReferenceFacts
  readonly days: readonly MarketSession[]
  readonly sessions: readonly SessionItems[]
}

/** Codes that no real share has had, board by board; one in six is ST. */
const BOARDS = [
  { first: 605_901, suffix: 'SH', percent: 10, isSt: false },
  { first: 3_901, suffix: 'SZ', percent: 10, isSt: false },
  { first: 301_901, suffix: 'SZ', percent: 20, isSt: false },
  { first: 605_951, suffix: 'SH', percent: 5, isSt: true },
  { first: 689_101, suffix: 'SH', percent: 20, isSt: false },
  { first: 920_601, suffix: 'BJ', percent: 30, isSt: false },
] as const

const HISTORY_SESSIONS = 3
const FIRST_SESSION = 2022_04_19 as TradeDate
const LISTED = 2010_01_04 as TradeDate

/**
 * Sessions of daily bars and then sessions of ticks of a few shares on all boards. What a share does depends on
 * the seed and its own place and habit alone, so taking others away leaves it as it was.
 */
export function tickMarket({ seed, habits, tickSessions, line }: MarketPlan): TickMarket {
  const shares = habits.map((_, at) => shareAt(at))
  const closes = new Map<string, Price>()
  const days: MarketSession[] = []
  let tradeDate = FIRST_SESSION
  for (let day = 0; day < HISTORY_SESSIONS + tickSessions; day += 1) {
    const random = (at: number): (() => number) => randomFrom(seed * 1_009 + at * 31 + day)
    days.push(
      day < HISTORY_SESSIONS
        ? { tradeDate, bars: historyBars(shares, tradeDate, closes, random), sweeps: undefined }
        : { tradeDate, bars: [], sweeps: tickDay(shares, habits, tradeDate, closes, random, line) },
    )
    tradeDate = chineseCalendar.next(tradeDate)
  }
  return { shares, facts: factsOf(shares), days, sessions: days.map((day) => sessionOf(day)) }
}

/** A session for the publisher; `identity` names its source. */
export function sessionOf({ tradeDate, bars, sweeps }: MarketSession, identity = 'made-up'): SessionItems {
  const taken = bars.map((bar, at): TakenBar => ({ kind: 'bar', bar, file: 'made-up', line: at + 1 }))
  if (sweeps === undefined) return { tradeDate, bars: taken, omissions: [] }
  return { tradeDate, bars: taken, omissions: [], ticks: { tradeDate, identity, sweeps: sweeps as never } }
}

/** Limits of a share by its reference price. */
export const limitsOf = ({ percent, rounding }: Share, prevClose: Price) =>
  limitPrices(prevClose, { kind: 'percent', percent, rounding })!

function shareAt(at: number): Share {
  const { first, suffix, percent, isSt } = BOARDS[at % BOARDS.length]!
  return {
    symbol:
      `${String(first + Math.floor(at / BOARDS.length)).padStart(6, '0')}.${suffix}` as InstrumentSymbol,
    percent,
    rounding: suffix === 'BJ' ? 'truncate' : 'halfUp',
    isSt,
    industry: ['banks', 'steel', null][at % 3]!,
    concepts: [['lithium', 'robots'], ['robots'], []][Math.floor(at / 2) % 3]!,
  }
}

const factsOf = (shares: readonly Share[]): ReferenceFacts => ({
  ...NO_FACTS,
  instruments: shares.map(({ symbol, isSt, industry, concepts }) => ({
    instrument: symbol,
    name: symbol,
    listDate: LISTED,
    concepts,
    ...(industry === null ? {} : { industry }),
    ...(isSt ? { status: { from: LISTED, until: null, status: 'st' as const } } : {}),
    statusKnownFrom: LISTED,
  })),
})

function historyBars(
  shares: readonly Share[],
  tradeDate: TradeDate,
  closes: Map<string, Price>,
  randomOf: (at: number) => () => number,
): SourceBar[] {
  return shares.flatMap((share, at) => {
    const random = randomOf(at)
    const known = closes.get(share.symbol)
    const prevClose = known ?? (((300 + Math.floor(random() * 3_000)) * 100) as Price)
    if (random() < 0.08) return []
    const { up, down } = limitsOf(share, prevClose)
    const step = (): Price => (Math.round((down + (up - down) * random()) / 100) * 100) as Price
    const kind = random()
    const close = kind < 0.45 ? up : kind < 0.5 ? down : step()
    const open = kind < 0.1 ? up : step()
    const high = (kind < 0.65 ? up : Math.max(open, close)) as Price
    const low = Math.min(open, close) as Price
    closes.set(share.symbol, close)
    return [
      {
        symbol: share.symbol,
        tradeDate,
        open,
        high,
        low,
        close,
        prevClose: known === undefined || random() < 0.5 ? prevClose : null,
        volume: Math.floor(random() * 1_000_000) + 100,
        amount: null,
        afterHoursVolume: null,
        afterHoursAmount: null,
        name: null,
        riskStatus: null,
        noLimit: null,
        flags: [],
        source: 'test',
      },
    ]
  })
}

function tickDay(
  shares: readonly Share[],
  habits: readonly Habit[],
  tradeDate: TradeDate,
  closes: Map<string, Price>,
  randomOf: (at: number) => () => number,
  line: Line,
): NonNullable<MarketSession['sweeps']> {
  const ticks = shares.flatMap((share, at) => {
    const random = randomOf(at)
    const prevClose = closes.get(share.symbol) ?? (100_000 as Price)
    const day = shareDay(
      { share, tradeDate, prevClose, limits: limitsOf(share, prevClose), habit: habits[at]! },
      random,
    )
    const close = day.close
    if (close !== null) closes.set(share.symbol, close)
    return day.ticks
  })
  return sweepsOf(arrivalsOf(ticks, line, randomOf(1_000)), tradeDate, line, randomOf(2_000))
}
