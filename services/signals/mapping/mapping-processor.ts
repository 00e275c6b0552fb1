import { chineseCalendar } from '../../../core/market/chinese-calendar.ts'
import { weeklyDecisions } from '../../../core/market/schedules.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { applyMoments } from '../../../runtime/processor/moments.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { followedBy } from './baskets.ts'
import { decideWeek } from './decide-week.ts'
import { closeLinkage } from './linkage.ts'
import { MAPPING_CONFIGURATION, type MappingConfiguration } from './mapping-configuration.ts'
import {
  type Emit,
  type MappingOutput,
  type MappingStores,
  mappingStores,
  mappingWindows,
} from './mapping-stores.ts'
import { type MappingRun, settleSession } from './settle-session.ts'

/**
 * Linkage of the Chinese and US markets at every Chinese close, and both mapping strategies every Saturday at 06:00
 * Shanghai, behind the week's last US close [S0, 1 and 2.2; domain.md C3, C4]. Bars come when they could be known, so a
 * Friday close of New York reaches no Chinese figure of that Friday.
 */
export function createMappingProcessor(
  configuration: MappingConfiguration,
): ProcessorDefinition<MappingStores, 'series', MappingOutput> {
  const followed = followedBy(configuration)
  const windows = mappingWindows(configuration)
  return {
    name: 'mapping',
    version: 1,
    inputs: ['series'],
    outputs: ['mapping', 'targets'],
    assignment: 'single',
    reads: (_topic, symbol) => followed.symbols.has(symbol),
    stores: mappingStores(windows),
    pipeline: (input$, { state }) =>
      input$.pipe(
        eachBatch<Batch<'series'>, AnyOutputEvent<MappingOutput>>((batch, emit) =>
          work(batch, { configuration, followed, windows, state }, emit),
        ),
      ),
  }
}

export const mappingProcessor = createMappingProcessor(MAPPING_CONFIGURATION)

function work(batch: Batch<'series'>, run: MappingRun, emit: Emit): void {
  const { opens, closes, watermark } = batch
  if (opens !== undefined) decideUntil(opens.eventTime, run, emit)
  applyMoments(batch, run.state.moment, {
    take: ({ eventTime, value }) => {
      decideUntil(eventTime, run, emit)
      takeBar(value, run)
    },
    complete: () => settleUs(run),
  })
  decideUntil(watermark, run, emit)
  if (closes === undefined) return
  settleSession('CN', closes.tradeDate, run)
  closeLinkage(closes.tradeDate, watermark, run, emit)
}

/** Keeps a close until all of its session are there; one that is no newer than the last is of no use. */
function takeBar({ symbol, market, tradeDate, close }: SeriesBar, { followed, state }: MappingRun): void {
  if (!followed.symbols.has(symbol) || (market !== 'CN' && market !== 'US') || close <= 0) return
  const last = state.closes.get(symbol)?.dates.at(-1)
  if (last === undefined || last < tradeDate) state.pending.set(symbol, { market, tradeDate, close })
}

/** All US bars of a session are known at the same moment, and that moment is over. */
function settleUs(run: MappingRun): void {
  let date: TradeDate | undefined
  for (const { market, tradeDate } of run.state.pending.unordered())
    if (market === 'US' && tradeDate > (date ?? 0)) date = tradeDate
  if (date !== undefined) settleSession('US', date, run)
}

/** Makes the weekly decisions up to a moment that have not been made. */
function decideUntil(until: EventTime, run: MappingRun, emit: Emit): void {
  const { clock } = run.state
  const decided = clock.get('decided')?.until
  if (decided !== undefined && decided >= until) return
  clock.set('decided', { until })
  if (decided === undefined) return
  for (const decision of weeklyDecisions(chineseCalendar, decided, until)) decideWeek(decision, run, emit)
}
