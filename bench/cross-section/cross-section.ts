import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sessionClose } from '../../core/market/trade-date.ts'
import type { Batch, ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { ReferenceTable } from '../../runtime/processor/reference-table.ts'
import type { DailyBar, Instrument } from '../../schemas/generated/events.ts'
import { discover } from '../../services/ingest/discover.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import { readSessions } from '../../services/ingest/session-stream.ts'
import { crossSectionProcessor } from '../../services/sentiment/cross-section/cross-section-processor.ts'
import { laneOf } from '../../test/support/pipeline-harness.ts'
import { knownInstruments } from '../../test/support/real-history.ts'
import { realInstruments } from '../../tools/evidence/cross-section-history.ts'
import type { Bench } from '../bench.ts'
import type { PlainSession } from '../daily-processors/plain-loop.ts'
import { batchesOf, throughProcessors } from '../daily-processors/processors.ts'
import { SAMPLE, type Source, year2022 } from '../data.ts'
import { formatRate, formatSpread, interleaved, timesAsLong } from '../measure.ts'

const REPEATS = 5
const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'

/** What the cross-section adds to the daily processors, on the same decoded bars. */
export const crossSection: Bench = {
  name: 'cross-section',
  title: 'cross-section beside the daily processors, same decoded bars (aim: at most a third more)',
  async run() {
    const source = year2022() ?? SAMPLE
    const full = existsSync(join(DATA, 'reference'))
    const instruments = full ? await realInstruments(DATA) : knownInstruments()
    const sessions = await sessionsOf(source)
    const batches = batchesOf(sessions)
    const seconds = await interleaved(
      {
        daily: () => throughProcessors(batches, instruments),
        crossSection: () => throughCrossSection(batches, instruments),
      },
      REPEATS,
      'processor',
    )
    const bars = sessions.reduce((sum, session) => sum + session.bars.length, 0)
    return [
      `${bars.toLocaleString('en-US')} bars, ${source.title}; ${full ? 'industries, concepts and share capital known' : 'industries known'}`,
      `daily processors ${formatRate(bars, seconds.daily)}, cross-section ${formatRate(bars, seconds.crossSection)}`,
      `cross-section takes ${formatSpread(timesAsLong(seconds.crossSection, seconds.daily))} of the time of the daily processors`,
    ]
  },
}

function throughCrossSection(batches: readonly Batch[], instruments: readonly Instrument[]): void {
  const table = new ReferenceTable<'instruments'>()
  for (const record of instruments) table.put(record.instrument, record)
  const lane = laneOf(crossSectionProcessor as unknown as ProcessorDefinition, table)
  for (const batch of batches) {
    const { poisoned } = lane.apply(batch)
    if (poisoned[0] !== undefined) throw new Error('an event was poisoned', { cause: poisoned[0].cause })
    lane.settle()
  }
}

async function sessionsOf({ files: paths }: Source): Promise<PlainSession[]> {
  const sessions: PlainSession[] = []
  const { files } = await discover(paths)
  for await (const { tradeDate, bars } of readSessions(files)) {
    const place = { dataset: 'main', epoch: 1, eventTime: sessionClose(tradeDate), late: false }
    sessions.push({ tradeDate, bars: bars.map(({ bar }): DailyBar => dailyBar(bar, place)) })
  }
  return sessions
}
