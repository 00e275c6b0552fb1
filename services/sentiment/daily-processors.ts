import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { limitStateProcessor } from './limit-state/limit-state-processor.ts'
import { marketProcessor } from './market/market-processor.ts'

/** The processors of daily sentiment, in the order in which data flow. */
export const DAILY_PROCESSORS = [
  limitStateProcessor,
  marketProcessor,
] as unknown as readonly ProcessorDefinition[]
