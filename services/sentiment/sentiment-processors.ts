import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import { crossSectionProcessor } from './cross-section/cross-section-processor.ts'
import { crowdingProcessor } from './crowding/crowding-processor.ts'
import { DAILY_PROCESSORS } from './daily-processors.ts'
import { volatilityProcessor } from './volatility/volatility-processor.ts'

/** All processors of sentiment: those of daily sentiment, and those of what stands beside it. */
export const SENTIMENT_PROCESSORS = [
  ...DAILY_PROCESSORS,
  crossSectionProcessor,
  crowdingProcessor,
  volatilityProcessor,
] as unknown as readonly ProcessorDefinition[]
