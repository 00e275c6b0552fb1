import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { Fen, Price } from '../../core/market/price.ts'
import { sessionMinuteEnd } from '../../core/market/sessions.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type {
  BoardMinute,
  GroupMinute,
  Instrument,
  IntradayMember,
  IntradayPartial,
  LimitChange,
  MarketMinute,
} from '../../schemas/generated/events.ts'

/** Events of a small session: what matters to a test is given, the rest is plain. */
export const DAY = 2022_04_27 as TradeDate
export const DAY_BEFORE = 2022_04_26 as TradeDate
const PLACE = { dataset: 'main', epoch: 1, revision: 0, deleted: false } as const
const SHARE = '600519.SH' as InstrumentSymbol

export const yuan = (price: number): Price => Math.round(price * 10_000) as Price
export const fen = (amount: number): Fen => Math.round(amount * 100) as Fen
export const at = (hour: number, minute: number, second = 0): EventTime =>
  shanghaiTime(DAY, hour, minute, second)
export const symbolOf = (index: number): InstrumentSymbol => `${600_000 + index}.SH` as InstrumentSymbol

export function marketMinute(minute: number, event: Partial<MarketMinute> = {}): MarketMinute {
  const tradeDate = event.tradeDate ?? DAY
  return {
    ...PLACE,
    scope: 'all',
    tradeDate,
    eventTime: sessionMinuteEnd(tradeDate, minute),
    minute,
    settled: true,
    limitUps: 20 + minute,
    limitDowns: 3,
    touched: 30 + minute,
    broken: 10,
    sealRate: (20 + minute) / (30 + minute),
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
    limitUpPremium: 0.0213,
    limitUpOpenPremium: 0.01,
    limitUpMedian: 0.015,
    limitUpPositive: 25,
    brokenBase: 15,
    brokenPremium: -0.01,
    stage: 'chaos-tug',
    stageReason: null,
    promotedAtLimit: 11,
    promotedTouched: 14,
    sealAmount: fen(123_456_789.12),
    tiers: [
      { tier: 1, boards: 15 + minute, base: 30, promoted: 6, touched: 9 },
      { tier: 2, boards: 5, base: 10, promoted: 4, touched: 5 },
    ],
    announcedStage: 'chaos-tug',
    percentile: null,
    percentileSessions: 3,
    bandLow: null,
    bandMid: null,
    bandHigh: null,
    traded: 4_600,
    advancers: 2_300,
    decliners: 2_200,
    unchanged: 100,
    untraded: 12,
    volume: 60_000_000_000,
    amount: fen(812_345_678_901.23),
    meanReturn: 0.0012,
    histogram: Array.from({ length: 23 }, (_, bucket) => bucket * 10),
    expected: 4_612,
    seen: 4_600,
    suspended: 20,
    cohortMissing: 0,
    stale: 4,
    hygiene: { accepted: 900_000, duplicate: 12, late: 3 },
    quality: 'ok',
    universe: 'test',
    definition: 1,
    final: minute === 240,
    ...event,
  }
}

export function limitChange(sequence: number, event: Partial<LimitChange> = {}): LimitChange {
  const symbol = event.symbol ?? SHARE
  return {
    ...PLACE,
    symbol,
    instrument: symbol,
    tradeDate: DAY,
    eventTime: at(9, 31, sequence),
    sequence,
    kind: 'sealedUp',
    board: 'SH_MAIN',
    exclusion: null,
    last: yuan(11),
    limit: yuan(11),
    sealVolume: 12_300,
    sealAmount: fen(135_300),
    height: 3,
    breakCount: 0,
    noBook: false,
    ...event,
  }
}

export function groupMinute(minute: number, name: string, event: Partial<GroupMinute> = {}): GroupMinute {
  return {
    ...PLACE,
    kind: 'industry',
    name,
    tradeDate: DAY,
    eventTime: sessionMinuteEnd(DAY, minute),
    minute,
    limitUps: 4,
    limitDowns: 0,
    touched: 6,
    broken: 2,
    height: 3,
    base: 5,
    promoted: 2,
    promotionRate: 0.4,
    sealAmount: fen(5_000_000),
    traded: 120,
    advancers: 70,
    decliners: 45,
    unchanged: 5,
    volume: 900_000_000,
    amount: null,
    meanReturn: 0.011,
    ...event,
  }
}

export function member(event: Partial<IntradayMember> = {}): IntradayMember {
  const symbol = event.symbol ?? SHARE
  return {
    symbol,
    instrument: symbol,
    board: 'SH_MAIN',
    exclusion: null,
    limitPercent: 10,
    state: 'sealedUp',
    up: 'sealed',
    down: 'none',
    shape: 'none',
    streak: 3,
    streakIsLowerBound: false,
    previousUp: 'sealed',
    previousStreak: 2,
    openReturn: 123_000_000,
    closeReturn: 1_000_000_000,
    touchedUp: true,
    last: yuan(11),
    prevClose: yuan(10),
    limitUp: yuan(11),
    sealVolume: 5_000,
    sealAmount: fen(55_000),
    maxSealAmount: fen(99_000.5),
    firstTouchTime: at(9, 31),
    firstSealTime: at(9, 31, 3),
    lastSealTime: at(9, 32),
    breakCount: 1,
    boardsInWindow: 3,
    windowDays: 5,
    volume: 1_000_000,
    amount: fen(10_999_999.99),
    noBook: false,
    industry: null,
    concepts: [],
    ...event,
  }
}

export function boardMinute(minute: number, event: Partial<BoardMinute> = {}): BoardMinute {
  const { industry, concepts, ...rest } = member(event as Partial<IntradayMember>)
  return {
    ...PLACE,
    ...rest,
    tradeDate: DAY,
    eventTime: sessionMinuteEnd(DAY, minute),
    minute,
    ...event,
  }
}

export function partial(
  eventTime: EventTime,
  members: readonly IntradayMember[],
  event: Partial<IntradayPartial> = {},
): IntradayPartial {
  return {
    ...PLACE,
    task: 0,
    tradeDate: DAY,
    eventTime,
    minute: null,
    members,
    tallies: [],
    expected: 10,
    seen: 10,
    suspended: 0,
    cohortMissing: 0,
    stale: 0,
    hygiene: {},
    ...event,
  }
}

export function instrument(symbol: InstrumentSymbol, event: Partial<Instrument> = {}): Instrument {
  return {
    dataset: 'main',
    instrument: symbol,
    version: 1,
    availableAt: shanghaiTime(DAY_BEFORE, 8, 0),
    name: `股${symbol.slice(0, 6)}`,
    board: 'SH_MAIN',
    listDate: 2000_01_04 as TradeDate,
    delistDate: null,
    aliases: [],
    statusKnownFrom: 2010_01_04 as TradeDate,
    statusHistory: [],
    industry: '白酒',
    concepts: ['机构重仓', '沪股通'],
    shareCapital: [],
    ...event,
  }
}
