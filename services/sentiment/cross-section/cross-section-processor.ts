import { boardOf, isAShare } from '../../../core/market/board.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import type { DailyBar } from '../../../schemas/generated/events.ts'
import { impossibleFigure } from '../limit-state/figure-bounds.ts'
import { figuresOf } from '../limit-state/settle-bar.ts'
import { isOwnBar } from '../limit-state/ticks/tick-bar.ts'
import { closeSession } from './close-session.ts'
import { type Company, companyAfter } from './company.ts'
import { GroupTallies } from './group-tallies.ts'
import { Roster } from './roster.ts'
import {
  CROSS_SECTION_STORES,
  type CrossSectionContext,
  type CrossSectionStores,
  type Emit,
  type OpenSession,
} from './stores.ts'

/**
 * Beside the limit states, keyed by symbol: of every session the task's sums of turnover and capitalisation by group,
 * and its smallest companies with their returns. Crowding and the microcap index merge the tasks' shares.
 */
export const crossSectionProcessor: ProcessorDefinition<CrossSectionStores, 'bars1d', 'crossSection'> = {
  name: 'cross-section',
  version: 1,
  inputs: ['bars1d'],
  outputs: ['crossSection'],
  assignment: 'perPartition',
  stores: CROSS_SECTION_STORES,
  pipeline: (input$, context) => {
    const roster = new Roster(new GroupTallies())
    return input$.pipe(
      eachBatch<Batch<'bars1d'>, AnyOutputEvent<'crossSection'>>((batch, emit) =>
        work(batch, roster, context, emit),
      ),
    )
  },
}

function work(batch: Batch<'bars1d'>, roster: Roster, context: CrossSectionContext, emit: Emit): void {
  if (batch.opens !== undefined) openSession(batch.opens, context)
  const session = context.state.session.get('open')
  if (session === undefined) {
    if (batch.events.length > 0) throw new Error('a bar came before any session was opened')
    return
  }
  for (const { value } of batch.events) takeBar(value, session, context)
  if (batch.closes !== undefined) closeSession(session, batch.watermark, roster, context, emit)
}

/** After a gap in the data nothing is held, and prices of before it are no references any more. */
function openSession(opens: NonNullable<Batch['opens']>, { state }: CrossSectionContext): void {
  const before = state.session.get('open')
  if (before !== undefined && opens.history !== 'known') {
    const adjoins = before.tradeDate === opens.previousSession
    if (!adjoins) state.companies.clear()
    else
      for (const { instrument, index } of [...state.companies.unordered()])
        if (index !== before.index) state.companies.delete(instrument)
    state.chosen.clear()
  }
  state.session.set('open', {
    tradeDate: opens.tradeDate,
    index: (before?.index ?? 0) + 1,
    instruments: opens.references['market.instruments'] ?? 0,
  })
}

/**
 * A bar that was built from snapshots takes the place of a vendor's bar of the same session, never the other way round,
 * as limit states have it. Figures that no sum can bear are left out without a word: limit-state says so.
 */
function takeBar(bar: DailyBar, session: OpenSession, { state, references }: CrossSectionContext): void {
  if (bar.tradeDate !== session.tradeDate)
    throw new Error(`bar of ${bar.tradeDate} in the session of ${session.tradeDate}`)
  const known = state.companies.get(bar.instrument)
  const fromTicks = isOwnBar(bar)
  const isSecond = known !== undefined && known.index === session.index
  if (isSecond && (known.fromTicks || !fromTicks)) return
  const instrument =
    known === undefined || known.unopened
      ? references.instruments.at(bar.instrument, session.instruments)
      : undefined
  const board = known?.board ?? instrument?.board ?? boardOf(bar.symbol)
  if (!isAShare(board)) return
  const before = isSecond ? beforeToday(known) : known
  if (impossibleFigure(figuresOf(bar), bar.prevClose ?? before?.close ?? null) !== undefined) return
  state.companies.set(
    bar.instrument,
    companyAfter(bar, before, { board, index: session.index, fromTicks }, instrument),
  )
}

/** As much of the company before its first bar of the session as the second needs; none for its first session. */
const beforeToday = (known: Company): Company | undefined =>
  known.closeBefore === null ? undefined : { ...known, close: known.closeBefore }
