// Generated from schemas/*.avsc by `npm run generate`. Do not edit.
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { Fen, Price } from '../../core/market/price.ts'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'

export type Board = 'SH_MAIN' | 'SZ_MAIN' | 'CHINEXT' | 'STAR' | 'BSE' | 'INDEX' | 'FUND' | 'OTHER'

export type Exclusion = 'noLimit' | 'unopenedIpo' | 'delisting' | 'st' | 'contradicted' | 'bse'

export type IntradayState = 'untraded' | 'below' | 'atLimitUp' | 'sealedUp' | 'atLimitDown' | 'sealedDown'

export type LimitTouch = 'none' | 'broken' | 'sealed'

export type BoardShape = 'none' | 'oneWord' | 'tWord'

/** A symbol at or after a price limit as it stood at the end of a session minute (topic sentiment.boards). */
export interface BoardMinute {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Code as traded on that day, exchange-suffixed. */
  readonly symbol: InstrumentSymbol
  /** Lasting identity; the record's key. */
  readonly instrument: InstrumentSymbol
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** End of the minute, epoch ms. */
  readonly eventTime: EventTime
  /** Session minute, 0 to 240. */
  readonly minute: number
  /** Board. */
  readonly board: Board
  /** Why it does not count in the headline; null if it does. */
  readonly exclusion: null | Exclusion
  /** Price limit in percent. */
  readonly limitPercent: null | number
  /** Where it stands now. */
  readonly state: IntradayState
  /** sealed: sealed now. broken: touched the limit-up and not sealed now. */
  readonly up: LimitTouch
  /** The same for limit-down. */
  readonly down: LimitTouch
  /** Shape so far, if it closed now. */
  readonly shape: BoardShape
  /** Consecutive boards so far: counts today while sealed. */
  readonly streak: number
  /** The streak began before our data. */
  readonly streakIsLowerBound: boolean
  /** What it did the session before, if it is in the cohort. */
  readonly previousUp: LimitTouch
  /** Its boards then. */
  readonly previousStreak: number
  /** open / prevClose - 1 in 1e-10. */
  readonly openReturn: number
  /** last / prevClose - 1 in 1e-10; 0 before the first trade. */
  readonly closeReturn: number
  /** Touched its limit-up today. */
  readonly touchedUp: boolean
  /** Last price, 1/10000 CNY; the reference price before the first trade. */
  readonly last: Price
  /** Reference price, 1/10000 CNY. */
  readonly prevClose: Price
  /** Limit-up price, 1/10000 CNY. */
  readonly limitUp: null | Price
  /** Shares queued at the limit price while sealed, else 0. */
  readonly sealVolume: number
  /** Fen queued while sealed 封单金额, else 0. */
  readonly sealAmount: Fen
  /** Most fen queued today. */
  readonly maxSealAmount: Fen
  /** First snapshot at the limit-up, epoch ms. */
  readonly firstTouchTime: null | EventTime
  /** First snapshot sealed, epoch ms. */
  readonly firstSealTime: null | EventTime
  /** Latest time it became sealed, epoch ms. */
  readonly lastSealTime: null | EventTime
  /** Openings so far, as snapshots resolve them. */
  readonly breakCount: number
  /** M of N days M boards N天M板: limit-ups in the window, today included while sealed; 0 where there is none. */
  readonly boardsInWindow: number
  /** N: sessions from the first of them to today. */
  readonly windowDays: number
  /** Shares so far. */
  readonly volume: number
  /** Fen so far. */
  readonly amount: null | Fen
  /** The source prints no book. */
  readonly noBook: boolean
}

/** One task's share of a session's breadth, per board: counts and integer sums that merge without regard to order (topic sentiment.breadth-partials, internal). */
export interface BreadthPartial {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Task that counted. */
  readonly task: number
  /** Board key. */
  readonly board: string
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** Symbols that traded. */
  readonly traded: number
  /** close > reference price. */
  readonly advancers: number
  /** close < reference price. */
  readonly decliners: number
  /** close = reference price. */
  readonly unchanged: number
  /** Symbols seen in the last 20 sessions that did not trade: suspended, or missing from the data. */
  readonly absent: number
  /** Symbols with a known reference price: the denominator of the mean return. */
  readonly priced: number
  /** Sum of close / prevClose - 1 in 1e-10. */
  readonly returnSum: number
  /** Shares. */
  readonly volume: number
  /** Fen, where known. */
  readonly amount: Fen
  /** Symbols with a known amount. */
  readonly amountSymbols: number
}

/** Market breadth of a session (topic sentiment.breadth). */
export interface Breadth {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** all (Shanghai and Shenzhen A shares), or a board key. */
  readonly scope: string
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** Symbols that traded. */
  readonly traded: number
  /** close > reference price (上涨家数). */
  readonly advancers: number
  /** close < reference price. */
  readonly decliners: number
  /** close = reference price. */
  readonly unchanged: number
  /** Symbols seen in the last 20 sessions that did not trade: suspended, or missing from the data. */
  readonly absent: number
  /** Shares. */
  readonly volume: number
  /** Fen; null unless every traded symbol's amount is known. */
  readonly amount: null | Fen
  /** Equal-weight mean of close / reference price - 1. */
  readonly meanReturn: null | number
  /** Of the closed session. */
  readonly final: boolean
}

export type ControlKind = 'epochStart' | 'sessionOpen' | 'watermark' | 'marker'

export type History = 'known' | 'first' | 'gap'

