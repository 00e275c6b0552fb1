import { randomUUID } from 'node:crypto'
import type { Codec } from '../../runtime/codec/port.ts'
import { LogError } from '../../runtime/errors.ts'
import { type OwnedTask, ownTask } from '../../runtime/log/own-task.ts'
import type { EventLog } from '../../runtime/log/port.ts'
import type { PartitionCounts } from '../../runtime/processor/control.ts'
import { Outbox } from './publisher/outbox.ts'
import { LOG_ID_KEY, packJson, UNFINISHED_COPY_PREFIX, unpackJson } from './publisher/publisher-state.ts'
import { unsealed } from './publisher/sealed-entry.ts'

export interface IngestTaskOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly application: string
  readonly partitions: PartitionCounts
}

/** The task that writes the market.* topics, with its state: one process at a time holds it, for all data sets. */
export class IngestTask {
  readonly outbox: Outbox
  readonly #owned: OwnedTask
  readonly #entries: Map<string, Uint8Array>

  static async open({ log, codec, application, partitions }: IngestTaskOptions): Promise<IngestTask> {
    const owned = await ownTask(log, { application, processor: 'ingest' })
    const { state } = await owned.task.restore()
    if ([...state.keys()].some((key) => key.startsWith(UNFINISHED_COPY_PREFIX))) {
      await owned.release()
      throw new LogError(
        'unavailable',
        'A backup is being restored into this log. Wait for it; if it was interrupted, give "pulse restore" again.',
      )
    }
    const entries = await opened(state, owned)
    const outbox = await Outbox.open(owned.task, codec, partitions, (key, value) => {
      if (value === null) entries.delete(key)
      else entries.set(key, value)
    })
    if (!entries.has(LOG_ID_KEY)) {
      outbox.setState(LOG_ID_KEY, packJson(randomUUID()))
      await outbox.commit()
    }
    return new IngestTask(owned, outbox, entries)
  }

  private constructor(owned: OwnedTask, outbox: Outbox, entries: Map<string, Uint8Array>) {
    this.#owned = owned
    this.outbox = outbox
    this.#entries = entries
  }

  /** State entries as they will be committed. */
  get entries(): ReadonlyMap<string, Uint8Array> {
    return this.#entries
  }

  /** Identity of the log, given to it when it is first written to. */
  get logId(): string {
    return unpackJson<string>(this.#entries.get(LOG_ID_KEY))!
  }

  close(): Promise<void> {
    return this.#owned.release()
  }
}

/** The entries without their seals; where one is damaged, the task is given up again. @throws LogError `corrupt` */
async function opened(
  state: ReadonlyMap<string, Uint8Array>,
  owned: OwnedTask,
): Promise<Map<string, Uint8Array>> {
  try {
    return new Map([...state].map(([key, entry]) => [key, unsealed(key, entry)]))
  } catch (error) {
    await owned.release()
    throw error
  }
}
