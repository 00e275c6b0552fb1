import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { limitStateProcessor } from './limit-state/limit-state-processor.ts'
import { marketDailyProcessor } from './market-daily/market-daily-processor.ts'

/** The processors of daily sentiment, in the order in which data flow. */
export const DAILY_PROCESSORS = [
  limitStateProcessor,
  marketDailyProcessor,
] as unknown as readonly ProcessorDefinition[]
