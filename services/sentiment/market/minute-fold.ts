import { isDeepStrictEqual } from 'node:util'
import type { EventTime } from '../../../core/market/trade-date.ts'
import type { GroupMinute, IntradayPartial, MarketMinute } from '../../../schemas/generated/events.ts'
import { type Emit, type MarketState, padded } from './market-stores.ts'
import {
  type Announcing,
  announcedAfter,
  announcedBefore,
  isFinalMinute,
  type JudgedMinute,
  judgeMinute,
} from './minute-judgement.ts'
import { sayProvisionally } from './provisional.ts'
import { SCOPES } from './scope.ts'

/** Minutes whose shares are kept: a late tick reaches back at most 15 minutes, and its own minute makes one more. */
export const KEPT_MINUTES = 16

/**
 * Takes the tasks' shares of complete minutes that carry one event time. Emits the rows of new minutes, and with
 * a higher revision those rows of earlier minutes that a corrected share has changed. A correction may change
 * what was announced in the minutes after it, so these are judged again, too.
 * @throws RangeError for a share of another session, or of a minute whose other shares are forgotten
 */
export function foldMinutes(
  partials: readonly IntradayPartial[],
  eventTime: EventTime,
  state: MarketState,
  emit: Emit,
): void {
  for (const partial of partials) assertInReach(partial, state)
  const oldest = Math.min(...partials.map(minuteOf))
  const before = new Map(
    judgedFrom(oldest, state, announcedBefore).map((judged) => [judged.minute, rowsOf(judged, state)]),
  )
  for (const partial of partials) keep(partial, state)
  const newest = newestMinute(state)
  forgetBefore(newest - KEPT_MINUTES + 1, state)
  for (const judged of judgedFrom(oldest, state, announcedAfter, remember)) {
    const known = before.get(judged.minute)
    const rows = rowsOf(judged, state)
    if (known === undefined) emitRows([...rows.values()], 0, eventTime, emit)
    else correct(judged.minute, known, rows, eventTime, state, emit)
    if (known === undefined || judged.minute === newest) sayProvisionally(judged, eventTime, state, emit)
  }
}

/** Number of the newest minute whose shares are kept; -1 before the first. */
export function newestMinute(state: MarketState): number {
  return state.moments.sorted().at(-1)?.[1].minute ?? -1
}

const minuteOf = ({ minute }: IntradayPartial): number => minute ?? -1

function assertInReach(partial: IntradayPartial, state: MarketState): void {
  const open = state.day.get('open')?.tradeDate
  if (partial.tradeDate !== open)
    throw new RangeError(`a share of session ${partial.tradeDate} while ${open ?? 'none'} is open`)
  const oldest = newestMinute(state) - KEPT_MINUTES + 1
  if (minuteOf(partial) < Math.max(oldest, 0))
    throw new RangeError(
      `a share of minute ${partial.minute}: it can be corrected back to minute ${Math.max(oldest, 0)} only`,
    )
}

function keep(partial: IntradayPartial, state: MarketState): void {
  const key = `${padded(minuteOf(partial))}/${partial.task}`
  const kept = state.moments.get(key)
  if (kept === undefined || kept.revision <= partial.revision) state.moments.set(key, partial)
}

function forgetBefore(minute: number, state: MarketState): void {
  for (const [key, partial] of state.moments.sorted())
    if (minuteOf(partial) < minute) state.moments.delete(key)
}

/** Judges the kept minutes from one on, in order; `then` sees each before the next is judged. */
function judgedFrom(
  oldest: number,
  state: MarketState,
  announcingAt: (minute: number, state: MarketState) => Announcing,
  then: (judged: JudgedMinute, state: MarketState) => void = () => {},
): readonly JudgedMinute[] {
  const minutes = new Map<number, IntradayPartial[]>()
  for (const [, partial] of state.moments.sorted()) {
    const minute = minuteOf(partial)
    if (minute >= oldest) minutes.set(minute, [...(minutes.get(minute) ?? []), partial])
  }
  return [...minutes].map(([minute, partials]) => {
    const judged = judgeMinute(minute, partials, state, announcingAt(minute, state))
    then(judged, state)
    return judged
  })
}

/** What a correction has emptied is forgotten, as if it had never been there. */
function remember({ minute, scopes }: JudgedMinute, state: MarketState): void {
  for (const { name } of SCOPES)
    if (!scopes.some(({ scope }) => scope.name === name)) state.minutes.delete(`${name}/${padded(minute)}`)
  for (const { scope, day, announced, partial } of scopes) {
    const key = `${scope.name}/${padded(minute)}`
    state.minutes.set(key, {
      ...announced,
      revision: state.minutes.get(key)?.revision ?? 0,
      rate: partial ? null : day.figures.promotionRate,
    })
  }
}

type Unstamped<Row> = Omit<Row, 'dataset' | 'epoch' | 'revision' | 'deleted' | 'eventTime'>

/** A row that does not say yet when it is said and for which time. */
type MinuteRow = { readonly key: string } & (
  | { readonly topic: 'minutes'; readonly row: Unstamped<MarketMinute> }
  | { readonly topic: 'groups'; readonly row: Unstamped<GroupMinute> }
)

function rowsOf(
  { minute, scopes, groups }: JudgedMinute,
  state: MarketState,
): ReadonlyMap<string, MinuteRow> {
  const { tradeDate } = state.day.get('open')!
  const place = { tradeDate, minute }
  const rows = [
    ...scopes.map(
      ({ scope, row }): MinuteRow => ({
        topic: 'minutes',
        key: `${scope.name}/${tradeDate}/${minute}`,
        row: { ...row, ...place, scope: scope.name, settled: true, final: isFinalMinute(minute) },
      }),
    ),
    ...groups.map(
      (row): MinuteRow => ({
        topic: 'groups',
        key: `${row.kind}/${row.name}/${tradeDate}/${minute}`,
        row: { ...row, ...place },
      }),
    ),
  ]
  return new Map(rows.map((row) => [`${row.topic}/${row.key}`, row]))
}

/** Emits what differs from what was said of the minute, and withdraws what is no longer said. */
function correct(
  minute: number,
  known: ReadonlyMap<string, MinuteRow>,
  rows: ReadonlyMap<string, MinuteRow>,
  eventTime: EventTime,
  state: MarketState,
  emit: Emit,
): void {
  const changed = [...rows].filter(([key, row]) => !isDeepStrictEqual(row, known.get(key)))
  const gone = [...known].filter(([key]) => !rows.has(key))
  if (changed.length + gone.length === 0) return
  const key = `all/${padded(minute)}`
  const remembered = state.minutes.get(key)!
  const revision = remembered.revision + 1
  state.minutes.set(key, { ...remembered, revision })
  emitRows(
    changed.map(([, row]) => row),
    revision,
    eventTime,
    emit,
  )
  emitRows(
    gone.map(([, row]) => row),
    revision,
    eventTime,
    emit,
    true,
  )
}

function emitRows(
  rows: readonly MinuteRow[],
  revision: number,
  eventTime: EventTime,
  emit: Emit,
  deleted = false,
): void {
  const stamp = { revision, deleted, eventTime }
  for (const { topic, key, row } of rows) {
    if (topic === 'minutes') emit({ topic, key, eventTime, value: { ...row, ...stamp } })
    else emit({ topic, key, eventTime, value: { ...row, ...stamp } })
  }
}
