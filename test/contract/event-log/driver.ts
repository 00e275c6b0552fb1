import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { LogError, type LogErrorCode } from '../../../runtime/errors.ts'
import { type OwnedTask, ownTask } from '../../../runtime/log/own-task.ts'
import type {
  Commit,
  EventLog,
  OutgoingRecord,
  ReadOptions,
  RecordBatch,
  StoredRecord,
  TaskGroupSpec,
  TaskLog,
  TaskRunner,
} from '../../../runtime/log/port.ts'

/** An event log under test, over data of its own. */
export interface ContractLog {
  readonly log: EventLog
  /** Closes the log and opens the same data again, as the next process would. */
  reopen(): Promise<EventLog>
  /** A second member that works on the same data at the same time. */
  another(): Promise<EventLog>
  dispose(): Promise<void>
}

/** What differs between adapters without breaking a promise. */
export interface ContractSettings {
  /** `share`: the members of a group split its tasks. `takeOver`: the latest member has them all. */
  readonly members: 'share' | 'takeOver'
  /** A pause between two polls, longer than a session timeout where there is one. */
  readonly slowHandlerMs: number
  /** How long members may take until every task has its new owner. */
  readonly settleMs: number
  /** For one case. */
  readonly timeoutMs: number
}

export type OpenContractLog = () => Promise<ContractLog>

/** A name that no other case uses: adapters may keep data from one case to the next. */
export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`

/** Creates topics with names of their own. */
export async function topicsOf(log: EventLog, ...partitions: number[]): Promise<string[]> {
  const specs = partitions.map((count) => ({
    name: unique('contract'),
    partitions: count,
    cleanup: 'delete' as const,
  }))
  await log.ensureTopics(specs)
  return specs.map(({ name }) => name)
}

export const bytes = (text: string): Buffer => Buffer.from(text)

export const text = (value: Uint8Array | null): string | null =>
  value === null ? null : Buffer.from(value).toString()

export const texts = (batches: readonly RecordBatch[]): (string | null)[] =>
  batches.flatMap(({ records }) => records.map(({ value }) => text(value)))

/** `count` records with values `<name>0`, `<name>1`, ... and as many keys as there are records, up to 50. */
export const numbered = (topic: string, count: number, name = '', from = 0): OutgoingRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    topic,
    key: `key${(from + i) % 50}`,
    value: bytes(`${name}${from + i}`),
    timestamp: 1_700_000_000_000 + from + i,
  }))

export const commitOf = (part: Partial<Commit>): Commit => ({
  outputs: [],
  state: new Map(),
  positions: [],
  ...part,
})

/** A source of its own: writes records until it is released. */
export interface Writer extends Pick<OwnedTask, 'release'> {
  write(outputs: readonly OutgoingRecord[]): Promise<void>
}

export async function writerOn(log: EventLog): Promise<Writer> {
  const { task, release } = await ownTask(log, { application: unique('writer'), processor: 'source' })
  return { release, write: (outputs) => task.commit(commitOf({ outputs })) }
}

/** Writes records as one commit of a source of its own. */
export async function write(log: EventLog, outputs: readonly OutgoingRecord[]): Promise<void> {
  const writer = await writerOn(log)
  await writer.write(outputs)
  await writer.release()
}

/** Everything that is committed now. */
export async function readAll(
  log: EventLog,
  topic: string,
  options: Partial<Omit<ReadOptions, 'topic' | 'follow'>> = {},
): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = []
  for await (const batch of log.read({ topic, follow: false, ...options })) batches.push(batch)
  return batches
}

export async function readTexts(log: EventLog, topic: string): Promise<(string | null)[]> {
  return texts(await readAll(log, topic))
}

/** Records by partition number. */
export function byPartition(batches: readonly RecordBatch[]): Map<number, StoredRecord[]> {
  const records = new Map<number, StoredRecord[]>()
  for (const batch of batches) {
    records.set(batch.partition, [...(records.get(batch.partition) ?? []), ...batch.records])
  }
  return records
}

export const consumerOf = (
  inputs: readonly string[],
  assignment: TaskGroupSpec['assignment'] = 'single',
): TaskGroupSpec => ({ application: unique('contract'), processor: 'consumer', inputs, assignment })

/** Runs `use` as the only task of the group and leaves it. */
export async function inTask<T>(
  log: EventLog,
  spec: TaskGroupSpec,
  use: (task: TaskLog, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const results: T[] = []
  const group = await log.join(spec, async (task, signal) => {
    results.push(await use(task, signal))
  })
  try {
    await group.done
  } finally {
    await group.stop()
  }
  return results[0]!
}

/** Restores the task and goes on where it stood. */
export async function resume(task: TaskLog): Promise<void> {
  const { positions } = await task.restore()
  await task.seek(positions)
}

/** Polls until `count` records have come. */
export async function pollRecords(task: TaskLog, count: number, maxRecords = 1000): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = []
  for (let found = 0; found < count; ) {
    for (const batch of await task.poll({ maxRecords, waitMs: 1000 })) {
      batches.push(batch)
      found += batch.records.length
    }
  }
  return batches
}

export const positionsAfter = (batches: readonly RecordBatch[]): Commit['positions'] =>
  batches.map(({ topic, partition, nextOffset }) => ({ topic, partition, offset: nextOffset }))

/** A runner that copies its input to a topic, batch by batch, each in one commit with its position. */
export const copyTo =
  (topic: string): TaskRunner =>
  async (task, signal) => {
    await resume(task)
    while (!signal.aborted) {
      try {
        const batches = await task.poll({ maxRecords: 25, waitMs: 100 })
        if (batches.length > 0) await task.commit({ ...commitOf({}), ...copied(topic, batches) })
      } catch (error) {
        if (!(error instanceof LogError && error.code === 'aborted')) throw error
        await resume(task)
      }
    }
  }

export const copied = (
  topic: string,
  batches: readonly RecordBatch[],
): Pick<Commit, 'outputs' | 'positions'> => ({
  outputs: batches.flatMap(({ records }) =>
    records.map(({ key, value, timestamp }) => ({ topic, key, value, timestamp })),
  ),
  positions: positionsAfter(batches),
})

/** Asks again until the answer is yes. */
export async function eventually(what: string, ask: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await ask())) {
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`)
    await sleep(50)
  }
}

/** The promise is refused with a LogError of this code. */
export async function expectRefused(promise: Promise<unknown>, ...codes: LogErrorCode[]): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(LogError)
  expect(codes).toContain((error as LogError).code)
}
