import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import type { Codec } from '../../runtime/codec/port.ts'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import type { EventLog, TaskGroup } from '../../runtime/log/port.ts'
import { isControlKey, type PartitionCounts } from '../../runtime/processor/control.ts'
import { ReferenceTables } from '../../runtime/processor/reference-tables.ts'
import { type RunOptions, runProcessor } from '../../runtime/processor/run-processor.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { IngestService, type Published } from '../../services/ingest/ingest-service.ts'
import { NO_FACTS } from '../../services/ingest/reference-facts.ts'
import type { SessionItems } from '../../services/ingest/source.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'

/** Topics whose content must not depend on how a run went. */
const PUBLIC_TOPICS = [
  'limitState',
  'ladder',
  'stage',
  'breadth',
  'deadLetters',
] as const satisfies readonly TopicKey[]

/** Daily pipeline on a log of its own, without a warehouse. */
export class DailyLogRun {
  readonly log: EventLog
  readonly codec: Codec
  readonly partitions: PartitionCounts
  readonly #ingest: IngestService
  readonly #references: ReferenceTables<'instruments'>

  static async open(log: EventLog, codec: Codec, partitions: number): Promise<DailyLogRun> {
    const counts = new Map<TopicKey, number>()
    for (const [key, topic] of Object.entries(TOPICS))
      counts.set(key as TopicKey, topic.partitioning === 'keyed' ? partitions : 1)
    await log.ensureTopics(
      Object.entries(TOPICS).map(([key, { name, cleanup }]) => ({
        name,
        cleanup,
        partitions: counts.get(key as TopicKey)!,
      })),
    )
    const ingest = await IngestService.open({
      log,
      codec,
      application: 'pulse',
      dataset: 'main',
      partitions: counts,
      processors: {},
    })
    return new DailyLogRun(log, codec, counts, ingest)
  }

  private constructor(log: EventLog, codec: Codec, partitions: PartitionCounts, ingest: IngestService) {
    this.log = log
    this.codec = codec
    this.partitions = partitions
    this.#ingest = ingest
    this.#references = ReferenceTables.follow(
      log,
      codec,
      'instruments',
      ({ instrument }: Instrument) => instrument,
    )
  }

  get ingest(): IngestService {
    return this.#ingest
  }

  publish(sessions: readonly SessionItems[]): Promise<Published> {
    return this.#ingest.publish(NO_FACTS, async function* () {
      yield* sessions
    })
  }

  /** Runs both processors until a marker has come out at the end. */
  async process(marker: string, options: Partial<RunOptions> = {}): Promise<void> {
    const groups: TaskGroup[] = []
    try {
      for (const definition of DAILY_PROCESSORS)
        groups.push(
          await runProcessor(definition, {
            log: this.log,
            codec: this.codec,
            application: 'pulse',
            partitions: this.partitions,
            references: { instruments: this.#references },
            ...options,
          }),
        )
      const stop = new AbortController()
      await Promise.race([
        this.#arrived(marker, stop.signal),
        ...groups.map(async ({ done }) => {
          await done
          return new Promise<never>(() => undefined)
        }),
      ]).finally(() => stop.abort())
    } finally {
      await Promise.all(groups.map((group) => group.stop()))
    }
  }

  /** SHA-256 over what the public topics say, without provenance and in key order. */
  async digest(): Promise<string> {
    const hash = createHash('sha256')
    for (const topic of PUBLIC_TOPICS)
      for (const line of await this.lines(topic)) hash.update(`${topic} ${line}\n`)
    return hash.digest('hex')
  }

  /** Records of a topic as sorted JSON lines; a record that stands twice is two lines. */
  async lines(topic: TopicKey): Promise<string[]> {
    const decoder = this.codec.decoder(TOPICS[topic].schema)
    const lines: string[] = []
    for await (const { records } of this.log.read({ topic: TOPICS[topic].name, follow: false })) {
      const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
      await decoder.prepare(values)
      for (const value of values)
        lines.push(JSON.stringify({ ...decoder.decode(value), epoch: 0, position: '' }))
    }
    return lines.sort()
  }

  async close(): Promise<void> {
    this.#references.close()
    await this.#ingest.close()
    await this.log.close()
  }

  async #arrived(marker: string, signal: AbortSignal): Promise<void> {
    const control = this.codec.decoder('control')
    for await (const { records } of this.log.read({ topic: TOPICS.stage.name, follow: true, signal }))
      for (const { key, value } of records) {
        if (value === null || !isControlKey(key)) continue
        await control.prepare([value])
        if (control.decode(value).marker === marker) return
      }
  }
}

/** Runs `work` on an embedded log in a folder of its own. */
export async function withEmbeddedRun<T>(
  partitions: number,
  work: (run: DailyLogRun, reopen: () => Promise<DailyLogRun>) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'pulse-daily-'))
  const open = async (): Promise<DailyLogRun> => {
    const codec = createCodec(createInProcessRegistry(home))
    return DailyLogRun.open(await openEmbeddedLog({ home, sync: false }), codec, partitions)
  }
  let run = await open()
  try {
    return await work(run, async () => {
      await run.close()
      run = await open()
      return run
    })
  } finally {
    await run.close()
    rmSync(home, { recursive: true, force: true })
  }
}