/** A control record: punctuation, barriers and markers that travel inside data topics, one copy in every partition. Consumers that only want data skip keys that start with ~control. */
export interface Control {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** epochStart: first record of an epoch. sessionOpen: barrier before a session's events. watermark: every event of this source up to eventTime has been published. marker: everything written before it belongs to the run named in `marker`. */
  readonly kind: ControlKind
  /** Who writes it: an ingest source or a processor. */
  readonly source: string
  /** Task number of the writer within its source. */
  readonly task: number
  /** How many tasks the writer's source has; a reader's watermark is the minimum over all of them. */
  readonly tasks: number
  /** Rises by one with every control record of this (dataset, epoch, source, task). */
  readonly sequence: number
  /** Event time that the record covers, epoch ms. */
  readonly eventTime: EventTime
  /** The session that opens (sessionOpen) or is complete (watermark), yyyymmdd. */
  readonly session: null | TradeDate
  /** sessionOpen: the session before it by the exchange calendar, yyyymmdd. */
  readonly previousSession: null | TradeDate
  /** sessionOpen: what our data hold of the session before: known, nothing at all yet (first), or a data gap. */
  readonly history: History
  /** watermark: fewer than half of the recently active symbols traded in our data on this session. */
  readonly dataGap: boolean
  /** sessionOpen: version of each reference topic that must be loaded before this session's events are processed. */
  readonly references: Readonly<Record<string, number>>
  /** marker: its identity. */
  readonly marker: null | string
  /** sessionOpen: snapshots of this session follow, so that minutes and missing symbols count. */
  readonly ticks: boolean
}

export interface GroupTurnover {
  /** market, board, industry, concept or segment. */
  readonly kind: string
  /** Name of the group; all for the market. */
  readonly name: string
  /** Shares that traded. */
  readonly members: number
  /** Closed above their reference price. */
  readonly advancers: number
  /** Fen traded by those whose amount is known. */
  readonly amount: number
  /** Members whose amount is known. */
  readonly amountKnown: number
  /** Sum of price times total shares, each in whole CNY, of members whose shares are known. */
  readonly totalCap: number
  /** Members whose total shares are known. */
  readonly capKnown: number
  /** Fen traded by members whose amount and total shares are both known. */
  readonly cappedAmount: number
  /** Sum of price times total shares, whole CNY, of members whose amount and total shares are both known. */
  readonly cappedCap: number
}

export interface SmallCompany {
  /** Instrument. */
  readonly instrument: string
  /** Market capitalisation at the close of the session before, whole CNY: by it the smallest are chosen. */
  readonly cap: number
  /** close / reference price - 1 of this session; null where it did not trade. */
  readonly closeReturn: null | number
  /** Fen traded in this session; null where unknown or it did not trade. */
  readonly amount: null | number
}

/** One task's share of a session's cross-section, to be merged (topic sentiment.cross-section, internal). */
export interface CrossSection {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Task number of the writer. */
  readonly task: number
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** Sums by group, of groups with a member that traded. */
  readonly groups: readonly (GroupTurnover)[]
  /** The task's smallest companies that were no ST at the close of the session before, at most 400, rising by cap then instrument. */
  readonly smallest: readonly (SmallCompany)[]
}

export type RiskStatus = 'normal' | 'st' | 'starSt' | 'delisting' | 'unreformed'

/** One symbol's session: unadjusted open, high, low, close, volume and amount (topic market.bars.1d). */
export interface DailyBar {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Code as traded on that day, exchange-suffixed. */
  readonly symbol: InstrumentSymbol
  /** The instrument's lasting identity (its newest code); the record's key, so that a renamed code keeps its history. */
  readonly instrument: InstrumentSymbol
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** 1/10000 CNY. */
  readonly open: Price
  /** 1/10000 CNY. */
  readonly high: Price
  /** 1/10000 CNY. */
  readonly low: Price
  /** 1/10000 CNY. */
  readonly close: Price
  /** Exchange reference price (ex-rights adjusted) in 1/10000 CNY; null where the source has none. */
  readonly prevClose: null | Price
  /** Shares traded in the session. */
  readonly volume: number
  /** Fen (1/100 CNY) traded in the session; null where the source has none. */
  readonly amount: null | Fen
  /** Shares traded at the close price after hours. */
  readonly afterHoursVolume: null | number
  /** Fen traded after hours. */
  readonly afterHoursAmount: null | Fen
  /** Short name on that day, where the source prints it. */
  readonly name: null | string
  /** Risk status on that day, where the source prints it; null: see the instrument's history. */
  readonly riskStatus: null | RiskStatus
  /** True where the source says that no price limit applied on that day. */
  readonly noLimit: null | boolean
  /** Data-quality flags, e.g. amountOutsideRange. */
  readonly flags: readonly (string)[]
  /** Format or vendor that the bar came from. */
  readonly source: string
  /** Published after a punctuation of its source that covers its time. */
  readonly late: boolean
  /** Limit-up price that the source prints, 1/10000 CNY. */
  readonly limitUp: null | Price
  /** Limit-down price that the source prints, 1/10000 CNY. */
  readonly limitDown: null | Price
}

/** Which epoch of a data set the views show (topic market.datasets). */
export interface DatasetEpoch {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** The views show it. */
  readonly active: boolean
  /** Rises with every change. */
  readonly version: number
}

/** A record that could not be taken or processed (topic dead-letters). */
export interface DeadLetter {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** The same failure is the same dead letter: of a record by topic, partition, offset and code, otherwise by content. */
  readonly id: string
  /** Where it came from: a file or a topic. */
  readonly source: string
  /** Line of the file, or partition and offset. */
  readonly position: string
  /** Session, where known. */
  readonly tradeDate: null | TradeDate
  /** Symbol, where known. */
  readonly symbol: null | string
  /** Reason code. */
  readonly code: string
  /** What is wrong and what to do. */
  readonly reason: string
  /** The record as it came; of a long one the first 65,536 bytes. */
  readonly raw: Buffer
  /** Bytes of the record as it came. */
  readonly length: null | number
  /** The processor that refused it; none where nobody can take it. */
  readonly reader: null | string
  /** Id of the letter that this one settles: then it is no failure but what became of one. */
  readonly settles: null | string
}

