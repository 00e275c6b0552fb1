import type { Codec } from '../../../runtime/codec/port.ts'
import { readableValues } from '../../../runtime/codec/readable-values.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { mergeRows, type SourceTrust } from './merge-rows.ts'
import { SERIES_TOPICS, type SeriesBatch, type SeriesRow, type SeriesTopic } from './series-row.ts'

export interface RecordedSeriesOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly dataset: string
  readonly epoch: number
  readonly trustOf: (source: string) => SourceTrust
}

/** Everything that was ever recorded of an epoch's series, late rows included: what a rebuild publishes again. */
export async function recordedSeries(options: RecordedSeriesOptions): Promise<SeriesBatch> {
  const recorded: SeriesRow[] = []
  for (const topic of SERIES_TOPICS) await readTopic(topic, options, recorded)
  const { rows, rejections } = mergeRows(recorded, options.trustOf)
  return { rows, rejections }
}

async function readTopic(
  topic: SeriesTopic,
  { log, codec, dataset, epoch }: RecordedSeriesOptions,
  recorded: SeriesRow[],
): Promise<void> {
  const { name, schema } = TOPICS[topic]
  const decoder = codec.decoder(schema)
  for await (const batch of log.read({ topic: name, follow: false })) {
    const values = batch.records.flatMap(({ key, value }) =>
      value === null || isControlKey(key) ? [] : [value],
    )
    for (const { record } of await readableValues(decoder, values)) {
      if (record.dataset !== dataset || record.epoch !== epoch) continue
      const { dataset: _dataset, epoch: _epoch, late: _late, ...said } = record
      recorded.push({ topic, value: said, file: record.source, line: 0 } as SeriesRow)
    }
  }
}
