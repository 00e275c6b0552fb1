import { openLog } from '../cli/open-log.ts'
import type { PulseConfig } from '../runtime/config.ts'
import { isControlKey } from '../runtime/processor/control.ts'
import { ReferenceTables } from '../runtime/processor/reference-tables.ts'
import { runProcessor } from '../runtime/processor/run-processor.ts'
import { TOPICS } from '../schemas/topics.ts'
import { DAILY_PROCESSORS } from '../services/sentiment/daily-processors.ts'

/** Runs the daily processors over what stands in the log, until the marker has come out at the end. */
export async function processRecorded(config: PulseConfig, marker: string): Promise<void> {
  const { log, codec, partitions } = await openLog(config)
  const instruments = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
  const groups = await Promise.all(
    DAILY_PROCESSORS.map((definition) =>
      runProcessor(definition, {
        log,
        codec,
        application: config.application,
        partitions,
        references: { instruments },
      }),
    ),
  )
  const control = codec.decoder('control')
  const stop = new AbortController()
  for await (const { records } of log.read({ topic: TOPICS.stage.name, follow: true, signal: stop.signal }))
    for (const { key, value } of records) {
      if (value === null || !isControlKey(key)) continue
      await control.prepare([value])
      if (control.decode(value).marker === marker) stop.abort()
    }
  await Promise.all(groups.map((group) => group.stop()))
  instruments.close()
  await log.close()
}
