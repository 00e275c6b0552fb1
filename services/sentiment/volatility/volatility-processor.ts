import { applyMoments } from '../../../runtime/processor/moments.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import { sayNews, takeBar } from './known-days.ts'
import { VOLATILITY_SERIES } from './volatility-rules.ts'
import { VOLATILITY_STORES, type VolatilityStores } from './volatility-stores.ts'

/**
 * Volatility of the US market (domain.md C1, docs/signals/volatility.md): VVIX/VIX with its month average, levels and
 * top signal; the term structure of the VIX beside it; and what became of the S&P 500 after every touch of the
 * threshold. A date is judged as soon as its closes are known, whatever Chinese session is open or none.
 */
export const volatilityProcessor: ProcessorDefinition<VolatilityStores, 'series', 'volatility'> = {
  name: 'volatility',
  version: 1,
  inputs: ['series'],
  outputs: ['volatility'],
  assignment: 'single',
  reads: (_topic, symbol) => Object.hasOwn(VOLATILITY_SERIES, symbol),
  stores: VOLATILITY_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<'series'>, AnyOutputEvent<'volatility'>>((batch, emit) =>
        applyMoments(batch, state.moment, {
          take: ({ value }) => takeBar(value, state),
          complete: (eventTime) => sayNews(eventTime, state, emit),
        }),
      ),
    ),
}
