import { formatTradeDate, type TradeDate } from '../core/market/trade-date.ts'
import { BUNDLED_SAMPLE } from '../services/ingest/bundled/sample.ts'
import { publishSimulatedDay } from '../services/ingest/simulated-day.ts'
import type { Speed } from '../services/ingest/ticks/paced.ts'
import { publishTicks } from './commands/tick-run.ts'
import { minuteTable } from './minute-table.ts'
import type { Pipeline } from './pipeline.ts'

const SEED = 1

/** The session that `pulse start` shows when it is given no data: a rebound after a sharp fall. */
export const SAMPLE_DAY = { tradeDate: 2022_04_27 as TradeDate, dataset: `sim-${SEED}` } as const

export interface SampleDayOptions {
  readonly speed: Speed
  /** Shares, evenly over the codes (default: all). */
  readonly symbols?: number | undefined
  readonly signal: AbortSignal
}

/** The sample day minute by minute; undefined while it is not stored whole. */
export const sampleDayTable = ({ warehouse }: Pipeline): Promise<string | undefined> =>
  minuteTable(warehouse.client, SAMPLE_DAY.dataset, SAMPLE_DAY.tradeDate)

/** Simulates the sample day through the whole pipeline. False if it was interrupted. */
export const publishSampleDay = (
  pipeline: Pipeline,
  { speed, symbols, signal }: SampleDayOptions,
): Promise<boolean> =>
  publishTicks(
    pipeline,
    SAMPLE_DAY.dataset,
    (service, callbacks) =>
      publishSimulatedDay(service, {
        ...callbacks,
        tradeDate: SAMPLE_DAY.tradeDate,
        sources: [BUNDLED_SAMPLE],
        seed: SEED,
        speed,
        ...(symbols === undefined ? {} : { symbols }),
      }),
    signal,
  )

/** Where the page shows it: as it comes, or replayed from what is stored. */
export function sampleDayPlace(replay?: number): string {
  const place = { dataset: SAMPLE_DAY.dataset, date: formatTradeDate(SAMPLE_DAY.tradeDate) }
  return `#${new URLSearchParams(replay === undefined ? place : { ...place, replay: String(replay) })}`
}
