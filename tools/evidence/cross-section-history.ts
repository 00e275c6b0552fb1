import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type EventTime, sessionClose, type TradeDate } from '../../core/market/trade-date.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import { discover } from '../../services/ingest/discover.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import { instrumentRecords } from '../../services/ingest/publisher/instrument-records.ts'
import { readReferences } from '../../services/ingest/read-reference.ts'
import { readSessions } from '../../services/ingest/session-stream.ts'
import { IngestSummary } from '../../services/ingest/summary.ts'
import { type CrossSectionDay, CrossSectionRun } from '../../test/support/cross-section-run.ts'
import { SessionFraming } from '../../test/support/real-history.ts'

/** Reference tables that cross-sections are made with: industries, concepts, share capital, changes of status. */
const REFERENCES = [
  'stock_list_202605.csv.gz',
  'stock_concepts_2026-01.csv.gz',
  'total_shares_changes_2018_2026.csv.gz',
  'sz_name_changes_2010_202604.csv.gz',
  'security_master_202604.csv.gz',
]

/** The instruments as ingest makes them of the real reference files. */
export async function realInstruments(data: string): Promise<Instrument[]> {
  const paths = REFERENCES.map((name) => join(data, 'reference', name)).filter((path) => existsSync(path))
  const { files, errors } = await discover(paths)
  if (errors[0] !== undefined) throw errors[0]
  const facts = await readReferences(files, new IngestSummary())
  return instrumentRecords([facts]).map((record) => ({
    ...record,
    dataset: 'main',
    version: 1,
    availableAt: 0 as EventTime,
  }))
}

/** Runs real files of daily bars through cross-section, crowding and the microcap index. */
export async function* crossSectionHistory(
  data: string,
  names: readonly string[],
): AsyncGenerator<CrossSectionDay & { readonly tradeDate: TradeDate; readonly bars: number }> {
  const { files, errors } = await discover(names.map((name) => join(data, name)))
  if (errors[0] !== undefined) throw errors[0]
  const run = new CrossSectionRun(await realInstruments(data))
  const framing = new SessionFraming()
  for await (const { tradeDate, bars: taken } of readSessions(files)) {
    if (taken.length === 0) continue
    const place = { dataset: 'main', epoch: 1, eventTime: sessionClose(tradeDate), late: false }
    const bars = taken.map(({ bar }) => dailyBar(bar, place))
    yield { tradeDate, bars: bars.length, ...run.session(framing.frame(tradeDate, bars), bars) }
  }
}

/** A session of the microcap index. */
export interface IndexRow {
  readonly tradeDate: TradeDate
  readonly level: number
  readonly change: number
  readonly figures: Readonly<Record<string, number>>
}

/** The session's row of the index; undefined where it says no return. */
export function indexRow(tradeDate: TradeDate, [row]: CrossSectionDay['microcap']): IndexRow | undefined {
  const change = row?.components.return
  if (row === undefined || row.value === null || change === undefined) return undefined
  return { tradeDate, level: row.value, change, figures: row.components }
}
