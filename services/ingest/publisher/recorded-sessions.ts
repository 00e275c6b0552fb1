import { once } from 'node:events'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { Codec } from '../../../runtime/codec/port.ts'
import { readableValues } from '../../../runtime/codec/readable-values.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import type { DailyBar } from '../../../schemas/generated/events.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { type GroupRow, resolveGroup } from '../reading/duplicates.ts'
import type { Rejection, SessionItems, TakenBar } from '../source.ts'
import type { RoundingSteps } from '../units.ts'
import { sourceBar } from './daily-bar.ts'

/** Source of the bars that are built from ticks (schemas/daily-bar.avsc). */
export const BAR_FROM_TICKS = 'ticks'

/** Months hold about 120,000 bars of the full market: one is in memory at a time. */
const monthOf = (tradeDate: TradeDate): number => Math.floor(tradeDate / 100)

export interface RecordedOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly dataset: string
  readonly epoch: number
  /** How far a source is trusted, and how finely it prints. */
  readonly formatOf: (source: string) => { readonly rank: number; readonly steps: RoundingSteps }
  readonly onRejection: (rejection: Rejection) => void
  readonly onProgress?: (barsRead: number) => void
  readonly tempDir?: string
}

/**
 * Everything that was ever recorded of a data set's epoch, late bars included, as sessions in order: what a
 * rebuild publishes again. The log is read once and sorted by month through temporary files. Of bars that
 * contradict each other the same one wins as when all sources are read in one run.
 */
export async function* recordedSessions(options: RecordedOptions): AsyncGenerator<SessionItems> {
  const folder = await mkdtemp(join(options.tempDir ?? tmpdir(), 'pulse-rebuild-'))
  const buckets = new Map<number, Bucket>()
  try {
    await sortByMonth(options, folder, buckets)
    for (const month of [...buckets.keys()].sort((a, b) => a - b))
      yield* sessionsOf(await readBars(join(folder, String(month)), options.codec), options)
  } finally {
    for (const { stream } of buckets.values()) stream.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}

async function sortByMonth(
  options: RecordedOptions,
  folder: string,
  buckets: Map<number, Bucket>,
): Promise<void> {
  const { log, codec, dataset, epoch } = options
  const decoder = codec.decoder('daily-bar')
  let bars = 0
  for await (const batch of log.read({ topic: TOPICS.bars1d.name, follow: false })) {
    const values = batch.records.flatMap(({ key, value }) =>
      value === null || isControlKey(key) ? [] : [value],
    )
    for (const { record: bar, bytes: value } of await readableValues(decoder, values)) {
      if (bar.dataset !== dataset || bar.epoch !== epoch) continue
      // Made from ticks by a processor; it makes it again.
      if (bar.source === BAR_FROM_TICKS) continue
      const month = monthOf(bar.tradeDate)
      let bucket = buckets.get(month)
      if (bucket === undefined) {
        bucket = bucketAt(join(folder, String(month)))
        buckets.set(month, bucket)
      }
      const length = Buffer.allocUnsafe(4)
      length.writeUInt32LE(value.length)
      bucket.stream.write(length)
      if (!bucket.stream.write(value)) await Promise.race([once(bucket.stream, 'drain'), bucket.written])
      bars += 1
    }
    options.onProgress?.(bars)
  }
  for (const { stream, written } of buckets.values()) {
    stream.end()
    await written
  }
}

/** A temporary file, and the promise that it is written, which rejects when the disk is full. */
interface Bucket {
  readonly stream: WriteStream
  readonly written: Promise<void>
}

function bucketAt(path: string): Bucket {
  const stream = createWriteStream(path)
  const written = finished(stream)
  // It may fail long before it is awaited.
  written.catch(() => undefined)
  return { stream, written }
}

async function readBars(path: string, codec: Codec): Promise<DailyBar[]> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(path)) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const decoder = codec.decoder('daily-bar')
  const bars: DailyBar[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at)
    bars.push(decoder.decode(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return bars
}

function* sessionsOf(
  bars: readonly DailyBar[],
  { formatOf, onRejection }: Pick<RecordedOptions, 'formatOf' | 'onRejection'>,
): Generator<SessionItems> {
  const sessions = new Map<TradeDate, Map<string, DailyBar[]>>()
  for (const bar of bars) {
    const session = sessions.get(bar.tradeDate) ?? new Map<string, DailyBar[]>()
    sessions.set(bar.tradeDate, session)
    session.set(bar.instrument, [...(session.get(bar.instrument) ?? []), bar])
  }
  for (const tradeDate of [...sessions.keys()].sort((a, b) => a - b)) {
    const instruments = [...sessions.get(tradeDate)!].sort(([a], [b]) => (a < b ? -1 : 1))
    const taken = instruments.map(([, candidates]) => {
      const { taken: winner, conflicts } = resolveGroup(candidates.map((bar) => rowOf(bar, formatOf)))
      for (const { rejection } of conflicts) onRejection(rejection)
      return winner as TakenBar
    })
    yield { tradeDate, bars: taken, omissions: [] }
  }
}

function rowOf(bar: DailyBar, formatOf: RecordedOptions['formatOf']): GroupRow {
  const { rank, steps } = formatOf(bar.source)
  return {
    taken: { kind: 'bar', bar: sourceBar(bar), file: bar.source, line: 0 },
    file: { path: bar.source, format: bar.source, rank, steps },
    line: 0,
  }
}
