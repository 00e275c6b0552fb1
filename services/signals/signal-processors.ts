import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'

/** The processors of signals, strategies and their accounts, in the order in which data flow. */
export const SIGNAL_PROCESSORS = [] as unknown as readonly ProcessorDefinition[]
