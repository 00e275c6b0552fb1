import type { Fen } from '../../../core/market/price.ts'
import { sessionMinuteEnd } from '../../../core/market/sessions.ts'
import { shanghaiTime } from '../../../core/market/trade-date.ts'
import type {
  BoardMinute,
  GroupMinute,
  LimitChange,
  MarketMinute,
  MinuteBar,
  Tick,
} from '../../../schemas/generated/events.ts'
import { breadth, DATE, limitState, SYMBOL, stage, YUAN } from './events.ts'

const FIRST = DATE(2022_03_01)
const SHARE = SYMBOL('600519.SH')
const place = { dataset: 'main', epoch: 1 } as const
const revised = { ...place, revision: 0, deleted: false } as const

/** Events of an open session: what matters to a test is given, the rest is plain. */
export function tick(event: Partial<Tick> = {}): Tick {
  const symbol = event.symbol ?? SHARE
  const tradeDate = event.tradeDate ?? FIRST
  return {
    ...place,
    symbol,
    instrument: symbol,
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 9, 31),
    receivedAt: null,
    sequence: null,
    status: 'unknown',
    prevClose: YUAN(10),
    open: YUAN(10.1),
    high: YUAN(10.5),
    low: YUAN(10),
    last: YUAN(10.4),
    volume: 1_000,
    amount: null,
    depth: 5,
    bidPrices: [YUAN(10.39), YUAN(10.38)],
    bidVolumes: [100, 200],
    askPrices: [YUAN(10.4)],
    askVolumes: [300],
    limitUp: null,
    limitDown: null,
    source: 'test',
    late: false,
    ...event,
  }
}

/** Where a minute stands; its end is its event time. */
const at = (event: { readonly tradeDate?: MinuteBar['tradeDate']; readonly minute?: number }) => {
  const { tradeDate = FIRST, minute = 30 } = event
  return { tradeDate, minute, eventTime: sessionMinuteEnd(tradeDate, minute) }
}

export function minuteBar(event: Partial<MinuteBar> = {}): MinuteBar {
  const symbol = event.symbol ?? SHARE
  return {
    ...revised,
    ...at(event),
    symbol,
    instrument: symbol,
    open: YUAN(10),
    high: YUAN(10),
    low: YUAN(10),
    close: YUAN(10),
    volume: 100,
    amount: 100_000 as Fen,
    source: 'ticks',
    ...event,
  }
}

/** The figures of the plain daily rows, as of a minute. */
export function marketMinute(event: Partial<MarketMinute> = {}): MarketMinute {
  const { dataGap: _, ...figures } = stage()
  const { traded, advancers, decliners, unchanged, volume, amount, meanReturn } = breadth()
  return {
    ...figures,
    ...{ traded, advancers, decliners, unchanged, volume, amount, meanReturn },
    ...at(event),
    settled: true,
    promotedAtLimit: 12,
    promotedTouched: 20,
    sealAmount: 1_000_000 as Fen,
    tiers: [
      { tier: 1, boards: 30, base: 30, promoted: 6, touched: 9 },
      { tier: 2, boards: 6, base: 0, promoted: 0, touched: 0 },
    ],
    announcedStage: 'chaos-tug',
    percentile: null,
    percentileSessions: 3,
    bandLow: null,
    bandMid: null,
    bandHigh: null,
    untraded: 4,
    histogram: [1, 2, 3],
    expected: 4_700,
    seen: 4_690,
    suspended: 9,
    cohortMissing: 0,
    stale: 0,
    hygiene: { accepted: 900, duplicate: 3 },
    quality: 'ok',
    final: false,
    ...event,
  }
}

export function groupMinute(event: Partial<GroupMinute> = {}): GroupMinute {
  return {
    ...revised,
    ...at(event),
    kind: 'concept',
    name: '芯片',
    limitUps: 3,
    limitDowns: 0,
    touched: 4,
    broken: 1,
    height: 2,
    base: 2,
    promoted: 1,
    promotionRate: 0.5,
    sealAmount: 500_000 as Fen,
    traded: 60,
    advancers: 40,
    decliners: 20,
    unchanged: 0,
    volume: 1_000_000,
    amount: null,
    meanReturn: 0.012,
    ...event,
  }
}

export function boardMinute(event: Partial<BoardMinute> = {}): BoardMinute {
  const { board, exclusion, limitPercent, up, down, shape, streak, prevClose, limitUp } = limitState()
  const symbol = event.symbol ?? SHARE
  return {
    ...revised,
    ...at(event),
    symbol,
    instrument: symbol,
    ...{ board, exclusion, limitPercent, up, down, shape, streak, prevClose, limitUp },
    state: 'sealedUp',
    streakIsLowerBound: false,
    previousUp: 'none',
    previousStreak: 0,
    openReturn: 500_000_000,
    closeReturn: 1_000_000_000,
    touchedUp: true,
    last: YUAN(11),
    sealVolume: 20_000,
    sealAmount: 22_000_000 as Fen,
    maxSealAmount: 30_000_000 as Fen,
    firstTouchTime: shanghaiTime(FIRST, 9, 40),
    firstSealTime: shanghaiTime(FIRST, 9, 41),
    lastSealTime: shanghaiTime(FIRST, 9, 50),
    breakCount: 1,
    boardsInWindow: 1,
    windowDays: 1,
    volume: 90_000,
    amount: null,
    noBook: false,
    ...event,
  }
}

export function limitChange(event: Partial<LimitChange> = {}): LimitChange {
  const symbol = event.symbol ?? SHARE
  return {
    ...revised,
    tradeDate: FIRST,
    eventTime: shanghaiTime(FIRST, 9, 41),
    symbol,
    instrument: symbol,
    sequence: 1,
    kind: 'sealedUp',
    board: 'SH_MAIN',
    exclusion: null,
    last: YUAN(11),
    limit: YUAN(11),
    sealVolume: 20_000,
    sealAmount: 22_000_000 as Fen,
    height: 1,
    breakCount: 0,
    noBook: false,
    ...event,
  }
}
