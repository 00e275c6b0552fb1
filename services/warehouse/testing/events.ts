import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Price } from '../../../core/market/price.ts'
import { sessionClose, type TradeDate } from '../../../core/market/trade-date.ts'
import type {
  Breadth,
  CalendarDay,
  DailyBar,
  DatasetEpoch,
  LadderTier,
  LimitState,
  MarketStage,
} from '../../../schemas/generated/events.ts'

/** Events of small hand-made data sets: what matters to a test is given, the rest is plain. */
export const DATE = (date: number): TradeDate => date as TradeDate
export const SYMBOL = (symbol: string): InstrumentSymbol => symbol as InstrumentSymbol
export const YUAN = (price: number): Price => Math.round(price * 10_000) as Price

const FIRST = DATE(2022_03_01)
const SHARE = SYMBOL('600519.SH')

const place = { dataset: 'main', epoch: 1 } as const
const revised = { ...place, revision: 0, deleted: false } as const
const on = (tradeDate: TradeDate) => ({ tradeDate, eventTime: sessionClose(tradeDate) })

export function activeEpoch(event: Partial<DatasetEpoch> = {}): DatasetEpoch {
  return { ...place, active: true, version: 1, ...event }
}

export function calendarDay(event: Partial<CalendarDay> = {}): CalendarDay {
  const tradeDate = event.tradeDate ?? FIRST
  return {
    dataset: 'main',
    exchange: 'SSE',
    tradeDate,
    previousSession: null,
    version: 1,
    availableAt: sessionClose(FIRST),
    ...event,
  }
}

export function bar(event: Partial<DailyBar> = {}): DailyBar {
  const symbol = event.symbol ?? SHARE
  const close = event.close ?? YUAN(10)
  return {
    ...place,
    ...on(event.tradeDate ?? FIRST),
    symbol,
    instrument: symbol,
    open: close,
    high: close,
    low: close,
    close,
    prevClose: YUAN(10),
    volume: 1_000,
    amount: null,
    afterHoursVolume: null,
    afterHoursAmount: null,
    name: null,
    riskStatus: null,
    noLimit: null,
    flags: [],
    source: 'test',
    late: false,
    limitUp: null,
    limitDown: null,
    ...event,
  }
}

export function limitState(event: Partial<LimitState> = {}): LimitState {
  const symbol = event.symbol ?? SHARE
  return {
    ...revised,
    ...on(event.tradeDate ?? FIRST),
    symbol,
    instrument: symbol,
    board: 'SH_MAIN',
    riskStatus: 'normal',
    statusAssumed: false,
    inUniverse: true,
    exclusion: null,
    limitPercent: 10,
    limitUp: YUAN(11),
    limitDown: YUAN(9),
    open: YUAN(10.5),
    high: YUAN(11),
    low: YUAN(10.2),
    close: YUAN(11),
    prevClose: YUAN(10),
    volume: 1_000,
    amount: null,
    up: 'sealed',
    down: 'none',
    shape: 'none',
    streak: 1,
    streakIsLowerBound: false,
    previousUp: 'none',
    previousStreak: 0,
    openReturn: 500_000_000,
    closeReturn: 1_000_000_000,
    firstSealTime: null,
    lastSealTime: null,
    breakCount: null,
    boardsInWindow: null,
    windowDays: null,
    ...event,
  }
}

export function tier(event: Partial<LadderTier> = {}): LadderTier {
  return {
    ...revised,
    ...on(event.tradeDate ?? FIRST),
    scope: 'all',
    tier: 1,
    boards: 30,
    base: 40,
    promoted: 10,
    rate: 0.25,
    final: true,
    ...event,
  }
}

export function stage(event: Partial<MarketStage> = {}): MarketStage {
  return {
    ...revised,
    ...on(event.tradeDate ?? FIRST),
    scope: 'all',
    limitUps: 50,
    limitDowns: 3,
    touched: 70,
    broken: 20,
    sealRate: 50 / 70,
    height: 5,
    heightIsLowerBound: false,
    oneWord: 2,
    base: 40,
    promoted: 10,
    promotionRate: 0.25,
    excluded: 1,
    streakBase: 10,
    streakPromoted: 4,
    topBase: 1,
    topPromoted: 1,
    limitUpPremium: 0.02,
    limitUpOpenPremium: 0.01,
    limitUpMedian: 0.015,
    limitUpPositive: 25,
    brokenBase: 15,
    brokenPremium: -0.01,
    stage: 'chaos-tug',
    stageReason: null,
    universe: 'test',
    definition: 1,
    dataGap: false,
    final: true,
    ...event,
  }
}

export function breadth(event: Partial<Breadth> = {}): Breadth {
  return {
    ...revised,
    ...on(event.tradeDate ?? FIRST),
    scope: 'all',
    traded: 4_600,
    advancers: 2_300,
    decliners: 2_200,
    unchanged: 100,
    absent: 40,
    volume: 60_000_000_000,
    amount: null,
    meanReturn: 0.001,
    final: true,
    ...event,
  }
}
