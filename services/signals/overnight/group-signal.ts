import { formatTradeDate } from '../../../core/market/trade-date.ts'
import type { OpenSession, OutputEvent } from '../../../runtime/processor/processor.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'
import { type GroupFigures, groupState } from './group-figures.ts'
import type { Group } from './groups.ts'
import type { Night } from './overnight-stores.ts'

export interface GroupRow {
  readonly group: Group
  /** Null where no member has a return. */
  readonly figures: GroupFigures | null
  readonly rank: number | null
  readonly opens: OpenSession
  readonly night: Night
  /** Members that are listed and did not trade in the last US session. */
  readonly missing: number
}

/** Signal `us_ai` of one group before one Chinese session. */
export function groupSignal({
  group,
  figures,
  rank,
  opens,
  night,
  missing,
}: GroupRow): OutputEvent<'overnight'> {
  const { tradeDate, eventTime } = opens
  const isStale = night.staleDays > 0
  const components: Record<string, number> = {
    usDate: night.usDate,
    usSessions: night.span,
    staleDays: night.staleDays,
    missing,
  }
  const notes: Record<string, string> = {
    usDate: formatTradeDate(night.usDate),
    english: group.english,
    segment: group.segment,
  }
  if (figures !== null) {
    const { mean, median, advancers, leaders, laggards } = figures
    Object.assign(components, { mean, median, advancers })
    for (const [name, members] of [
      ['leader', leaders],
      ['laggard', laggards],
    ] as const)
      members.forEach(({ symbol, change }, at) => {
        components[`${name}${at + 1}`] = change
        notes[`${name}${at + 1}`] = symbol
      })
  }
  return signalOutput('overnight', {
    signal: 'us_ai',
    subject: group.name,
    tradeDate,
    eventTime,
    value: figures?.mean ?? null,
    state: figures === null ? null : isStale ? 'stale' : groupState(figures),
    rank,
    components,
    notes,
  })
}