/** Shares outstanding of a fund after a session (topic funds.flows). */
export interface FundFlow {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Fund, exchange-suffixed. */
  readonly symbol: InstrumentSymbol
  /** Session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** When it could be known first, epoch ms: nothing that is decided earlier may use it. */
  readonly eventTime: EventTime
  /** Short name. */
  readonly name: null | string
  /** Shares outstanding. */
  readonly shares: null | number
  /** Net asset value a share, CNY; the indicative value at the close where that is what the source has. */
  readonly nav: null | number
  /** Close, CNY. */
  readonly close: null | number
  /** Net inflow of large orders, CNY, as the vendor counts it. */
  readonly netInflow: null | number
  /** Format or vendor that it came from. */
  readonly source: string
  /** Published after a punctuation of its source that covers its time. */
  readonly late: boolean
}

export type GroupKind = 'board' | 'industry' | 'concept'

/** A board, industry or concept as it stands at the end of a session minute (topic sentiment.groups). */
export interface GroupMinute {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** What the group is. */
  readonly kind: GroupKind
  /** Board key, industry or concept name. */
  readonly name: string
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Everything before this has been counted, epoch ms. */
  readonly eventTime: EventTime
  /** Session minute, 0 to 240. */
  readonly minute: number
  /** Sealed now. */
  readonly limitUps: number
  /** Sealed limit-downs now. */
  readonly limitDowns: number
  /** Touched the limit-up so far. */
  readonly touched: number
  /** Touched and not sealed now. */
  readonly broken: number
  /** Tallest streak among its sealed boards. */
  readonly height: number
  /** Yesterday's limit-ups in the group. */
  readonly base: null | number
  /** Of those, sealed now. */
  readonly promoted: null | number
  /** promoted / base. */
  readonly promotionRate: null | number
  /** Fen queued at its sealed limit-ups. */
  readonly sealAmount: Fen
  /** Symbols that traded. */
  readonly traded: number
  /** Up. */
  readonly advancers: number
  /** Down. */
  readonly decliners: number
  /** Flat. */
  readonly unchanged: number
  /** Shares so far. */
  readonly volume: number
  /** Fen so far. */
  readonly amount: null | Fen
  /** Equal-weight mean return. */
  readonly meanReturn: null | number
}

export interface Alias {
  /** Former code. */
  readonly symbol: InstrumentSymbol
  /** First session under the next code, yyyymmdd. */
  readonly until: TradeDate
}

export type SpanStatus = 'normal' | 'st' | 'starSt' | 'delisting' | 'unreformed'

export interface StatusSpan {
  /** First session in this status, yyyymmdd. */
  readonly from: TradeDate
  /** First session no longer in it; null: still. */
  readonly until: null | TradeDate
  /** Risk status. */
  readonly status: SpanStatus
}

export interface CapitalStep {
  /** First session with this many shares, yyyymmdd. */
  readonly effectiveDate: TradeDate
  /** Shares. */
  readonly totalShares: number
}

/** What is known of one instrument, all of it dated (topic market.instruments, compacted). */
export interface Instrument {
  /** Data set. */
  readonly dataset: string
  /** Lasting identity: the newest code. */
  readonly instrument: InstrumentSymbol
  /** Version of the reference table in which this record appeared. */
  readonly version: number
  /** When it could be known, epoch ms. */
  readonly availableAt: EventTime
  /** Newest short name. */
  readonly name: string
  /** Board that the code belongs to. */
  readonly board: Board
  /** First session, yyyymmdd. */
  readonly listDate: null | TradeDate
  /** First day on which it is no longer listed, yyyymmdd. */
  readonly delistDate: null | TradeDate
  /** Former codes, oldest first. */
  readonly aliases: readonly (Alias)[]
  /** First date from which the status history is documented; 0 if never. Before it, status is assumed normal. */
  readonly statusKnownFrom: TradeDate
  /** Spans in a status other than normal, oldest first. */
  readonly statusHistory: readonly (StatusSpan)[]
  /** Industry as the source names it. */
  readonly industry: null | string
  /** Concepts (themes) that it belongs to, as the source names them. */
  readonly concepts: readonly (string)[]
  /** Total share capital, oldest step first; a step can be known at the close of its own date. */
  readonly shareCapital: readonly (CapitalStep)[]
}

/** A symbol that touched a limit today, or sealed or broke its limit-up the session before, as it stands now. */
export interface IntradayMember {
  /** Code as traded on that day, exchange-suffixed. */
  readonly symbol: InstrumentSymbol
  /** Lasting identity; the record's key. */
  readonly instrument: InstrumentSymbol
  /** Board. */
  readonly board: Board
  /** Why it does not count in the headline; null if it does. */
  readonly exclusion: null | Exclusion
  /** Price limit in percent. */
  readonly limitPercent: null | number
  /** Where it stands now. */
  readonly state: IntradayState
  /** sealed: sealed now. broken: touched the limit-up and not sealed now. */
  readonly up: LimitTouch
  /** The same for limit-down. */
  readonly down: LimitTouch
  /** Shape so far, if it closed now. */
  readonly shape: BoardShape
  /** Consecutive boards so far: counts today while sealed. */
  readonly streak: number
  /** The streak began before our data. */
  readonly streakIsLowerBound: boolean
  /** What it did the session before, if it is in the cohort. */
  readonly previousUp: LimitTouch
  /** Its boards then. */
  readonly previousStreak: number
  /** open / prevClose - 1 in 1e-10. */
  readonly openReturn: number
  /** last / prevClose - 1 in 1e-10; 0 before the first trade. */
  readonly closeReturn: number
  /** Touched its limit-up today. */
  readonly touchedUp: boolean
  /** Last price, 1/10000 CNY; the reference price before the first trade. */
  readonly last: Price
  /** Reference price, 1/10000 CNY. */
  readonly prevClose: Price
  /** Limit-up price, 1/10000 CNY. */
  readonly limitUp: null | Price
  /** Shares queued at the limit price while sealed, else 0. */
  readonly sealVolume: number
  /** Fen queued while sealed 封单金额, else 0. */
  readonly sealAmount: Fen
  /** Most fen queued today. */
  readonly maxSealAmount: Fen
  /** First snapshot at the limit-up, epoch ms. */
  readonly firstTouchTime: null | EventTime
  /** First snapshot sealed, epoch ms. */
  readonly firstSealTime: null | EventTime
  /** Latest time it became sealed, epoch ms. */
  readonly lastSealTime: null | EventTime
  /** Openings so far, as snapshots resolve them. */
  readonly breakCount: number
  /** M of N days M boards N天M板: limit-ups in the window, today included while sealed; 0 where there is none. */
  readonly boardsInWindow: number
  /** N: sessions from the first of them to today. */
  readonly windowDays: number
  /** Shares so far. */
  readonly volume: number
  /** Fen so far. */
  readonly amount: null | Fen
  /** The source prints no book. */
  readonly noBook: boolean
  /** Industry as the reference names it. */
  readonly industry: null | string
  /** Concepts that it belongs to. */
  readonly concepts: readonly (string)[]
}

