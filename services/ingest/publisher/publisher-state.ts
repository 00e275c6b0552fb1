import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'

/** What the publisher of one data set remembers between runs, beside the session ledgers. */
export interface PublisherState {
  /** The epoch that is written to. */
  readonly epoch: number
  /** Last session that was published and closed; 0 before the first. */
  readonly frontier: TradeDate
  /** Number of the last control record. */
  readonly sequence: number
  /** The last session was a data gap. */
  readonly afterGap: boolean
  /** Sessions that decide what is recently active, oldest first. */
  readonly recent: readonly TradeDate[]
  /** Sessions with records that only a rebuild takes in. */
  readonly dirty: readonly TradeDate[]
  /** The session whose ticks are being published. */
  readonly open: OpenTickSession | null
  /** Identity of the source that closed the last session of ticks. */
  readonly lastSource: string | null
}

/** How far the ticks of a session have been published. */
export interface OpenTickSession {
  readonly tradeDate: TradeDate
  /** Event time of the last punctuation. */
  readonly publishedUntil: EventTime
  /** Ticks of each source that have been published, by its identity. */
  readonly sources: Readonly<Record<string, number>>
}

export const NOTHING_PUBLISHED = {
  frontier: 0 as TradeDate,
  sequence: 0,
  afterGap: false,
  recent: [],
  dirty: [],
  open: null,
  lastSource: null,
} as const satisfies Omit<PublisherState, 'epoch'>

/** Keys of the publisher's state entries; every key begins with the data set. */
export const stateKey = (dataset: string, epoch: number): string => `${dataset}/${epoch}/publisher`
export const ledgerKey = (dataset: string, epoch: number, tradeDate: TradeDate): string =>
  `${dataset}/${epoch}/ledger/${tradeDate}`
export const tradedKey = (dataset: string, epoch: number, tradeDate: TradeDate): string =>
  `${dataset}/${epoch}/traded/${tradeDate}`
/** Epoch of a key that belongs to one; NaN for all others. */
export const epochOfKey = (key: string, dataset: string): number =>
  key.startsWith(`${dataset}/`) ? Number(key.slice(dataset.length + 1).split('/', 1)[0]) : Number.NaN
/** Which epoch of the data set is active, and versions of the reference tables. */
export const datasetKey = (dataset: string): string => `${dataset}/dataset`

/** Identity of the log that the state is in. */
export const LOG_ID_KEY = 'log'

/** Stands before entries that exist only while a backup is being copied into the log (cli/backup/copy-sources.ts). */
export const UNFINISHED_COPY_PREFIX = 'copy/'

/** Sessions beyond the bundled calendar, from files. */
export const sessionsKey = (dataset: string): string => `${dataset}/sessions`

export interface DatasetState {
  readonly activeEpoch: number
  /** Highest epoch ever begun. */
  readonly newestEpoch: number
  /** Rises with every change of the active epoch. */
  readonly version: number
  /** Version and content hash of the instruments table. */
  readonly instruments: { readonly version: number; readonly hash: string }
  /** Versions of the processors that the active epoch was made with. */
  readonly processors: Readonly<Record<string, number>>
  /** The last run of a data set whose runs have an epoch each. */
  readonly run: DatasetRun | null
}

/** One run of a simulated or replayed data set. */
export interface DatasetRun {
  readonly identity: string
  readonly epoch: number
  readonly complete: boolean
}

export const packJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
export const unpackJson = <T>(bytes: Uint8Array | undefined): T | undefined =>
  bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString('utf8')) as T)
