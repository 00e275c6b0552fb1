import type { Codec } from '../../../runtime/codec/port.ts'
import { readableValues } from '../../../runtime/codec/readable-values.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import { isControlKey } from '../../../runtime/processor/control.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import type { TickSession } from '../ticks/source-tick.ts'
import { SweepMaker } from '../ticks/sweep-maker.ts'
import { TickStore } from '../ticks/tick-store.ts'

export interface RecordedTicksOptions {
  readonly log: EventLog
  readonly codec: Codec
  readonly dataset: string
  readonly epoch: number
  readonly tempDir?: string
}

/**
 * The ticks that were ever recorded of a data set's epoch as sessions in order, late ones in their place: what
 * a rebuild publishes again.
 */
export async function* recordedTicks(options: RecordedTicksOptions): AsyncGenerator<TickSession> {
  const { log, codec, dataset, epoch, tempDir } = options
  const decoder = codec.decoder('tick')
  const store = new TickStore(tempDir === undefined ? {} : { tempDir })
  try {
    for await (const { records } of log.read({ topic: TOPICS.ticks.name, follow: false })) {
      const values = records.flatMap(({ key, value }) => (value === null || isControlKey(key) ? [] : [value]))
      for (const { record: tick, bytes: value } of await readableValues(decoder, values)) {
        if (tick.dataset !== dataset || tick.epoch !== epoch) continue
        // A copy: the log may read its next batch into the same memory.
        store.append(tick.tradeDate, tick.eventTime, Buffer.from(value))
      }
      await store.relieve()
    }
    yield* store.sessions('recorded', () => new SweepMaker({ unpack: (bytes) => decoder.decode(bytes) }))
  } finally {
    await store.close()
  }
}
