import { sessionMinute } from '../../../../core/market/sessions.ts'
import type { EventTime } from '../../../../core/market/trade-date.ts'
import type { FeedState, MinuteRow } from '../../api/types.ts'

/** An open session that brings nothing for so long is silent. */
export const SILENT_MS = 60_000
const LUNCH = 120

export interface FeedFacts {
  readonly dataset: string
  readonly date: string | null
  readonly final: boolean
  /** Newest row of the session, settled or not. */
  readonly row: MinuteRow | undefined
  readonly receivedAt: number | null
  /** When listening began, epoch ms of this machine. */
  readonly startedAt: number
}

/** How well a market is seen and how long ago something came. `now` is this machine's clock. */
export function feedState(facts: FeedFacts, now: number): FeedState {
  const { dataset, date, row, receivedAt, startedAt } = facts
  const silentMs = now - (receivedAt ?? startedAt)
  return {
    dataset,
    date,
    minute: row?.minute ?? null,
    eventTime: row?.eventTime ?? null,
    receivedAt,
    serverTime: now,
    silentSeconds: Math.round(silentMs / 100) / 10,
    state: stateOf(facts, silentMs),
    expected: row?.expected ?? null,
    seen: row?.seen ?? null,
    suspended: row?.suspended ?? null,
    cohortMissing: row?.cohortMissing ?? null,
    stale: row?.stale ?? null,
    hygiene: row?.hygiene ?? {},
    quality: row?.quality ?? null,
  }
}

function stateOf({ date, final, row }: FeedFacts, silentMs: number): FeedState['state'] {
  if (date === null || row === undefined) return 'waiting'
  if (final) return 'closed'
  const lunch = sessionMinute(row.eventTime as EventTime) === LUNCH || row.minute === LUNCH
  return silentMs > SILENT_MS && !lunch ? 'silent' : 'open'
}