export interface GroupTally {
  /** What the group is. */
  readonly kind: GroupKind
  /** Board key, industry or concept name. */
  readonly name: string
  /** Symbols that traded. */
  readonly traded: number
  /** last > reference price. */
  readonly advancers: number
  /** last < reference price. */
  readonly decliners: number
  /** last = reference price. */
  readonly unchanged: number
  /** Seen today, not suspended, no trade yet. */
  readonly untraded: number
  /** Suspended all day so far. */
  readonly suspended: number
  /** Recently active, and nothing came today. */
  readonly missing: number
  /** Traded and with a reference price: the denominator of the mean return. */
  readonly priced: number
  /** Sum of last / prevClose - 1 in 1e-10. */
  readonly returnSum: number
  /** Shares. */
  readonly volume: number
  /** Fen, where known. */
  readonly amount: Fen
  /** Symbols with a known amount. */
  readonly amountSymbols: number
  /** Symbols by change: below -10%, then one bucket per percent, at or above 10%; 22 buckets, exactly 0 in a 23rd. Boards only, else empty. */
  readonly histogram: readonly (number)[]
}

/** One task's share of the market at a moment: counts and integer sums that merge without regard to order (topics sentiment.partials, per minute, and sentiment.live-partials, in between; internal). */
export interface IntradayPartial {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Task that counted. */
  readonly task: number
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Everything before this has been counted, epoch ms. */
  readonly eventTime: EventTime
  /** Session minute that is complete, 0 to 240; null for a value in between. */
  readonly minute: null | number
  /** Symbols at or after a limit, in ascending instrument order. */
  readonly members: readonly (IntradayMember)[]
  /** Breadth per group, ascending; boards only where the minute is null. */
  readonly tallies: readonly (GroupTally)[]
  /** Symbols that should send snapshots: recently active, not suspended. */
  readonly expected: number
  /** Of those, how many have. */
  readonly seen: number
  /** Suspended all day so far. */
  readonly suspended: number
  /** Of yesterday's limit-ups, how many should send snapshots and have not. */
  readonly cohortMissing: number
  /** Symbols in continuous trading whose source said nothing for 60 s. */
  readonly stale: number
  /** Snapshots by what tick hygiene did with them (docs/ticks.md): accepted, duplicate, late, repaired, quarantined and so on. */
  readonly hygiene: Readonly<Record<string, number>>
}

/** One tier of the limit-up ladder (连板梯队) with the promotion of those one tier lower (topic sentiment.ladder). */
export interface LadderTier {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** all, or a limit size: limit5, limit10, limit20, limit30. */
  readonly scope: string
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** n boards. */
  readonly tier: number
  /** Symbols with streak n today. */
  readonly boards: number
  /** #C_n: yesterday's n-board symbols that are eligible and traded today; null without history. */
  readonly base: null | number
  /** Of those, how many sealed again; null without history. */
  readonly promoted: null | number
  /** promoted / base; null when base is 0 or unknown. */
  readonly rate: null | number
  /** Of the closed session. */
  readonly final: boolean
}

/** An event that arrived after its session was closed: kept, counted, and taken in by the next rebuild (topic late-events). */
export interface LateEvent {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Topic of the event. */
  readonly topic: string
  /** Its key. */
  readonly key: string
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Why it is late. */
  readonly reason: string
  /** The event, as JSON. */
  readonly content: string
}

export type LimitChangeKind = 'touchedUp' | 'sealedUp' | 'openedUp' | 'resealedUp' | 'touchedDown' | 'sealedDown' | 'openedDown' | 'resealedDown'

/** A symbol touches, seals, opens or seals again its price limit during a session, as snapshots resolve it (topic sentiment.limit-changes). */
export interface LimitChange {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Code as traded on that day, exchange-suffixed. */
  readonly symbol: InstrumentSymbol
  /** Lasting identity; the record's key. */
  readonly instrument: InstrumentSymbol
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** Number of the change within symbol and session, from 1. */
  readonly sequence: number
  /** touchedUp: first at the limit-up price. sealedUp: first time sealed 封板. openedUp: sealed board opened 炸板. resealedUp: sealed again 回封. The same for limit-down. */
  readonly kind: LimitChangeKind
  /** Board. */
  readonly board: Board
  /** Why it does not count in the headline; null if it does. */
  readonly exclusion: null | Exclusion
  /** Last price, 1/10000 CNY. */
  readonly last: Price
  /** The limit price concerned, 1/10000 CNY. */
  readonly limit: Price
  /** Shares queued at the limit price; 0 where not sealed or without a book. */
  readonly sealVolume: number
  /** Fen queued at the limit price 封单金额. */
  readonly sealAmount: Fen
  /** Consecutive boards if it closes sealed. */
  readonly height: number
  /** How often the board has opened so far. */
  readonly breakCount: number
  /** The source prints no book: sealed is taken from the price alone. */
  readonly noBook: boolean
}

