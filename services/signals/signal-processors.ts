import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { portfoliosProcessor } from './portfolios/portfolios-processor.ts'

/** The processors of signals, strategies and their accounts, in the order in which data flow. */
export const SIGNAL_PROCESSORS = [portfoliosProcessor] as unknown as readonly ProcessorDefinition[]
