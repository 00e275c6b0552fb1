import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import type { KafkaConfig, PulseConfig } from '../../runtime/config/pulse-config.ts'
import { type CopiedFile, describe, stateOfTask } from '../../runtime/log/embedded/copy-log.ts'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import type { Position } from '../../runtime/log/port.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { openLogReader } from '../open-log.ts'
import { SCHEMAS_FILE } from './backup-home.ts'
import { copySources } from './copy-sources.ts'
import { countRecords } from './count-records.ts'
import { kafkaSource, registryOf } from './kafka-source.ts'
import { describeFiles } from './list-files.ts'
import type { Manifest } from './manifest.ts'
import { SOURCE_TOPICS } from './written-by-sources.ts'

type OnProgress = (done: number, total: number) => void

/** Copies what the sources wrote from Kafka into a log of files, which may be restored into either kind. */
export async function backupKafka(
  config: PulseConfig & { readonly kafka: KafkaConfig },
  folder: string,
  onProgress: OnProgress,
): Promise<{ readonly files: readonly CopiedFile[]; readonly records: number }> {
  const { log } = await openLogReader(config)
  try {
    const target = await openEmbeddedLog({ home: folder })
    try {
      await copySources({
        from: await kafkaSource(log, config, config.kafka),
        to: { log: target, registry: createInProcessRegistry(folder) },
        application: config.application,
        identity: folder,
        onProgress,
      })
    } finally {
      await target.close()
    }
  } finally {
    await log.close()
  }
  const records = await countRecords(folder)
  return { files: [...(await describeFiles(folder, 'log')), await describe(folder, SCHEMAS_FILE)], records }
}

/** Copies what the sources wrote from a backup into an empty Kafka; goes on where an interrupted restore was. */
export async function restoreKafka(
  config: PulseConfig & { readonly kafka: KafkaConfig },
  folder: string,
  manifest: Manifest,
  onProgress: OnProgress,
): Promise<void> {
  const source = await openEmbeddedLog({ home: folder, readOnly: true })
  try {
    const { log } = await openLogReader(config)
    try {
      const registry = createInProcessRegistry(folder)
      const ends: Position[] = []
      for (const topic of SOURCE_TOPICS) ends.push(...(await source.ends(TOPICS[topic].name)))
      const { application } = config
      await copySources({
        from: {
          log: source,
          registry,
          codec: createCodec(registry),
          state: await stateOfTask(folder, { application, processor: 'ingest', task: 0 }),
          ends,
        },
        to: { log, registry: registryOf(config.kafka) },
        application,
        identity: manifest.createdAt,
        onProgress,
      })
    } finally {
      await log.close()
    }
  } finally {
    await source.close()
  }
}
