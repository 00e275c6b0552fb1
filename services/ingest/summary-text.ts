import { SERIES_TOPICS, type SeriesTopic } from './series/series-row.ts'
import type { Omission } from './source.ts'
import { type FileSummary, type IngestSummary, total } from './summary.ts'

const OMISSIONS: Readonly<Record<Omission['reason'], string>> = {
  suspended: 'suspended',
  noVolumeAtSource: 'no volume at the source',
  notAShare: 'no A share',
  cancelledOrder: 'cancelled orders',
}

/** Folders with thousands of one-symbol files are summed up beyond this many lines. */
const MOST_FILES = 20

/** The summary of a run as lines of text for a terminal. */
export function summaryLines(summary: IngestSummary): string[] {
  const taken = summary.files.filter((file) => file.error === undefined)
  const lines = taken.slice(0, MOST_FILES).map(fileLine)
  const further = taken.slice(MOST_FILES)
  if (further.length > 0) {
    const bars = further.reduce((sum, file) => sum + file.bars, 0)
    const values = further.reduce((sum, file) => sum + total(file.values), 0)
    const what =
      values > 0 ? `${number(values)} values of series, ${number(bars)} bars` : `${number(bars)} bars`
    lines.push(`  and ${further.length} more files: ${what}`)
  }
  for (const { path, reason } of summary.skipped) lines.push(`  skipped ${path}: ${reason}`)
  for (const error of summary.errors) lines.push(`  not taken: ${error.message}`)
  if (summary.nothingTaken)
    lines.push(
      '  nothing was taken: the files hold no bar, no tick, no value of a series and no reference fact',
    )
  const rejected = summary.rejections
  lines.push(
    `${whatWasTaken(summary)} from ${taken.length} files` +
      (rejected > 0 ? `, ${number(rejected)} rows rejected (see dead_letters)` : ''),
  )
  return lines
}

function whatWasTaken({ ticks, values, bars, facts }: IngestSummary): string {
  return [
    ...(ticks > 0 ? [`${number(ticks)} ticks`] : []),
    ...(values > 0 ? [`${number(values)} values of series`] : []),
    `${number(bars)} bars and ${number(facts)} reference facts`,
  ].join(', ')
}

function fileLine(file: FileSummary): string {
  const notes = [
    ...Object.entries(file.omissions).map(
      ([reason, rows]) => `${number(rows)} ${OMISSIONS[reason as Omission['reason']]}`,
    ),
    ...(file.duplicates > 0 ? [`${number(file.duplicates)} duplicates`] : []),
    ...(file.flagged > 0 ? [`${number(file.flagged)} flagged amountOutsideRange`] : []),
    ...(file.doubtful > 0 ? [`${number(file.doubtful)} doubtful figures left out`] : []),
    ...(file.skipped > 0 ? [`${number(file.skipped)} before the first session asked for`] : []),
    ...(total(file.rejections) > 0
      ? [
          `${number(total(file.rejections))} rejected: ${Object.entries(file.rejections)
            .map(([code, rows]) => `${number(rows)} ${code}`)
            .join(', ')}`,
        ]
      : []),
  ]
  const what = whatOf(file)
  return `  ${file.path} (${file.format}): ${what}${notes.length > 0 ? `; ${notes.join('; ')}` : ''}`
}

const VALUES: Readonly<Record<SeriesTopic, string>> = {
  series: 'closes',
  observations: 'observations',
  fundFlows: 'fund flows',
}

function whatOf({ bars, facts, ticks, values }: FileSummary): string {
  const kinds = SERIES_TOPICS.filter((topic) => values[topic] > 0)
  if (kinds.length > 0) return kinds.map((topic) => `${number(values[topic])} ${VALUES[topic]}`).join(', ')
  if (facts > 0) return `${number(facts)} facts`
  return ticks > 0 ? `${number(ticks)} ticks` : `${number(bars)} bars`
}

const number = (value: number): string => value.toLocaleString('en-US')
