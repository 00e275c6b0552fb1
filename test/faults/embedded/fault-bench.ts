import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopEngine } from '../../../runtime/clickhouse/embedded/launch.ts'
import { engineFiles } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import { rowsOf, succeed } from '../../support/pulse-process.ts'
import {
  differingViews,
  digestsOf,
  type Expected,
  type FaultDay,
  ingestArgs,
  rowsOfDigests,
  simulateArgs,
  writeFaultDay,
} from '../support/fault-day.ts'
import { topicDigests } from '../support/topic-digest.ts'

/** What a disturbed run is held against. */
interface Undisturbed {
  readonly views: Expected
  /** `<records> records <sha256>` by data set and topic. */
  readonly topics: Readonly<Record<string, string>>
  readonly logBytes: Readonly<Record<string, number>>
  readonly logBytesOfFiles: Readonly<Record<string, number>>
}

/** What a comparison came to; `differing` names views and topics. */
export interface Comparison {
  readonly compared: number
  readonly differing: readonly string[]
}

/**
 * The fault day, its undisturbed run, and homes to disturb: made once for a test file, because every run of it
 * costs as much as what is tested.
 */
export class FaultBench {
  readonly day: FaultDay
  /** Bytes of the log by topic after the undisturbed session, and after the files alone. */
  readonly logBytes: ReadonlyMap<string, number>
  readonly logBytesOfFiles: ReadonlyMap<string, number>
  readonly #folder: string
  readonly #oracle: Undisturbed
  readonly #isKept: boolean
  #homes = 0

  /** With PULSE_FAULTS_BENCH in that folder, where the undisturbed run stays for the next time. */
  static async open(): Promise<FaultBench> {
    const kept = process.env.PULSE_FAULTS_BENCH
    const folder = kept ?? (await mkdtemp(join(tmpdir(), 'pulse-faults-')))
    const day = await writeFaultDay(join(folder, 'day'))
    const file = join(folder, 'undisturbed.json')
    if (!existsSync(file)) await writeFile(file, JSON.stringify(await runUndisturbed(folder, day)))
    return new FaultBench(folder, day, JSON.parse(await readFile(file, 'utf8')), kept !== undefined)
  }

  private constructor(folder: string, day: FaultDay, undisturbed: Undisturbed, isKept: boolean) {
    this.#folder = folder
    this.day = day
    this.#oracle = undisturbed
    this.#isKept = isKept
    this.logBytes = new Map(Object.entries(undisturbed.logBytes))
    this.logBytesOfFiles = new Map(Object.entries(undisturbed.logBytesOfFiles))
  }

  /** Works in a home of its own: an empty one, or one that holds the files, or the session too. */
  async withHome<T>(holds: 'nothing' | 'files' | 'session', work: (home: string) => Promise<T>): Promise<T> {
    const home = this.newHome()
    if (holds !== 'nothing')
      await copyHome(join(this.#folder, holds === 'files' ? 'files-taken' : 'undisturbed'), home)
    try {
      return await work(home)
    } finally {
      await stopEngine(home)
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
    }
  }

  newHome(): string {
    this.#homes += 1
    return join(this.#folder, `home-${process.pid}-${this.#homes}`)
  }

  /** Compares all public views and topics with those of the undisturbed run. */
  async compare(home: string): Promise<Comparison> {
    const views = await digestsOf(this.day, home)
    const topics = await publicTopics(this.day, home)
    const differing = Object.keys(this.#oracle.topics).filter(
      (name) => topics[name] !== this.#oracle.topics[name],
    )
    const records = Object.values(topics).reduce((sum, digest) => sum + Number.parseInt(digest, 10), 0)
    return {
      compared: rowsOfDigests(views) + records,
      differing: [...differingViews(this.#oracle.views, views), ...differing],
    }
  }

  async close(): Promise<void> {
    if (!this.#isKept)
      await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
  }
}

/** Takes the files in, and simulates the session on a copy of that. */
async function runUndisturbed(folder: string, day: FaultDay): Promise<Undisturbed> {
  const files = join(folder, 'files-taken')
  const whole = join(folder, 'undisturbed')
  for (const home of [files, whole]) await rm(home, { recursive: true, force: true })
  await succeed(ingestArgs(day), { PULSE_HOME: files })
  await stopEngine(files)
  await copyHome(files, whole)
  await succeed(simulateArgs(day), { PULSE_HOME: whole })
  const views = await digestsOf(day, whole)
  const topics = await publicTopics(day, whole)
  await stopEngine(whole)
  const [logBytes, logBytesOfFiles] = [await bytesByTopic(whole), await bytesByTopic(files)]
  return {
    views,
    topics,
    logBytes: Object.fromEntries(logBytes),
    logBytesOfFiles: Object.fromEntries(logBytesOfFiles),
  }
}

/** A copy must not lead to the engine of the home that it is a copy of. */
export async function copyHome(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (path) => !path.includes('engine-spool') })
  await rm(engineFiles(to).endpoint, { force: true })
}

async function publicTopics(day: FaultDay, home: string): Promise<Readonly<Record<string, string>>> {
  const log = await openEmbeddedLog({ home, readOnly: true })
  try {
    const codec = createCodec(createInProcessRegistry(home))
    const digests: Record<string, string> = {}
    const shown = await rowsOf<{ dataset: string; epoch: number }>(
      home,
      'SELECT dataset, epoch FROM datasets',
    )
    for (const dataset of ['main', day.dataset]) {
      // A run that was killed after its last tick is complete: the same command then begins another epoch.
      const epoch = shown.find((one) => one.dataset === dataset)!.epoch
      for (const { topic, records, digest } of await topicDigests({ log, codec }, { dataset, epoch }))
        digests[`${dataset}/${topic}`] = `${records} records ${digest}`
    }
    return digests
  } finally {
    await log.close()
  }
}

/** Bytes of segment files by topic; what a dead process left behind counts, too. */
export async function bytesByTopic(home: string): Promise<ReadonlyMap<string, number>> {
  const folder = join(home, 'log', 'segments')
  const sizes = new Map<string, number>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const topic = join(entry.parentPath ?? entry.path, entry.name)
      .slice(folder.length + 1)
      .split('/')[0]!
    const { size } = await stat(join(entry.parentPath ?? entry.path, entry.name))
    sizes.set(topic, (sizes.get(topic) ?? 0) + size)
  }
  return sizes
}
