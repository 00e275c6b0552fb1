import type { Outbox } from '../publisher/outbox.ts'
import type { Publisher } from '../publisher/publisher.ts'
import type { SeriesCounts } from './series-counts.ts'
import type { SeriesBatch } from './series-row.ts'

/** Publishes what a run has of series, observations and fund flows, and commits on the way. */
export async function publishSeries(
  publisher: Publisher,
  outbox: Outbox,
  { rows, rejections }: SeriesBatch,
  commitRecords: number,
): Promise<SeriesCounts> {
  const { series } = publisher
  for (const rejection of rejections) publisher.reject(rejection)
  if (rows.length === 0) return series.counts
  for (const row of rows) {
    series.publish(row)
    if (outbox.size < commitRecords) continue
    series.save()
    publisher.save()
    await outbox.commit()
  }
  series.finish()
  series.save()
  return series.counts
}
