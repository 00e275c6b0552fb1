import { openLog } from '../cli/open-log.ts'
import type { PulseConfig } from '../runtime/config.ts'
import { isControlKey } from '../runtime/processor/control.ts'
import { ReferenceTables } from '../runtime/processor/reference-tables.ts'
import { runProcessor } from '../runtime/processor/run-processor.ts'
import { TOPICS } from '../schemas/topics.ts'
import { type IngestedPaths, ingestPaths } from '../services/ingest/ingest-paths.ts'
import { IngestService } from '../services/ingest/ingest-service.ts'
import { DAILY_PROCESSORS } from '../services/sentiment/daily-processors.ts'

/** Ingests files into the log, and nothing else. */
export async function record(
  config: PulseConfig,
  files: readonly string[],
): Promise<IngestedPaths['published']> {
  const { log, codec, partitions } = await openLog(config)
  const { application } = config
  const ingest = await IngestService.open({
    log,
    codec,
    application,
    dataset: 'main',
    partitions,
    processors: {},
  })
  const { published } = await ingestPaths(ingest, files)
  await ingest.close()
  await log.close()
  return published
}

/**
 * Runs the daily processors over what stands in the log, until the marker has come out at the end.
 * @param begins is called when the first events are processed
 * @returns seconds from then to the marker
 */
export async function processRecorded(
  config: PulseConfig,
  marker: string,
  begins: () => void = () => undefined,
): Promise<number> {
  const { log, codec, partitions } = await openLog(config)
  const instruments = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
  let begun: number | undefined
  const groups = await Promise.all(
    DAILY_PROCESSORS.map((definition) =>
      runProcessor(definition, {
        log,
        codec,
        application: config.application,
        partitions,
        references: { instruments },
        onProgress: ({ events }) => {
          if (events === 0 || begun !== undefined) return
          begun = performance.now()
          begins()
        },
      }),
    ),
  )
  const control = codec.decoder('control')
  const arrived = new AbortController()
  const { signal } = arrived
  for await (const { records } of log.read({ topic: TOPICS.stage.name, follow: true, signal }))
    for (const { key, value } of records) {
      if (value === null || !isControlKey(key)) continue
      await control.prepare([value])
      if (control.decode(value).marker === marker) arrived.abort()
    }
  const ended = performance.now()
  await Promise.all(groups.map((group) => group.stop()))
  instruments.close()
  await log.close()
  return (ended - (begun ?? ended)) / 1000
}
