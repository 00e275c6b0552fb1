import { formatTradeDate } from '../../core/market/trade-date.ts'
import type { DailyBar, FundFlow, Observation, SeriesBar } from '../../schemas/generated/events.ts'
import type { IngestService, Published } from './ingest-service.ts'
import type { SessionSource } from './publish-sessions.ts'
import { sourceBar } from './publisher/daily-bar.ts'
import { NO_FACTS } from './reference-facts.ts'
import type { SeriesRow } from './series/series-row.ts'

/** A record of a topic that takes single records; those of ticks belong into their session. */
export type TakeableRecord =
  | { readonly topic: 'bars1d'; readonly value: DailyBar }
  | { readonly topic: 'series'; readonly value: SeriesBar }
  | { readonly topic: 'observations'; readonly value: Observation }
  | { readonly topic: 'fundFlows'; readonly value: FundFlow }

/** What became of a record: published, known already, or too early to be published alone. */
export type Taken =
  | { readonly kind: 'published' | 'known'; readonly published: Published; readonly late: boolean }
  | { readonly kind: 'early'; readonly reason: string }

/** Publishes one record by the way that files take: what is known changes nothing, what is behind the frontier is late. */
export async function takeRecord(
  service: IngestService,
  record: TakeableRecord,
  file: string,
): Promise<Taken> {
  if (record.topic === 'bars1d') return takeBar(service, record.value, file)
  const { dataset: _dataset, epoch: _epoch, late: _late, ...value } = record.value
  const row = { topic: record.topic, value, file, line: 0 } as unknown as SeriesRow
  const published = await service.publish(NO_FACTS, none, {
    series: { rows: [{ row, others: [] }], rejections: [] },
  })
  const { late, published: inTime } = published.series[record.topic]
  return { kind: late + inTime > 0 ? 'published' : 'known', published, late: late > 0 }
}

async function takeBar(service: IngestService, value: DailyBar, file: string): Promise<Taken> {
  const { tradeDate } = value
  if (tradeDate > service.frontier)
    return {
      kind: 'early',
      reason: `session ${formatTradeDate(tradeDate)} is not published yet: ingest its bars first`,
    }
  const published = await service.publish(NO_FACTS, async function* () {
    yield { tradeDate, bars: [{ kind: 'bar', bar: sourceBar(value), file, line: 0 }], omissions: [] }
  })
  return { kind: published.late > 0 ? 'published' : 'known', published, late: true }
}

const none: SessionSource = async function* () {}