/** One symbol's relation to its price limits in a session: published when it touched a limit, or sealed or broke its limit-up the session before (topic sentiment.limit-state). */
export interface LimitState {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Code as traded on that day. */
  readonly symbol: InstrumentSymbol
  /** Lasting identity. */
  readonly instrument: InstrumentSymbol
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** Board. */
  readonly board: Board
  /** Risk status on that day. */
  readonly riskStatus: RiskStatus
  /** The status is not documented for that day. */
  readonly statusAssumed: boolean
  /** Counts in the headline statistics: no exclusion applies. */
  readonly inUniverse: boolean
  /** Why it does not count: no limit that day, an IPO that has not opened, delisting period, ST, prices beyond the computed limits, Beijing exchange. */
  readonly exclusion: null | Exclusion
  /** Price limit in percent; null where none applies. */
  readonly limitPercent: null | number
  /** Limit-up price, 1/10000 CNY. */
  readonly limitUp: null | Price
  /** Limit-down price, 1/10000 CNY. */
  readonly limitDown: null | Price
  /** 1/10000 CNY. */
  readonly open: Price
  /** 1/10000 CNY. */
  readonly high: Price
  /** 1/10000 CNY. */
  readonly low: Price
  /** 1/10000 CNY. */
  readonly close: Price
  /** Reference price, 1/10000 CNY. */
  readonly prevClose: Price
  /** Shares. */
  readonly volume: number
  /** Fen. */
  readonly amount: null | Fen
  /** Limit-up: not touched, touched but closed below (炸板), closed at it (涨停). */
  readonly up: LimitTouch
  /** Limit-down: not touched, touched but closed above (翘板), closed at it (跌停). */
  readonly down: LimitTouch
  /** One-word board (一字板) or T-word board (T字板), of a sealed limit-up. */
  readonly shape: BoardShape
  /** Consecutive limit-up closes b (连板数); 0 unless sealed. Own sessions: a suspension does not break it. */
  readonly streak: number
  /** The streak began before our data or across a data gap. */
  readonly streakIsLowerBound: boolean
  /** The session before, if the symbol counted then and counts now (Beijing among its own): sealed (in the promotion cohort), broken, or none. */
  readonly previousUp: LimitTouch
  /** Its streak the session before; 0 unless previousUp is sealed. */
  readonly previousStreak: number
  /** open / prevClose - 1 in 1e-10, rounded half away from zero. */
  readonly openReturn: number
  /** close / prevClose - 1 in 1e-10, rounded half away from zero. */
  readonly closeReturn: number
  /** First time sealed, epoch ms; null where there are no ticks. */
  readonly firstSealTime: null | EventTime
  /** Last time sealed. */
  readonly lastSealTime: null | EventTime
  /** How often the board opened; null where there are no ticks. */
  readonly breakCount: null | number
  /** M of N days M boards N天M板: limit-ups in the window; null unless sealed. */
  readonly boardsInWindow: null | number
  /** N: sessions from the first of them to this one. */
  readonly windowDays: null | number
}

export interface MinuteTier {
  /** Board height n. */
  readonly tier: number
  /** Sealed now with n boards. */
  readonly boards: number
  /** Cohort with n boards the session before. */
  readonly base: null | number
  /** Of those, sealed now. */
  readonly promoted: null | number
  /** Of those, touched so far. */
  readonly touched: null | number
}

export type Quality = 'ok' | 'noBook' | 'partial'

/** The market's limit-up statistics so far at the end of a session minute (topic sentiment.minutes), or in between (sentiment.live). */
export interface MarketMinute {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** all, or a limit size: limit5, limit10, limit20, limit30. */
  readonly scope: string
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Everything before this has been counted, epoch ms; the label of the minute is its end (09:25, 09:31..15:00). */
  readonly eventTime: EventTime
  /** Session minute, 0 (09:25) to 240 (15:00). */
  readonly minute: number
  /** The minute is complete; false only in sentiment.live. */
  readonly settled: boolean
  /** L = sealed now; at 15:00 closed at the limit. */
  readonly limitUps: number
  /** #LD. */
  readonly limitDowns: number
  /** Touched the limit-up so far. */
  readonly touched: number
  /** Touched and not sealed now. */
  readonly broken: number
  /** limitUps / touched. */
  readonly sealRate: null | number
  /** Board height so far (连板高度). */
  readonly height: number
  /** The tallest streak began before our data. */
  readonly heightIsLowerBound: boolean
  /** Of L, one-word boards. */
  readonly oneWord: number
  /** #C: yesterday's limit-ups that are eligible and traded today. */
  readonly base: null | number
  /** Of those, sealed now. */
  readonly promoted: null | number
  /** promoted / base so far. */
  readonly promotionRate: null | number
  /** Yesterday's limit-ups that are not in C today: suspended or no longer eligible. */
  readonly excluded: null | number
  /** Cohort with two boards or more. */
  readonly streakBase: null | number
  /** Of those, promoted. */
  readonly streakPromoted: null | number
  /** Cohort at yesterday's height. */
  readonly topBase: null | number
  /** Of those, promoted. */
  readonly topPromoted: null | number
  /** Mean return of C now (涨停溢价). */
  readonly limitUpPremium: null | number
  /** Mean open return of C. */
  readonly limitUpOpenPremium: null | number
  /** Median return of C now. */
  readonly limitUpMedian: null | number
  /** How many of C are up now. */
  readonly limitUpPositive: null | number
  /** Yesterday's broken boards that are eligible today. */
  readonly brokenBase: null | number
  /** Mean return of those now. */
  readonly brokenPremium: null | number
  /** Provisional stage code of these figures; null outside the grid. The S4 thresholds are end-of-day ones. */
  readonly stage: null | string
  /** Why there is no stage: noHistory, noCohort, belowGrid, dataGap. */
  readonly stageReason: null | string
  /** Of C, at the limit-up price now, sealed or not. */
  readonly promotedAtLimit: null | number
  /** Of C, touched so far: the upper envelope. */
  readonly promotedTouched: null | number
  /** Fen queued at sealed limit-ups 封单金额. */
  readonly sealAmount: Fen
  /** The ladder so far, ascending. */
  readonly tiers: readonly (MinuteTier)[]
  /** The stage after hysteresis: a new one holds for 3 minutes in a row before it is announced, and none is while data are partial. */
  readonly announcedStage: null | string
  /** Percentile (0..100, weak rule) of the promotion rate among the same minute of the last 60 sessions and this one; null below 20. */
  readonly percentile: null | number
  /** How many of those sessions are known. */
  readonly percentileSessions: number
  /** 10th percentile of the same minute over those sessions; null below 20. */
  readonly bandLow: null | number
  /** Median. */
  readonly bandMid: null | number
  /** 90th percentile. */
  readonly bandHigh: null | number
  /** Symbols that traded so far; breadth only in scope all. */
  readonly traded: null | number
  /** Up 上涨家数. */
  readonly advancers: null | number
  /** Down 下跌家数. */
  readonly decliners: null | number
  /** Flat 平盘. */
  readonly unchanged: null | number
  /** No trade yet, not suspended. */
  readonly untraded: null | number
  /** Shares so far. */
  readonly volume: null | number
  /** Fen so far. */
  readonly amount: null | Fen
  /** Equal-weight mean return of what traded. */
  readonly meanReturn: null | number
  /** Symbols by change in percent: 22 buckets from below -10% to 10% and above, exactly 0 in a 23rd; empty outside scope all. */
  readonly histogram: readonly (number)[]
  /** Symbols that should send snapshots. */
  readonly expected: number
  /** Of those, how many have. */
  readonly seen: number
  /** Suspended all day so far. */
  readonly suspended: number
  /** Of yesterday's limit-ups, how many should send snapshots and have not. */
  readonly cohortMissing: number
  /** Symbols whose source said nothing for 60 s of continuous trading. */
  readonly stale: number
  /** Snapshots so far by what tick hygiene did with them. */
  readonly hygiene: Readonly<Record<string, number>>
  /** partial: more than 2% of the cohort is missing. noBook: sealed is taken from the price for some boards. */
  readonly quality: Quality
  /** Universe version: the exclusions in force. */
  readonly universe: string
  /** Version of the definitions. */
  readonly definition: number
  /** Row of 15:00 after the closing auction. */
  readonly final: boolean
}

