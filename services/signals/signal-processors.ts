import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { electionCycleProcessor } from './election-cycle/election-cycle-processor.ts'
import { portfoliosProcessor } from './portfolios/portfolios-processor.ts'

/** The processors of signals, strategies and their accounts, in the order in which data flow. */
export const SIGNAL_PROCESSORS = [
  electionCycleProcessor,
  portfoliosProcessor,
] as unknown as readonly ProcessorDefinition[]
