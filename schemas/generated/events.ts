// Generated from schemas/*.avsc by `npm run generate`. Do not edit.
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { Fen, Price } from '../../core/market/price.ts'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'

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
  /** Content hash: the same failure is the same dead letter. */
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
  /** The record as it came. */
  readonly raw: Buffer
}

export type Board = 'SH_MAIN' | 'SZ_MAIN' | 'CHINEXT' | 'STAR' | 'BSE' | 'INDEX' | 'FUND' | 'OTHER'

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

export type Exclusion = 'noLimit' | 'unopenedIpo' | 'delisting' | 'st' | 'contradicted' | 'bse'

export type LimitTouch = 'none' | 'broken' | 'sealed'

export type BoardShape = 'none' | 'oneWord' | 'tWord'

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

/** Record type of each schema file. */
export interface SchemaTypes {
  'breadth-partial': BreadthPartial
  'breadth': Breadth
  'control': Control
  'daily-bar': DailyBar
  'dataset-epoch': DatasetEpoch
  'dead-letter': DeadLetter
  'instrument': Instrument
  'ladder-tier': LadderTier
  'late-event': LateEvent
  'limit-state': LimitState
  'session-calendar': CalendarDay
  'share-capital': ShareCapital
  'stage': MarketStage
  'state-snapshot': StateSnapshot
}
