import { heldOn } from '../../../core/rotation/dated.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type {
  AnyOutputEvent,
  Batch,
  OpenSession,
  ProcessorDefinition,
} from '../../../runtime/processor/processor.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { groupFigures, type Member, rankGroups } from './group-figures.ts'
import { groupSignal } from './group-signal.ts'
import { type DatedGroups, type Group, US_AI_GROUPS } from './groups.ts'
import {
  OVERNIGHT_STORES,
  type OvernightState,
  type OvernightStores,
  type Quote,
} from './overnight-stores.ts'

/** The longest closure of the US exchanges in this century took four sessions (2001-09); longer silence is missing data. */
const LONGEST_CLOSURE = 5

type Emit = (output: AnyOutputEvent<'overnight'>) => void

/**
 * What the US AI chain did over night, by group, before each Chinese session opens (08:45) [S0, 2.3.1; domain.md C6].
 * Several US sessions since the Chinese open before are compounded; if there was none, the last figures stand, as
 * stale, for as long as an exchange may be closed.
 */
export function createOvernightProcessor(
  configuration: readonly DatedGroups[],
): ProcessorDefinition<OvernightStores, 'series', 'overnight'> {
  const followed = new Set<string>(
    configuration.flatMap(({ groups }) => groups.flatMap(({ members }) => members)),
  )
  return {
    name: 'overnight',
    version: 1,
    inputs: ['series'],
    outputs: ['overnight'],
    assignment: 'single',
    reads: (_topic, symbol) => followed.has(symbol),
    stores: OVERNIGHT_STORES,
    pipeline: (input$, { state }) =>
      input$.pipe(
        eachBatch<Batch<'series'>, AnyOutputEvent<'overnight'>>(({ opens, events }, emit) => {
          if (opens !== undefined) openSession(opens, configuration, state, emit)
          for (const { value } of events) if (followed.has(value.symbol)) takeBar(value, state)
        }),
      ),
  }
}

export const overnightProcessor = createOvernightProcessor(US_AI_GROUPS)

/** A bar older than the last one of its series is of no use any more. */
function takeBar({ symbol, tradeDate, close }: SeriesBar, state: OvernightState): void {
  const before = state.quotes.get(symbol)
  if (before !== undefined && before.tradeDate >= tradeDate) return
  state.quotes.set(symbol, {
    tradeDate,
    close,
    base: before?.base ?? null,
    change: before?.change ?? null,
  })
  const night = state.night.get('night')
  if (night !== undefined && night.usDate >= tradeDate) return
  state.night.set('night', {
    usDate: tradeDate,
    usSessions: (night?.usSessions ?? 0) + 1,
    staleDays: night?.staleDays ?? 0,
    span: night?.span ?? 0,
  })
}

function openSession(
  opens: OpenSession,
  configuration: readonly DatedGroups[],
  state: OvernightState,
  emit: Emit,
): void {
  const before = state.night.get('night')
  if (before === undefined) return
  const isStale = before.usSessions === 0
  if (!isStale)
    for (const [symbol, quote] of state.quotes.sorted())
      state.quotes.set(symbol, { ...quote, base: quote.close, change: changeOf(quote, before.usDate) })
  const night = {
    usDate: before.usDate,
    usSessions: 0,
    staleDays: isStale ? before.staleDays + 1 : 0,
    span: isStale ? before.span : before.usSessions,
  }
  state.night.set('night', night)
  if (night.staleDays > LONGEST_CLOSURE) return
  const groups = heldOn(configuration, opens.tradeDate)?.groups ?? []
  const rows = groups.map((group) => {
    const members = membersOf(group, state)
    return { group, members, figures: groupFigures(members) }
  })
  const ranks = rankGroups(rows)
  for (const { group, members, figures } of rows) {
    const listed = group.members.filter((symbol) => state.quotes.get(symbol) !== undefined).length
    const rank = ranks.get(group.name) ?? null
    emit(groupSignal({ group, figures, rank, opens, night, missing: listed - members.length }))
  }
}

const changeOf = ({ tradeDate, close, base }: Quote, usDate: number): number | null =>
  tradeDate === usDate && base !== null && base > 0 ? close / base - 1 : null

const membersOf = ({ members }: Group, state: OvernightState): Member[] =>
  members.flatMap((symbol) => {
    const change = state.quotes.get(symbol)?.change ?? null
    return change === null ? [] : [{ symbol, change }]
  })
