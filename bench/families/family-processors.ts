import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { SENTIMENT_PROCESSORS } from '../../services/sentiment/sentiment-processors.ts'
import { SIGNAL_PROCESSORS } from '../../services/signals/signal-processors.ts'

const ALL: readonly ProcessorDefinition[] = [...SENTIMENT_PROCESSORS, ...SIGNAL_PROCESSORS]

/** Processors of series, observations and fund flows, and the accounts; in the order in which data flow. */
export const SERIES_DRIVEN = ALL.filter(({ inputs }) =>
  inputs.some((topic) => topic === 'series' || topic === 'observations' || topic === 'fundFlows'),
)

/** Processors that have nothing to do where there are only series; the sink waits for their markers. */
export const OTHERS = ALL.filter((definition) => !SERIES_DRIVEN.includes(definition))

/** Processors that cross-sections of bars pass through; first the one that bars pass before them. */
export const BARS_DRIVEN = ['limit-state', 'cross-section', 'crowding', 'microcap-index'].map(
  (wanted) => ALL.find(({ name }) => name === wanted)!,
)