/** One session minute of one symbol, built from ticks (topic market.bars.1m). Minutes without a trade have no record. */
export interface MinuteBar {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Code as traded on that day, exchange-suffixed. */
  readonly symbol: InstrumentSymbol
  /** Lasting identity; the record's key. */
  readonly instrument: InstrumentSymbol
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** End of the minute, epoch ms: 09:25 for the opening auction, 09:31..11:30, 13:01..15:00; the last minute of each half session takes one minute more. */
  readonly eventTime: EventTime
  /** Number of the session minute, 0 (09:25) to 240 (15:00). */
  readonly minute: number
  /** 1/10000 CNY. */
  readonly open: Price
  /** 1/10000 CNY. */
  readonly high: Price
  /** 1/10000 CNY. */
  readonly low: Price
  /** 1/10000 CNY. */
  readonly close: Price
  /** Shares traded in the minute. */
  readonly volume: number
  /** Fen traded in the minute; null where the source has none. */
  readonly amount: null | Fen
  /** ticks, or the vendor whose bar it is. */
  readonly source: string
}

/** One release of a macro-economic series (topic macro.observations). */
export interface Observation {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Name of the series, such as CN.PMI or CN.SHIBOR.3M. */
  readonly series: string
  /** Last day of the period that the value is about, yyyymmdd. */
  readonly period: TradeDate
  /** When it was released, epoch ms. */
  readonly eventTime: EventTime
  /** As released first, in `unit`. */
  readonly value: number
  /** What was expected, in `unit`. */
  readonly forecast: null | number
  /** percent, index, fraction, CNY, or what docs/sources.md says of the series. */
  readonly unit: string
  /** False: the source prints no release time, and a rule gave the latest usual one. */
  readonly releaseKnown: boolean
  /** Format or vendor that it came from. */
  readonly source: string
  /** Published after a punctuation of its source that covers its time. */
  readonly late: boolean
}

/** A strategy's account after a session (topic signals.portfolios). */
export interface PortfolioDay {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Name of the strategy. */
  readonly strategy: string
  /** Chinese session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** When it could be known first, epoch ms: nothing that is decided earlier may use it. */
  readonly eventTime: EventTime
  /** Net asset value, 1 before the first trade. */
  readonly nav: number
  /** The benchmark's, 1 before the first trade. */
  readonly benchmarkNav: null | number
  /** nav / nav of the session before - 1. */
  readonly dayReturn: number
  /** The same of the benchmark. */
  readonly benchmarkReturn: null | number
  /** Amount bought and sold / net asset value before, this session. */
  readonly turnover: number
  /** Cost paid / net asset value before, this session. */
  readonly cost: number
  /** Cash / net asset value. */
  readonly cash: number
  /** Positions held. */
  readonly holdings: number
  /** Orders that could not be filled: suspended, at a limit, bought today. */
  readonly blocked: number
  /** nav / highest nav so far - 1. */
  readonly drawdown: number
}

/** Figures of a strategy over a period so far (topic signals.portfolio-stats). */
export interface PortfolioStat {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Name of the strategy. */
  readonly strategy: string
  /** all, or a year. */
  readonly period: string
  /** First session counted, yyyymmdd. */
  readonly from: TradeDate
  /** Last session counted, yyyymmdd. */
  readonly to: TradeDate
  /** When it could be known first, epoch ms: nothing that is decided earlier may use it. */
  readonly eventTime: EventTime
  /** Sessions counted. */
  readonly sessions: number
  /** nav at the end / nav at the start - 1. */
  readonly totalReturn: number
  /** Annualised. */
  readonly annualReturn: null | number
  /** Standard deviation of daily returns, annualised. */
  readonly volatility: null | number
  /** annualReturn / volatility, without a riskless rate (as the reports do). */
  readonly sharpe: null | number
  /** Deepest fall from a height inside the period, 0 or negative. */
  readonly maxDrawdown: number
  /** annualReturn / -maxDrawdown. */
  readonly calmar: null | number
  /** The benchmark's totalReturn. */
  readonly benchmarkReturn: null | number
  /** totalReturn - benchmarkReturn. */
  readonly excess: null | number
  /** The benchmark's maxDrawdown. */
  readonly benchmarkMaxDrawdown: null | number
  /** Share of sessions above the benchmark; above 0 without one. */
  readonly winRate: null | number
  /** Sum of daily turnover. */
  readonly turnover: number
}

