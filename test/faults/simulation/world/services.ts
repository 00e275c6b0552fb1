import type { Codec } from '../../../../runtime/codec/port.ts'
import type { EventLog } from '../../../../runtime/log/port.ts'
import type { PartitionCounts } from '../../../../runtime/processor/control.ts'
import type { ProcessorDefinition } from '../../../../runtime/processor/processor.ts'
import { ReferenceTables } from '../../../../runtime/processor/reference-tables.ts'
import { type RunOptions, runProcessor } from '../../../../runtime/processor/run-processor.ts'
import { TOPICS, type TopicKey } from '../../../../schemas/topics.ts'
import { IngestService } from '../../../../services/ingest/ingest-service.ts'
import { SENTIMENT_PROCESSORS } from '../../../../services/sentiment/sentiment-processors.ts'
import { SIGNAL_PROCESSORS } from '../../../../services/signals/signal-processors.ts'
import type { RowTarget } from '../../../../services/warehouse/sink/storage.ts'
import { startWarehouse } from '../../../../services/warehouse/start-warehouse.ts'

/** The services that can run in processes of their own. */
export const ROLES = ['ingest', 'sentiment', 'signals', 'warehouse'] as const
export type Role = (typeof ROLES)[number]

const PROCESSORS: Readonly<Record<'sentiment' | 'signals', readonly ProcessorDefinition[]>> = {
  sentiment: SENTIMENT_PROCESSORS,
  signals: SIGNAL_PROCESSORS,
}

/** Whose a call is, by the name of the task that makes it. */
export const roleOfProcessor = (name: string): Role => {
  for (const role of ['sentiment', 'signals'] as const)
    if (PROCESSORS[role].some((definition) => definition.name === name)) return role
  return name === 'ingest' ? 'ingest' : 'warehouse'
}

/** Sizes that decide where transactions, snapshots and blocks end; small, so that there are many. */
export interface Tuning
  extends Required<Pick<RunOptions, 'commitEvents' | 'snapshotEvents' | 'pollRecords'>> {
  readonly partitions: number
  /** Records per transaction of ingest. */
  readonly commitRecords: number
  /** Rows per block. */
  readonly batchRows: number
  /** Sweeps of the session come one by one, and are committed one by one; otherwise as fast as they can. */
  readonly live: boolean
  /** Everything in data set main is rebuilt in the end. */
  readonly rebuilds: boolean
}

/** What a process reaches the outside through. */
export interface Ports {
  readonly log: EventLog
  readonly codec: Codec
  readonly target: RowTarget
}

/** Services at work in one process. */
export interface Services {
  readonly ingest: IngestService | undefined
  /** Rejects when one of them fails; does not resolve. */
  readonly failed: Promise<never>
  stop(): Promise<void>
}

const APPLICATION = 'pulse'

export const partitionCounts = (partitions: number): PartitionCounts =>
  new Map(
    Object.entries(TOPICS).map(([key, { partitioning }]) => [
      key as TopicKey,
      partitioning === 'keyed' ? partitions : 1,
    ]),
  )

/** Creates every topic, as whoever opens a log does. */
export const ensureTopics = (log: EventLog, counts: PartitionCounts): Promise<void> =>
  log.ensureTopics(
    Object.entries(TOPICS).map(([key, { name, cleanup }]) => ({
      name,
      cleanup,
      partitions: counts.get(key as TopicKey)!,
      compactionLagMs: Number.MAX_SAFE_INTEGER,
    })),
  )

/** Starts the real services of some roles on the given ports, wired as cli/pipeline.ts does. */
export async function startServices(
  roles: readonly Role[],
  { log, codec, target }: Ports,
  tuning: Tuning,
): Promise<Services> {
  const partitions = partitionCounts(tuning.partitions)
  await ensureTopics(log, partitions)
  const references = ReferenceTables.follow(log, codec, 'instruments', ({ instrument }) => instrument)
  const ingest = roles.includes('ingest')
    ? await IngestService.open({
        log,
        codec,
        application: APPLICATION,
        dataset: 'main',
        partitions,
        processors: {},
        commitRecords: tuning.commitRecords,
      })
    : undefined
  const definitions = (['sentiment', 'signals'] as const).flatMap((role) =>
    roles.includes(role) ? PROCESSORS[role] : [],
  )
  const groups = await Promise.all(
    definitions.map((definition) =>
      runProcessor(definition, {
        log,
        codec,
        application: APPLICATION,
        ...tuning,
        partitions,
        references: { instruments: references },
      }),
    ),
  )
  const sink = roles.includes('warehouse')
    ? await startWarehouse({ log, codec, warehouse: target, storeTicks: true, batchRows: tuning.batchRows })
    : undefined
  const ends = [...groups.map(({ done }) => done), ...(sink === undefined ? [] : [sink.done])]
  const failed = Promise.race(ends.map((done) => done.then(() => new Promise<never>(() => undefined))))
  failed.catch(() => undefined)
  return {
    ingest,
    failed: ends.length === 0 ? new Promise(() => undefined) : failed,
    async stop() {
      await ingest?.close()
      await Promise.all(groups.map((group) => group.stop()))
      await sink?.stop()
      references.close()
      await log.close()
    },
  }
}
