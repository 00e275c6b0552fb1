/**
 * Shares of turnover and the turnover rate on real data (docs/signals/crowding.md):
 * `PULSE_TEST_DATA=../shared/data npx tsx tools/evidence/crowding.ts`
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { TMT } from '../../core/market/segments.ts'
import type { CrossSectionDay } from '../../test/support/cross-section-run.ts'
import { crossSectionHistory } from './cross-section-history.ts'
import { markdownTable, percent } from './markdown.ts'

const DATA = process.env.PULSE_TEST_DATA ?? '../shared/data'
const SNAPSHOT = 'a-share-snapshot-2026/all_stocks_20260703_20260807.csv.gz'

type Rows = CrossSectionDay['crowding']

const of = (rows: Rows, subject: string): Rows[number] | undefined =>
  rows.find((row) => row.subject === subject && row.signal === 'turnover_share')
const calmOf = (rows: Rows): Rows[number] | undefined => rows.find(({ signal }) => signal === 'turnover_calm')

for (const [title, file] of [
  ['2022', 'a-share-daily-bars/raw_2022.csv.gz'],
  ['2026-07-03 to 2026-08-07', SNAPSHOT],
] as const) {
  const days: { readonly date: number; readonly rows: Rows }[] = []
  for await (const { tradeDate, crowding } of crossSectionHistory(DATA, [file]))
    days.push({ date: tradeDate, rows: crowding })
  console.log(`\n### ${title}: ${days.length} sessions\n`)
  console.log(monthTable(days))
  const tmt = days.flatMap(({ date, rows }) => ({ date, row: of(rows, TMT)! }))
  const byShare = [...tmt].sort((a, b) => a.row.value! - b.row.value!)
  const said = ({ date, row }: (typeof tmt)[number]): string => `${percent(row.value!)} on ${date}`
  console.log(
    `\nTMT: lowest ${said(byShare[0]!)}, highest ${said(byShare.at(-1)!)}; at 40% or more on ${tmt.filter(({ row }) => row.state === 'crowded').length} sessions.`,
  )
  const last = days.at(-1)!
  console.log(`\nLast session, ${last.date}:\n`)
  console.log(subjectTable(last.rows))
}
console.log('\n### Turnover rate by kind of capitalisation, snapshot of 2026\n')
console.log(capitalisations())

function monthTable(days: readonly { readonly date: number; readonly rows: Rows }[]): string {
  const months = new Map<number, Rows[]>()
  for (const { date, rows } of days) {
    const month = Math.floor(date / 100)
    months.set(month, [...(months.get(month) ?? []), rows])
  }
  return markdownTable(
    ['month', 'sessions', 'TMT share, mean', 'lowest', 'highest', 'turnover rate, last mean of 10', 'state'],
    [...months].map(([month, all]) => {
      const shares = all.map((rows) => of(rows, TMT)!.value!)
      const calm = calmOf(all.at(-1)!)
      return [
        month,
        all.length,
        percent(shares.reduce((sum, share) => sum + share, 0) / shares.length),
        percent(Math.min(...shares)),
        percent(Math.max(...shares)),
        calm?.value === null || calm === undefined ? '' : percent(calm.value, 2),
        calm?.state ?? '',
      ]
    }),
  )
}

function subjectTable(rows: Rows): string {
  return markdownTable(
    ['subject', 'members', 'share', 'percentile in the past year', 'state'],
    rows
      .filter(({ subject }) => subject === TMT || /^(segment|board):/.test(subject))
      .map(({ subject, value, state, components }) => [
        subject,
        components.members!,
        percent(value!, 2),
        components.percentile?.toFixed(1) ?? 'too few sessions',
        state ?? '',
      ]),
  )
}

/** Amount over total and over circulating capitalisation as the source prints them, and over ours. */
function capitalisations(): string {
  const rows = parse(gunzipSync(readFileSync(join(DATA, SNAPSHOT))), { columns: true }) as Record<
    string,
    string
  >[]
  const sums = { amount: 0, total: 0, float: 0 }
  for (const row of rows) {
    if (!(Number(row.amt_wan) > 0)) continue
    sums.amount += Number(row.amt_wan)
    sums.total += Number(row.total_mv_wan)
    sums.float += Number(row.float_mv_wan)
  }
  return markdownTable(
    ['amount over', 'mean of the 26 sessions'],
    [
      ['total capitalisation as the source prints it', percent(sums.amount / sums.total, 3)],
      ['circulating capitalisation as the source prints it', percent(sums.amount / sums.float, 3)],
    ],
  )
}