/** A position of a strategy after a session (topic signals.weights). */
export interface PortfolioWeight {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Name of the strategy. */
  readonly strategy: string
  /** Chinese session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** When it could be known first, epoch ms: nothing that is decided earlier may use it. */
  readonly eventTime: EventTime
  /** Held. */
  readonly symbol: InstrumentSymbol
  /** Fraction of the net asset value at the close. */
  readonly weight: number
  /** What the strategy wants. */
  readonly target: number
  /** Why the order could not be filled: suspended, limitUp, limitDown, boughtToday, cash (a purchase that waits for a blocked sale). noOpen: traded at the close, as there was no opening price. */
  readonly blocked: null | string
}

export type MarketCode = 'CN' | 'HK' | 'US'

export type SeriesAdjustment = 'none' | 'totalReturn'

/** One session of an index, a fund, a future or a foreign share (topic market.series). */
export interface SeriesBar {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Exchange-suffixed, such as 000300.SH, VIX.US, NVDA.US. */
  readonly symbol: InstrumentSymbol
  /** Whose sessions the dates are. */
  readonly market: MarketCode
  /** Session date of that market, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** When it could be known first, epoch ms: nothing that is decided earlier may use it. */
  readonly eventTime: EventTime
  /** Index points, or currency units of the market; null where the source has none. */
  readonly open: null | number
  /** Highest; null where the source has none. */
  readonly high: null | number
  /** Lowest; null where the source has none. */
  readonly low: null | number
  /** Close. */
  readonly close: number
  /** Shares or contracts. */
  readonly volume: null | number
  /** Currency units traded. */
  readonly amount: null | number
  /** none: as printed. totalReturn: adjusted for dividends and splits with what was known when the source was made. */
  readonly adjustment: SeriesAdjustment
  /** Format or vendor that it came from. */
  readonly source: string
  /** Published after a punctuation of its source that covers its time. */
  readonly late: boolean
}

/** One session of an exchange (topic market.calendar). */
export interface CalendarDay {
  /** Data set. */
  readonly dataset: string
  /** SSE: valid for the mainland's three exchanges. */
  readonly exchange: string
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** The session before, yyyymmdd. */
  readonly previousSession: null | TradeDate
  /** Version of the reference table. */
  readonly version: number
  /** When it could be known, epoch ms. */
  readonly availableAt: EventTime
}

/** Total share capital from a date on (topic fundamentals). */
export interface ShareCapital {
  /** Data set. */
  readonly dataset: string
  /** Instrument. */
  readonly symbol: InstrumentSymbol
  /** First date, yyyymmdd. */
  readonly effectiveDate: TradeDate
  /** Shares. */
  readonly totalShares: number
  /** Version of the reference table. */
  readonly version: number
  /** When it could be known, epoch ms. */
  readonly availableAt: EventTime
}

/** What a signal says of a subject on a date (topics sentiment.volatility, sentiment.crowding and signals.*). */
export interface Signal {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** Name of the signal, such as vvix_vix. */
  readonly signal: string
  /** What it is about: a market, an index, a board, a pair, a strategy; one text without a slash. */
  readonly subject: string
  /** Session date of the subject's market, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** When it could be known and acted upon, epoch ms (available_at). */
  readonly eventTime: EventTime
  /** The figure; null where the window is too short or an input is missing. */
  readonly value: null | number
  /** What the figure means, from the closed list that docs/signals gives. */
  readonly state: null | string
  /** Place among the subjects of that date, from 1. */
  readonly rank: null | number
  /** Figures that it is made of, by name. */
  readonly components: Readonly<Record<string, number>>
  /** Texts: reasons, triggers, names. */
  readonly notes: Readonly<Record<string, string>>
}

/** The market's limit-up statistics and its place in the 12-stage grid (topic sentiment.stage). */
export interface MarketStage {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Rises when a value of the open session is corrected; 0 at first. */
  readonly revision: number
  /** True withdraws the key: a tombstone. */
  readonly deleted: boolean
  /** all, or a limit size: limit5, limit10, limit20, limit30. */
  readonly scope: string
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** L = #LU, sealed at the close. */
  readonly limitUps: number
  /** #LD. */
  readonly limitDowns: number
  /** L + B. */
  readonly touched: number
  /** B = #BR. */
  readonly broken: number
  /** L / (L + B). */
  readonly sealRate: null | number
  /** Board height H (连板高度). */
  readonly height: number
  /** The tallest streak began before our data. */
  readonly heightIsLowerBound: boolean
  /** Of L, one-word boards. */
  readonly oneWord: number
  /** #C: yesterday's limit-ups that are eligible and traded today. */
  readonly base: null | number
  /** Of those, sealed today. */
  readonly promoted: null | number
  /** promoted / base: definition A, the headline. */
  readonly promotionRate: null | number
  /** Yesterday's limit-ups that are not in C today: suspended or no longer eligible. */
  readonly excluded: null | number
  /** Cohort with two boards or more. */
  readonly streakBase: null | number
  /** Of those, promoted. */
  readonly streakPromoted: null | number
  /** Cohort at yesterday's height. */
  readonly topBase: null | number
  /** Of those, promoted. */
  readonly topPromoted: null | number
  /** Mean close return of C (涨停溢价). */
  readonly limitUpPremium: null | number
  /** Mean open return of C. */
  readonly limitUpOpenPremium: null | number
  /** Median close return of C. */
  readonly limitUpMedian: null | number
  /** How many of C closed up. */
  readonly limitUpPositive: null | number
  /** Yesterday's broken boards that traded today. */
  readonly brokenBase: null | number
  /** Mean close return of those. */
  readonly brokenPremium: null | number
  /** Stage code, e.g. chaos-active; null outside the grid. */
  readonly stage: null | string
  /** Why there is no stage: noHistory, noCohort, belowGrid, dataGap. */
  readonly stageReason: null | string
  /** Universe version: the exclusions in force. */
  readonly universe: string
  /** Version of the definitions. */
  readonly definition: number
  /** Fewer than half of the recently active symbols traded in our data. */
  readonly dataGap: boolean
  /** Of the closed session. */
  readonly final: boolean
}

