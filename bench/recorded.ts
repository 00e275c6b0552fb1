import { openLog } from '../cli/open-log.ts'
import type { Codec } from '../runtime/codec/port.ts'
import type { PulseConfig } from '../runtime/config/pulse-config.ts'
import type { EventLog } from '../runtime/log/port.ts'
import { isControlKey } from '../runtime/processor/control.ts'
import type { ProcessorDefinition } from '../runtime/processor/processor.ts'
import { ReferenceTables } from '../runtime/processor/reference-tables.ts'
import { runProcessor } from '../runtime/processor/run-processor.ts'
import { TOPICS } from '../schemas/topics.ts'
import { type IngestedPaths, ingestPaths } from '../services/ingest/ingest-paths.ts'
import { IngestService } from '../services/ingest/ingest-service.ts'
import { DAILY_PROCESSORS } from '../services/sentiment/daily-processors.ts'

/** Ingests files into the log, and nothing else. */
export const record = (config: PulseConfig, files: readonly string[]): Promise<IngestedPaths['published']> =>
  withIngest(config, async (ingest) => (await ingestPaths(ingest, files)).published)

/** Publishes into the log with nothing else running. */
export async function withIngest<Result>(
  config: PulseConfig,
  work: (ingest: IngestService) => Promise<Result>,
): Promise<Result> {
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
  const result = await work(ingest)
  await ingest.close()
  await log.close()
  return result
}

/** Runs the daily processors over what stands in the log; as `processWith`. */
export const processRecorded = (config: PulseConfig, marker: string, begins?: () => void): Promise<number> =>
  processWith(config, DAILY_PROCESSORS, marker, begins)

/**
 * Runs processors over what stands in the log, until the marker has come out of all of them.
 * @param begins is called when the first events are processed
 * @returns seconds from then to the marker
 */
export async function processWith(
  config: PulseConfig,
  definitions: readonly ProcessorDefinition[],
  marker: string,
  begins: () => void = () => undefined,
): Promise<number> {
  const { log, codec, partitions } = await openLog(config)
  const instruments = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
  let begun: number | undefined
  const groups = await Promise.all(
    definitions.map((definition) =>
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
  await Promise.all(definitions.map((definition) => untilMarker(log, codec, definition, marker)))
  const ended = performance.now()
  await Promise.all(groups.map((group) => group.stop()))
  instruments.close()
  await log.close()
  return (ended - (begun ?? ended)) / 1000
}

async function untilMarker(
  log: EventLog,
  codec: Codec,
  { name, outputs }: ProcessorDefinition,
  marker: string,
): Promise<void> {
  const decoder = codec.decoder('control')
  const arrived = new AbortController()
  const { signal } = arrived
  for await (const { records } of log.read({ topic: TOPICS[outputs[0]!].name, follow: true, signal }))
    for (const { key, value } of records) {
      if (value === null || !isControlKey(key)) continue
      await decoder.prepare([value])
      const control = decoder.decode(value)
      if (control.source === name && control.marker === marker) arrived.abort()
    }
}
