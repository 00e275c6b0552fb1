import type { Pipeline } from '../pipeline.ts'
import { progressDisplay } from '../progress.ts'
import { withPipeline } from '../with-pipeline.ts'

export interface RebuildOptions {
  readonly dataset: string
}

/** `pulse rebuild`: merges everything recorded again and switches the views to the result. */
export const rebuild = ({ dataset }: RebuildOptions): Promise<void> =>
  withPipeline({ service: 'rebuild' }, async ({ pipeline }) => {
    const tookOver = await pipeline.takeOver()
    if (!tookOver || dataset !== 'main') await rebuildWith(pipeline, await pipeline.dataset(dataset))
  })

export async function rebuildWith(pipeline: Pipeline, service = pipeline.ingest): Promise<void> {
  if (service.activeEpoch === 0) {
    process.stderr.write('Nothing has been ingested yet, so there is nothing to rebuild.\n')
    return
  }
  const display = progressDisplay('Rebuild')
  const { bars, sessions } = await pipeline.rebuild({
    service,
    onProgress: (read) => display.update(0, 1, `${read.toLocaleString('en-US')} bars read`),
  })
  display.finish(
    `${sessions} sessions, ${bars.toLocaleString('en-US')} bars; the views show epoch ${service.activeEpoch}`,
  )
}
