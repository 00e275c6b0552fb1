import { publishTickPaths } from '../../services/ingest/tick-paths.ts'
import type { Speed } from '../../services/ingest/ticks/paced.ts'
import { runTicks } from './tick-run.ts'

export interface TicksOptions {
  readonly dataset: string
  readonly speed: Speed
  readonly history?: readonly string[]
  readonly cold?: boolean
}

/** `pulse ticks`: publishes recorded ticks and waits until they have landed. */
export const ticks = (paths: readonly string[], options: TicksOptions): Promise<void> =>
  runTicks(options.dataset, (service, callbacks) => {
    const { speed, history = [], cold = false } = options
    return publishTickPaths(service, paths, { ...callbacks, speed, history, cold })
  })
