import { configured } from '../configured.ts'
import { ALL_ROLES, Pipeline } from '../pipeline.ts'
import { progressDisplay } from '../progress.ts'

/** `pulse rebuild`: merges everything recorded again and switches the views to the result. */
export async function rebuild(): Promise<void> {
  const { config } = await configured({ kafka: false })
  const pipeline = await Pipeline.start(config, ALL_ROLES, {
    log: (line) => process.stderr.write(`${line}\n`),
  })
  try {
    if (!(await pipeline.takeOver())) await rebuildWith(pipeline)
  } finally {
    await pipeline.stop()
  }
}

export async function rebuildWith(pipeline: Pipeline): Promise<void> {
  if (pipeline.ingest.activeEpoch === 0) {
    process.stderr.write('Nothing has been ingested yet, so there is nothing to rebuild.\n')
    return
  }
  const display = progressDisplay('Rebuild')
  const { bars, sessions } = await pipeline.rebuild({
    onProgress: (read) => display.update(0, 1, `${read.toLocaleString('en-US')} bars read`),
  })
  display.finish(
    `${sessions} sessions, ${bars.toLocaleString('en-US')} bars; the views show epoch ${pipeline.ingest.activeEpoch}`,
  )
}
