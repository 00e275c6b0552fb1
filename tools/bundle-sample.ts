/**
 * Writes the bundled sample and instrument facts of services/ingest/bundled from a folder with the
 * source data: `node --import tsx tools/bundle-sample.ts ../shared/data`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { BUNDLED_COLUMNS, textOfSpan } from '../services/ingest/bundled/instruments.ts'
import { discover } from '../services/ingest/discover.ts'
import { type MergedInstrument, mergeFacts } from '../services/ingest/merge-facts.ts'
import { readReferences } from '../services/ingest/read-reference.ts'
import { IngestSummary } from '../services/ingest/summary.ts'

const FIRST_SESSION = '20220301'
const LAST_SESSION = '20220531'
/** The calendar begins here; shares delisted earlier have no bars. */
const EARLIEST_DELISTING = 20_050_104

const BUNDLED = new URL('../services/ingest/bundled/', import.meta.url)

/**
 * Cuts the sessions of the sample out of a file sorted by code and date. The first row of a code gets
 * the close of its row before the cut as reference price, as the format asks.
 */
export function cutSessions(csv: string, first: string, last: string): string {
  const [header, ...lines] = csv.trimEnd().split('\n')
  const cut = [header!]
  let code = ''
  let closeBefore = ''
  let isFirst = true
  for (const line of lines) {
    const fields = line.split(',')
    if (fields[0] !== code) {
      code = fields[0]!
      closeBefore = ''
      isFirst = true
    }
    const date = fields[1]!
    if (date < first) closeBefore = fields[5]!
    if (date < first || date > last) continue
    if (isFirst && fields[6] === '') fields[6] = closeBefore
    isFirst = false
    cut.push(fields.join(','))
  }
  return `${cut.join('\n')}\n`
}

/** Steps of share capital that hold on a session of the sample, of a file sorted by code and date. */
export function cutCapital(csv: string, first: string, last: string): string {
  const [header, ...lines] = csv.trimEnd().split('\n')
  const steps = lines.map((line) => {
    const [code, date] = line.split(',') as [string, string]
    return { line, code, date: date.replaceAll('-', '') }
  })
  const kept = steps.filter(({ code, date }, at) => {
    const next = steps[at + 1]
    return date <= last && !(next?.code === code && next.date <= first)
  })
  return `${[header, ...kept.map(({ line }) => line)].join('\n')}\n`
}

/** Instruments as the bundled file prints them. */
export function instrumentsCsv(instruments: readonly MergedInstrument[]): string {
  const rows = instruments
    .filter(({ delistDate }) => delistDate === null || delistDate >= EARLIEST_DELISTING)
    .map((instrument) => [
      instrument.instrument,
      instrument.name ?? '',
      instrument.listDate ?? '',
      instrument.delistDate ?? '',
      instrument.statusKnownFrom,
      instrument.statusHistory.map(textOfSpan).join(' '),
      instrument.industry ?? '',
    ])
  return `${[BUNDLED_COLUMNS, ...rows].map((row) => row.join(',')).join('\n')}\n`
}

async function main(source: string): Promise<void> {
  const bars = gunzipSync(readFileSync(join(source, 'a-share-daily-bars/raw_2022.csv.gz'))).toString('utf8')
  write('bars_20220301_20220531.csv.gz', cutSessions(bars, FIRST_SESSION, LAST_SESSION))

  const capital = readFileSync(join(source, 'reference/total_shares_changes_2018_2026.csv.gz'))
  const steps = gunzipSync(capital).toString('utf8')
  write('share_capital.csv.gz', cutCapital(steps, FIRST_SESSION, LAST_SESSION))

  const names = ['security_master_202604', 'stock_list_202605', 'sz_name_changes_2010_202604']
  const { files, errors } = await discover(names.map((name) => join(source, `reference/${name}.csv.gz`)))
  if (errors.length > 0) throw errors[0]
  write('instruments.csv.gz', instrumentsCsv(mergeFacts(await readReferences(files, new IngestSummary()))))
}

function write(name: string, text: string): void {
  const packed = gzipSync(text, { level: 9 })
  writeFileSync(new URL(name, BUNDLED), packed)
  process.stdout.write(`${name}: ${text.split('\n').length - 2} rows, ${packed.length} bytes\n`)
}

const [source] = process.argv.slice(2)
if (process.argv[1] === new URL(import.meta.url).pathname) {
  if (source === undefined) throw new Error('name the folder with the source data')
  await main(source)
}
