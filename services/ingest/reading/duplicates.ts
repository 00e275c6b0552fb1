import { formatPrice } from '../../../core/market/price.ts'
import { formatTradeDate } from '../../../core/market/trade-date.ts'
import type { RiskStatus } from '../../../schemas/generated/events.ts'
import type { Omission, Rejection, SourceBar, TakenBar } from '../source.ts'
import type { SourceFile } from './source-file.ts'

/** What decides between files: trust, and how finely they print. */
export type GroupFile = Pick<SourceFile, 'path' | 'format' | 'rank' | 'steps'>

/** One of several rows about the same instrument and session. */
export interface GroupRow<File extends GroupFile = GroupFile> {
  readonly taken: TakenBar | Omission
  readonly file: File
  readonly line: number
}

export interface ResolvedGroup<File extends GroupFile> {
  readonly taken: TakenBar | Omission
  readonly winner: File
  /** Files whose row said the same. */
  readonly duplicates: readonly File[]
  readonly conflicts: readonly Conflict<File>[]
}

export interface Conflict<File extends GroupFile> {
  readonly loser: File
  readonly rejection: Rejection
}

interface BarRow<File extends GroupFile = GroupFile> extends GroupRow<File> {
  readonly taken: TakenBar
}

/**
 * Settles what several rows say about one instrument's session, whatever the order of the files. The
 * most trusted source decides, then the content. A row that agrees within the rounding of both sources
 * is a duplicate and fills in what the decisive row lacks; a row that contradicts it is rejected.
 * A bar outweighs the statement that there was none.
 */
export function resolveGroup<File extends GroupFile>(rows: readonly GroupRow<File>[]): ResolvedGroup<File> {
  const bars = rows.filter((row): row is BarRow<File> => row.taken.kind === 'bar').sort(byTrust)
  const [first, ...others] = bars
  if (first === undefined) return omission(rows)
  let kept = first
  const duplicates: File[] = []
  const conflicts: Conflict<File>[] = []
  for (const other of others) {
    if (agree(kept, other)) {
      kept = { ...kept, taken: { ...kept.taken, bar: fill(kept.taken.bar, other.taken.bar) } }
      duplicates.push(other.file)
    } else conflicts.push({ loser: other.file, rejection: conflict(kept, other) })
  }
  return { taken: kept.taken, winner: kept.file, duplicates, conflicts }
}

/** Rows without a bar: that the source had no volume says more than that nobody traded. */
function omission<File extends GroupFile>(rows: readonly GroupRow<File>[]): ResolvedGroup<File> {
  const decisive =
    rows.find((row) => 'reason' in row.taken && row.taken.reason === 'noVolumeAtSource') ?? rows[0]!
  return { taken: decisive.taken, winner: decisive.file, duplicates: [], conflicts: [] }
}

const COMPARED = ['open', 'high', 'low', 'close', 'volume', 'amount', 'prevClose'] as const

function byTrust(a: BarRow, b: BarRow): number {
  if (a.file.rank !== b.file.rank) return a.file.rank - b.file.rank
  for (const field of COMPARED) {
    const difference = (a.taken.bar[field] ?? -1) - (b.taken.bar[field] ?? -1)
    if (difference !== 0) return difference
  }
  const texts = [a, b].map(({ taken }) => `${taken.bar.source}|${taken.bar.flags.join()}|${taken.bar.name}`)
  if (texts[0] !== texts[1]) return texts[0]! < texts[1]! ? -1 : 1
  if (a.file.path !== b.file.path) return a.file.path < b.file.path ? -1 : 1
  return a.line - b.line
}

function agree(a: BarRow, b: BarRow): boolean {
  const x = a.taken.bar
  const y = b.taken.bar
  const relative = Math.max(a.file.steps.amountRelative ?? 0, b.file.steps.amountRelative ?? 0)
  return (
    x.open === y.open &&
    x.high === y.high &&
    x.low === y.low &&
    x.close === y.close &&
    near(x.volume, y.volume, tolerance(a.file.steps.volume, b.file.steps.volume)) &&
    near(
      x.amount,
      y.amount,
      tolerance(a.file.steps.amount, b.file.steps.amount) + relative * (x.amount ?? 0),
    ) &&
    near(x.prevClose, y.prevClose, 0) &&
    sameStatus(x.riskStatus, y.riskStatus)
  )
}

/** Sources that print equally finely must agree exactly. */
const tolerance = (a: number, b: number): number => (a === b ? 0 : Math.max(a, b))

function near(a: number | null, b: number | null, within: number): boolean {
  return a === null || b === null || Math.abs(a - b) <= within
}

/** Some sources only say that a share is under risk warning, not which. */
function sameStatus(a: RiskStatus | null, b: RiskStatus | null): boolean {
  return a === null || b === null || a === b || (isWarning(a) && isWarning(b))
}

const isWarning = (status: RiskStatus): boolean => status === 'st' || status === 'starSt'

function fill(bar: SourceBar, other: SourceBar): SourceBar {
  return {
    ...bar,
    prevClose: bar.prevClose ?? other.prevClose,
    amount: bar.amount ?? other.amount,
    afterHoursVolume: bar.afterHoursVolume ?? other.afterHoursVolume,
    afterHoursAmount: bar.afterHoursAmount ?? other.afterHoursAmount,
    name: bar.name ?? other.name,
    riskStatus: bar.riskStatus ?? other.riskStatus,
    noLimit: bar.noLimit ?? other.noLimit,
  }
}

function conflict(kept: BarRow, { taken: { bar, file, line } }: BarRow): Rejection {
  return {
    kind: 'rejection',
    file,
    line,
    code: 'conflictingDuplicate',
    reason:
      `${bar.symbol} on ${formatTradeDate(bar.tradeDate)} is also in ${kept.taken.file}, line ${kept.line}, ` +
      'with other content, and that row is kept; remove the wrong one and rebuild',
    raw: barText(bar),
    symbol: bar.symbol,
    tradeDate: bar.tradeDate,
  }
}

const barText = (bar: SourceBar): string =>
  [
    bar.symbol,
    bar.tradeDate,
    ...[bar.open, bar.high, bar.low, bar.close].map((price) => formatPrice(price)),
    bar.prevClose === null ? '' : formatPrice(bar.prevClose),
    bar.volume,
    bar.amount === null ? '' : (bar.amount / 100).toFixed(2),
  ].join(',')
