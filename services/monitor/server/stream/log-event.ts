import { formatTradeDate, type TradeDate } from '../../../../core/market/trade-date.ts'
import type {
  GroupMinute,
  LadderTier,
  LimitChange,
  MarketMinute,
  MarketStage,
} from '../../../../schemas/generated/events.ts'
import type { StreamEventName, StreamEvents } from '../../api/types.ts'
import { groupRow, limitEvent, stageRow, tierRow } from '../rows/event-rows.ts'
import { minuteRow } from '../rows/minute-row.ts'
import type { StreamTopic } from './position.ts'

/** Topics whose every record is an event; of the others only the newest counts. */
export const LOG_TOPICS = [
  'minutes',
  'limitChanges',
  'groups',
  'stage',
  'ladder',
] as const satisfies readonly StreamTopic[]

export type LogTopic = (typeof LOG_TOPICS)[number]

interface LogRecords {
  readonly minutes: MarketMinute
  readonly limitChanges: LimitChange
  readonly groups: GroupMinute
  readonly stage: MarketStage
  readonly ladder: LadderTier
}

/** A decoded record and where it stood. */
export interface Placed<Record> {
  readonly offset: number
  readonly record: Record
}

type Events = { [Name in StreamEventName]: { readonly name: Name; readonly data: StreamEvents[Name] } }

/** One event of the stream, made of one record or of several neighbours. */
export type LogEvent = Events['minute' | 'limit-change' | 'group' | 'stage' | 'ladder'] & {
  readonly tradeDate: TradeDate
  readonly firstOffset: number
  readonly offset: number
  /** Where the records of its rows stood, row by row, where it is made of several. */
  readonly rowOffsets?: readonly number[]
}

/** Name of a symbol on the newest day. */
export type NameOf = (symbol: string) => string | null

/** The events of consecutive records of one partition and data set, in their order. */
export function logEvents<Topic extends LogTopic>(
  topic: Topic,
  placed: readonly Placed<LogRecords[Topic]>[],
  nameOf: NameOf,
): LogEvent[] {
  if (topic === 'groups') return groupEvents(placed as readonly Placed<GroupMinute>[])
  return placed.flatMap(({ offset, record }) => {
    const event = single(topic, record, nameOf)
    if (event === undefined) return []
    return [{ ...event, tradeDate: record.tradeDate, firstOffset: offset, offset }]
  })
}

function single(
  topic: LogTopic,
  record: LogRecords[LogTopic],
  nameOf: NameOf,
): Events['minute' | 'limit-change' | 'stage' | 'ladder'] | undefined {
  const { dataset } = record
  const place = { dataset, date: formatTradeDate(record.tradeDate) }
  if (topic === 'limitChanges') {
    const change = record as LimitChange
    const event = limitEvent(change, nameOf(change.symbol))
    return { name: 'limit-change', data: { ...place, event, deleted: change.deleted } }
  }
  const scoped = record as MarketMinute | MarketStage | LadderTier
  if (scoped.scope !== 'all') return undefined
  if (topic === 'ladder') {
    const tier = record as LadderTier
    const { revision, final, deleted } = tier
    return { name: 'ladder', data: { ...place, revision, final, deleted, row: tierRow(tier) } }
  }
  // A tombstone of a minute or a day has no figures to show; the row that follows it does.
  if (scoped.deleted) return undefined
  if (topic === 'stage') {
    const stage = record as MarketStage
    return { name: 'stage', data: { ...place, revision: stage.revision, row: stageRow(stage) } }
  }
  return { name: 'minute', data: { ...place, row: minuteRow(record as MarketMinute) } }
}

/** Groups of one minute go together; a minute has hundreds. */
function groupEvents(placed: readonly Placed<GroupMinute>[]): LogEvent[] {
  const runs: Placed<GroupMinute>[][] = []
  for (const each of placed) {
    if (each.record.deleted) continue
    const run = runs.at(-1)
    const last = run?.[0]?.record
    if (run !== undefined && last?.minute === each.record.minute && last.tradeDate === each.record.tradeDate)
      run.push(each)
    else runs.push([each])
  }
  return runs.map((run): LogEvent => {
    const { dataset, tradeDate, minute } = run[0]!.record
    const place = { dataset, date: formatTradeDate(tradeDate), minute }
    return {
      name: 'group',
      data: { ...place, rows: run.map(({ record }) => groupRow(record)) },
      tradeDate,
      firstOffset: run[0]!.offset,
      offset: run.at(-1)!.offset,
      rowOffsets: run.map(({ offset }) => offset),
    }
  })
}
