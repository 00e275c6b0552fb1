import type { TradeDate } from '../../../core/market/trade-date.ts'
import { type Anchor, anchoredSubject, isBase } from './structure-rules.ts'
import type { Measured, StructureState } from './structure-stores.ts'

/** A value beside the one that an anchor measures from. */
export interface SinceAnchor extends Measured {
  readonly subject: string
  readonly value: number
  /** value / base - 1. */
  readonly change: number
}

/**
 * Takes a value of a series and measures it from an anchor; undefined for a value that may itself be measured from, for
 * one without anything before it, and for what is not newer than the last. `lowest` is the lowest change so far.
 */
export function measureSince(
  anchor: Anchor,
  series: string,
  date: TradeDate,
  value: number,
  state: StructureState,
): SinceAnchor | undefined {
  const subject = anchoredSubject(series, anchor)
  const before = state.measured.get(subject)
  if (before !== undefined && date <= before.latest) return undefined
  if (isBase(anchor, date)) {
    state.measured.set(subject, { base: value, baseDate: date, latest: date, lowest: 0, sessions: 0 })
    return undefined
  }
  if (before === undefined) return undefined
  const change = value / before.base - 1
  const next = {
    ...before,
    latest: date,
    lowest: Math.min(before.lowest, change),
    sessions: before.sessions + 1,
  }
  state.measured.set(subject, next)
  return { ...next, subject, value, change }
}
