import { meanReturn, RETURN_SCALE } from '../return-scale.ts'
import type { Member } from './member.ts'

/** Today's returns of yesterday's limit-ups or broken boards, equal weight (domain.md B3). Fractions. */
export interface Premium {
  readonly count: number
  readonly close: number | null
  readonly open: number | null
  readonly median: number | null
  /** How many closed above the reference price (红盘). */
  readonly positive: number
}

export function premiumOf(cohort: readonly Member[]): Premium {
  const closes = cohort.map(({ closeReturn }) => closeReturn).sort((a, b) => a - b)
  const opens = cohort.map(({ openReturn }) => openReturn)
  return {
    count: cohort.length,
    close: meanReturn(sum(closes), cohort.length),
    open: meanReturn(sum(opens), cohort.length),
    median: medianOf(closes),
    positive: closes.filter((value) => value > 0).length,
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function medianOf(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null
  const middle = sorted.length >> 1
  const twice = sorted.length % 2 === 1 ? sorted[middle]! * 2 : sorted[middle - 1]! + sorted[middle]!
  return twice / 2 / RETURN_SCALE
}