/** A packed, checksummed part of a processor's state (changelog topics). */
export interface StateSnapshot {
  /** Processor name. */
  readonly processor: string
  /** Processor version. */
  readonly version: number
  /** Data set. */
  readonly dataset: string
  /** Epoch. */
  readonly epoch: number
  /** State store. */
  readonly store: string
  /** Key range. */
  readonly shard: number
  /** Entries in the payload. */
  readonly entries: number
  /** CRC-32 of the payload. */
  readonly crc: number
  /** Avro array of {key, value}. */
  readonly payload: Buffer
}

export type Execution = 'nextOpen' | 'nextClose'

export interface TargetWeight {
  /** What to hold. */
  readonly symbol: InstrumentSymbol
  /** Fraction of the net asset value. */
  readonly weight: number
}

/** What a strategy wants to hold from the next possible trade on (topic signals.targets). */
export interface Target {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Name of the strategy. */
  readonly strategy: string
  /** Chinese session on or before which it was decided, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** When it was decided, epoch ms; it is traded at the first open or close of a session after that. */
  readonly eventTime: EventTime
  /** At which price of the first session after the decision it is traded. */
  readonly execution: Execution
  /** Rising by symbol; what is missing to 1 is cash. */
  readonly weights: readonly (TargetWeight)[]
  /** What it is compared with: a symbol, or null. */
  readonly benchmark: null | InstrumentSymbol
  /** Cost of trading, fraction of the amount traded, each way. */
  readonly costRate: number
  /** Why, in a few words. */
  readonly reason: string
}

export type TickStatus = 'unknown' | 'auction' | 'trading' | 'halted' | 'volatilityHalt' | 'closed'

/** One snapshot of one symbol: last price, day so far, five levels of the book (topic market.ticks). Cumulative figures are of the day. */
export interface Tick {
  /** Data set: main, sim-<seed> or replay-<id>. */
  readonly dataset: string
  /** Rises at every rebuild; rows of older epochs are superseded. */
  readonly epoch: number
  /** Code as traded on that day, exchange-suffixed. */
  readonly symbol: InstrumentSymbol
  /** Lasting identity; the record's key. */
  readonly instrument: InstrumentSymbol
  /** Shanghai session date, yyyymmdd. */
  readonly tradeDate: TradeDate
  /** Exchange time, epoch ms. */
  readonly eventTime: EventTime
  /** When the source received it, epoch ms; never used in results. */
  readonly receivedAt: null | EventTime
  /** Number that the source gives it, where it has one; orders snapshots of one moment. */
  readonly sequence: null | number
  /** Trading status as the source prints it; unknown: the phase follows from the time. */
  readonly status: TickStatus
  /** Exchange reference price (ex-rights adjusted), 1/10000 CNY. */
  readonly prevClose: null | Price
  /** Opening price, 1/10000 CNY; null before the first trade. */
  readonly open: null | Price
  /** Highest so far, 1/10000 CNY; null before the first trade. */
  readonly high: null | Price
  /** Lowest so far, 1/10000 CNY; null before the first trade. */
  readonly low: null | Price
  /** Last trade, 1/10000 CNY; null before the first trade. */
  readonly last: null | Price
  /** Shares traded today so far. */
  readonly volume: number
  /** Fen traded today so far; null where the source has none. */
  readonly amount: null | Fen
  /** Levels of the book that the source prints; 0: no book. */
  readonly depth: number
  /** Best bids, 1/10000 CNY, best first; empty levels are left out, so an empty side is an empty array. */
  readonly bidPrices: readonly (number)[]
  /** Shares at those bids. */
  readonly bidVolumes: readonly (number)[]
  /** Best asks, 1/10000 CNY, best first; empty levels are left out. Empty while a limit-up is sealed. */
  readonly askPrices: readonly (number)[]
  /** Shares at those asks. */
  readonly askVolumes: readonly (number)[]
  /** Limit-up price that the source prints, 1/10000 CNY; a sentinel of 10000 CNY or more means no limit. */
  readonly limitUp: null | Price
  /** Limit-down price that the source prints, 1/10000 CNY; 0 or less means no limit. */
  readonly limitDown: null | Price
  /** Format, vendor or simulator that it came from. */
  readonly source: string
  /** Published after a punctuation of its source that covers its time. */
  readonly late: boolean
}

/** Record type of each schema file. */
export interface SchemaTypes {
  'board-minute': BoardMinute
  'breadth-partial': BreadthPartial
  'breadth': Breadth
  'control': Control
  'cross-section': CrossSection
  'daily-bar': DailyBar
  'dataset-epoch': DatasetEpoch
  'dead-letter': DeadLetter
  'fund-flow': FundFlow
  'group-minute': GroupMinute
  'instrument': Instrument
  'intraday-partial': IntradayPartial
  'ladder-tier': LadderTier
  'late-event': LateEvent
  'limit-change': LimitChange
  'limit-state': LimitState
  'market-minute': MarketMinute
  'minute-bar': MinuteBar
  'observation': Observation
  'portfolio-day': PortfolioDay
  'portfolio-stat': PortfolioStat
  'portfolio-weight': PortfolioWeight
  'series-bar': SeriesBar
  'session-calendar': CalendarDay
  'share-capital': ShareCapital
  'signal': Signal
  'stage': MarketStage
  'state-snapshot': StateSnapshot
  'target': Target
  'tick': Tick
}
