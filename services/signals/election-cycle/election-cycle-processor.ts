import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import { countMonths, takeClose } from './count-months.ts'
import { ELECTION_INDICES } from './election-rules.ts'
import { ELECTION_STORES, type ElectionStores } from './election-stores.ts'

/**
 * Months of the US election cycle 美股日历效应 (domain.md C2, docs/signals/calendar.md): at every month's end, for each
 * index, what the month that is over and the month that begins have been like in years of this kind, counting only
 * months that were over by then.
 */
export const electionCycleProcessor: ProcessorDefinition<ElectionStores, 'series', 'calendarEffects'> = {
  name: 'election-cycle',
  version: 1,
  inputs: ['series'],
  outputs: ['calendarEffects'],
  assignment: 'single',
  reads: (_topic, symbol) => (ELECTION_INDICES as readonly string[]).includes(symbol),
  stores: ELECTION_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<'series'>, AnyOutputEvent<'calendarEffects'>>((batch, emit) => {
        if (batch.opens !== undefined) countMonths(batch.opens.eventTime, state, emit)
        for (const { eventTime, value } of batch.events) {
          countMonths(eventTime, state, emit)
          takeClose(value, state)
        }
        countMonths(batch.watermark, state, emit)
      }),
    ),
}
