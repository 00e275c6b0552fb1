import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import { marketClose, marketOf } from '../../../../core/market/market-close.ts'
import type { EventTime, TradeDate } from '../../../../core/market/trade-date.ts'
import type { IngestService, Published } from '../../ingest-service.ts'
import { NO_FACTS } from '../../reference-facts.ts'
import type { SessionItems } from '../../source.ts'
import { seriesTrust } from '../formats/registry.ts'
import { mergeRows } from '../merge-rows.ts'
import type { SeriesRow } from '../series-row.ts'

/** A close as a file of our own would say it. */
export function closeOf(symbol: string, tradeDate: number, close: number, source = 'series-csv'): SeriesRow {
  const date = tradeDate as TradeDate
  return {
    topic: 'series',
    value: {
      symbol: symbol as InstrumentSymbol,
      market: marketOf(symbol),
      tradeDate: date,
      eventTime: marketClose(marketOf(symbol), date, symbol as InstrumentSymbol),
      open: null,
      high: null,
      low: null,
      close,
      volume: null,
      amount: null,
      adjustment: 'none',
      source,
    },
    file: 'made-up.csv',
    line: 2,
  }
}

export function observationOf(
  series: string,
  period: number,
  eventTime: number,
  value: number,
  source = 'observations-csv',
): SeriesRow {
  return {
    topic: 'observations',
    value: {
      series,
      period: period as TradeDate,
      eventTime: eventTime as EventTime,
      value,
      forecast: null,
      unit: 'percent',
      releaseKnown: true,
      source,
    },
    file: 'made-up.csv',
    line: 2,
  }
}

/** Publishes rows as one run would. */
export const publishRows = (
  service: IngestService,
  rows: readonly SeriesRow[],
  sessions: readonly SessionItems[] = [],
): Promise<Published> =>
  service.publish(
    NO_FACTS,
    async function* () {
      yield* sessions
    },
    { series: mergeRows(rows, seriesTrust) },
  )
