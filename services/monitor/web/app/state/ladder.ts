import type { BoardRow } from './api.ts'

/** A stock's place on the ladder: the boards it has while sealed, or would have if it sealed again. */
export function tierOf(row: BoardRow): number {
  if (row.up === 'sealed') return row.streak
  return row.previousUp === 'sealed' ? row.previousStreak + 1 : 1
}

/** Stocks of one tier, the sealed before the broken. */
export interface LadderTier {
  readonly tier: number
  readonly sealed: readonly BoardRow[]
  readonly broken: readonly BoardRow[]
}

export const SORTS = ['sealTime', 'sealMoney', 'openings', 'premium', 'code'] as const
export type LadderSort = (typeof SORTS)[number]

/** Touched limit-ups by tier, tallest first. Those outside the universe are left out unless asked for. */
export function ladderTiers(
  boards: Iterable<BoardRow>,
  sort: LadderSort = 'sealTime',
  withExcluded = false,
): readonly LadderTier[] {
  const tiers = new Map<number, { sealed: BoardRow[]; broken: BoardRow[] }>()
  for (const row of boards) {
    if (row.up === 'none' || (row.exclusion !== null && !withExcluded)) continue
    const tier = tiers.get(tierOf(row)) ?? { sealed: [], broken: [] }
    tier[row.up === 'sealed' ? 'sealed' : 'broken'].push(row)
    tiers.set(tierOf(row), tier)
  }
  const order = BY[sort]
  return [...tiers]
    .sort(([a], [b]) => b - a)
    .map(([tier, { sealed, broken }]) => ({ tier, sealed: sealed.sort(order), broken: broken.sort(order) }))
}

const BY: Readonly<Record<LadderSort, (a: BoardRow, b: BoardRow) => number>> = {
  sealTime: (a, b) => (a.firstSealTime ?? LAST) - (b.firstSealTime ?? LAST) || byCode(a, b),
  sealMoney: (a, b) => (b.sealAmount ?? -1) - (a.sealAmount ?? -1) || byCode(a, b),
  openings: (a, b) => (b.breakCount ?? -1) - (a.breakCount ?? -1) || byCode(a, b),
  premium: (a, b) => b.closeReturn - a.closeReturn || byCode(a, b),
  code: byCode,
}

const LAST = Number.MAX_SAFE_INTEGER

function byCode(a: BoardRow, b: BoardRow): number {
  return a.symbol < b.symbol ? -1 : 1
}

/** The ladder of one industry or concept. */
export interface GroupLadder {
  readonly name: string
  readonly tiers: readonly LadderTier[]
  readonly limitUps: number
  readonly broken: number
  readonly height: number
  readonly sealAmount: number
}

/** A ladder per industry or per concept, most limit-ups first; a stock stands in each of its concepts. */
export function groupLadders(
  boards: Iterable<BoardRow>,
  kind: 'industry' | 'concept',
): readonly GroupLadder[] {
  const groups = new Map<string, BoardRow[]>()
  for (const row of boards) {
    if (row.up === 'none' || row.exclusion !== null) continue
    for (const name of kind === 'concept' ? row.concepts : row.industry === null ? [] : [row.industry]) {
      groups.set(name, [...(groups.get(name) ?? []), row])
    }
  }
  return [...groups].map(([name, rows]) => groupLadder(name, rows)).sort(mostFirst)
}

function groupLadder(name: string, rows: readonly BoardRow[]): GroupLadder {
  const sealed = rows.filter(({ up }) => up === 'sealed')
  return {
    name,
    tiers: ladderTiers(rows),
    limitUps: sealed.length,
    broken: rows.length - sealed.length,
    height: Math.max(0, ...sealed.map(({ streak }) => streak)),
    sealAmount: sealed.reduce((sum, { sealAmount }) => sum + (sealAmount ?? 0), 0),
  }
}

function mostFirst(a: GroupLadder, b: GroupLadder): number {
  return b.limitUps - a.limitUps || b.height - a.height || b.broken - a.broken || (a.name < b.name ? -1 : 1)
}
