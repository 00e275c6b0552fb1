import { once } from 'node:events'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { Codec } from '../../../runtime/codec/port.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import type { DailyBar } from '../../../schemas/generated/events.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import type { Rejection, SessionItems, SourceBar, TakenBar } from '../source.ts'
import { contentHash } from './session-ledger.ts'

/** Months hold about 120,000 bars of the full market: one is in memory at a time. */
const monthOf = (tradeDate: TradeDate): number => Math.floor(tradeDate / 100)

/**
 * Everything that was ever recorded of a data set's epoch, late bars included, as sessions in order: what a
 * rebuild publishes again. The log is read once and sorted by month through temporary files. Of bars that
 * contradict each other the same one wins as when all sources are read in one run.
 */
export async function* recordedSessions(options: {
  readonly log: EventLog
  readonly codec: Codec
  readonly dataset: string
  readonly epoch: number
  readonly rankOf: (source: string) => number
  readonly onRejection: (rejection: Rejection) => void
  readonly onProgress?: (barsRead: number) => void
  readonly tempDir?: string
}): AsyncGenerator<SessionItems> {
  const folder = await mkdtemp(join(options.tempDir ?? tmpdir(), 'pulse-rebuild-'))
  const buckets = new Map<number, WriteStream>()
  try {
    await sortByMonth(options, folder, buckets)
    for (const month of [...buckets.keys()].sort((a, b) => a - b))
      yield* sessionsOf(await readBars(join(folder, String(month)), options.codec), options)
  } finally {
    for (const bucket of buckets.values()) bucket.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}

async function sortByMonth(
  options: Parameters<typeof recordedSessions>[0],
  folder: string,
  buckets: Map<number, WriteStream>,
): Promise<void> {
  const { log, codec, dataset, epoch } = options
  const decoder = codec.decoder('daily-bar')
  let bars = 0
  for await (const batch of log.read({ topic: TOPICS.bars1d.name, follow: false })) {
    const values = batch.records.flatMap(({ key, value }) =>
      value === null || isControlKey(key) ? [] : [value],
    )
    await decoder.prepare(values)
    for (const value of values) {
      const bar = decodable(() => decoder.decode(value))
      if (bar === undefined || bar.dataset !== dataset || bar.epoch !== epoch) continue
      const month = monthOf(bar.tradeDate)
      let bucket = buckets.get(month)
      if (bucket === undefined) {
        bucket = createWriteStream(join(folder, String(month)))
        buckets.set(month, bucket)
      }
      const length = Buffer.allocUnsafe(4)
      length.writeUInt32LE(value.length)
      bucket.write(length)
      if (!bucket.write(value)) await once(bucket, 'drain')
      bars += 1
    }
    options.onProgress?.(bars)
  }
  for (const bucket of buckets.values()) {
    bucket.end()
    await finished(bucket)
  }
}

/** Records that do not decode were never published as bars: they are in the dead letters already. */
function decodable(decode: () => DailyBar): DailyBar | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
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
  { rankOf, onRejection }: Pick<Parameters<typeof recordedSessions>[0], 'rankOf' | 'onRejection'>,
): Generator<SessionItems> {
  const sorted = bars
    .map((bar) => ({ bar, rank: rankOf(bar.source), hash: contentHash(bar) }))
    .sort(
      (a, b) =>
        a.bar.tradeDate - b.bar.tradeDate ||
        (a.bar.instrument < b.bar.instrument ? -1 : a.bar.instrument > b.bar.instrument ? 1 : 0) ||
        a.rank - b.rank ||
        a.hash - b.hash,
    )
  let session: TakenBar[] = []
  for (const [at, { bar, hash }] of sorted.entries()) {
    const before = sorted[at - 1]
    if (before !== undefined && before.bar.tradeDate !== bar.tradeDate) {
      yield { tradeDate: before.bar.tradeDate, bars: session, omissions: [] }
      session = []
    }
    const winner = session.at(-1)?.bar
    if (winner?.symbol !== bar.symbol)
      session.push({ kind: 'bar', bar: sourceBar(bar), file: bar.source, line: 0 })
    else if (contentHash(winner) !== hash) onRejection(loser(bar))
  }
  const last = session.at(-1)
  if (last !== undefined) yield { tradeDate: last.bar.tradeDate, bars: session, omissions: [] }
}

function sourceBar(bar: DailyBar): SourceBar {
  const {
    dataset: _dataset,
    epoch: _epoch,
    instrument: _instrument,
    eventTime: _time,
    late: _late,
    ...source
  } = bar
  return source
}

const loser = (bar: DailyBar): Rejection => ({
  kind: 'rejection',
  file: bar.source,
  line: 0,
  code: 'conflictingDuplicate',
  reason: `Two recorded bars of ${bar.symbol} contradict each other; the one from the source of lower rank was left out.`,
  raw: JSON.stringify(bar),
  symbol: bar.symbol,
  tradeDate: bar.tradeDate,
})
