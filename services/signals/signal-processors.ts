import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { electionCycleProcessor } from './election-cycle/election-cycle-processor.ts'
import { macroProcessor } from './macro/macro-processor.ts'
import { mappingProcessor } from './mapping/mapping-processor.ts'
import { microcapProcessor } from './microcap/microcap-processor.ts'
import { microcapIndexProcessor } from './microcap-index/microcap-index-processor.ts'
import { overnightProcessor } from './overnight/overnight-processor.ts'
import { portfoliosProcessor } from './portfolios/portfolios-processor.ts'
import { structureProcessor } from './structure/structure-processor.ts'

/** The processors of signals, strategies and their accounts, in the order in which data flow. */
export const SIGNAL_PROCESSORS = [
  electionCycleProcessor,
  mappingProcessor,
  overnightProcessor,
  microcapIndexProcessor,
  microcapProcessor,
  macroProcessor,
  structureProcessor,
  portfoliosProcessor,
] as unknown as readonly ProcessorDefinition[]
