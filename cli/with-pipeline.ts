import type { PulseConfig } from '../runtime/config/pulse-config.ts'
import { configured } from './configured.ts'
import { graceful } from './interruptible.ts'
import { Operations } from './operations.ts'
import { ALL_ROLES, Pipeline, type PipelineEvents, type Role } from './pipeline.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** What work with a pipeline finds. */
export interface PipelineWork {
  readonly pipeline: Pipeline
  readonly config: PulseConfig
  readonly operations: Operations
  /** Aborts when the process is told to end. */
  readonly signal: AbortSignal
}

export interface WithPipelineOptions {
  /** As it is called in lines and metrics. */
  readonly service: string
  /** Default: all. */
  readonly roles?: readonly Role[]
  /** Whether Kafka is asked for, if need be a local broker. */
  readonly kafka?: boolean
  /** It runs until it is told to end, which is then no interruption; and it waits for servers without end. */
  readonly isService?: boolean
  /** Nobody reads along: its lines are for a collector. */
  readonly isCollected?: boolean
  /** What the command itself wants to hear of. */
  readonly events?: Pick<PipelineEvents, 'onProcessed' | 'onStored'>
  /** Before anything is started: what the configuration has to fulfil. */
  readonly onConfigured?: (config: PulseConfig, say: (line: string) => void) => void
}

/**
 * Runs work with a pipeline of this process, and ends it whatever happens. SIGINT and SIGTERM end it in order, also
 * while it still starts or waits for a server.
 * @throws Interrupted where a command's work was not done
 */
export async function withPipeline(
  options: WithPipelineOptions,
  work: (found: PipelineWork) => Promise<void>,
): Promise<void> {
  const signal = untilInterrupted()
  const { service, roles = ALL_ROLES, kafka = false, isService = false, isCollected = false } = options
  try {
    const { config, release } = await configured({ kafka })
    try {
      const operations = await Operations.open(config, { service, isService, isCollected, signal })
      try {
        options.onConfigured?.(config, operations.say)
        const pipeline = await Pipeline.start(config, roles, events(operations, options))
        try {
          operations.started()
          await graceful(work({ pipeline, config, operations, signal }), signal)
        } finally {
          await stop(pipeline, operations, signal)
        }
      } finally {
        await operations.close()
      }
    } finally {
      await release()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  if (signal.aborted && !isService) throw signal.reason
}

/** Trouble while ending does not hide what ended the work, and is none once we were told to end. */
async function stop(pipeline: Pipeline, { logger }: Operations, signal: AbortSignal): Promise<void> {
  try {
    await pipeline.stop()
  } catch (error) {
    if (!signal.aborted) throw error
    logger.warn('Not everything ended in order; what was not committed is read again.', { error })
  }
}

function events(operations: Operations, { events: wanted = {} }: WithPipelineOptions): PipelineEvents {
  const { onProcessed = () => undefined, ...rest } = wanted
  return {
    ...operations.events,
    ...rest,
    onProcessed: (progress) => {
      operations.metrics.onProcessed(progress)
      onProcessed(progress)
    },
  }
}
