import { knownAliases } from '../../core/market/alias-table.ts'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { Codec } from '../../runtime/codec/port.ts'
import type { Tick } from '../../schemas/generated/events.ts'
import { TOPICS } from '../../schemas/topics.ts'
import type { Sweep } from '../../services/ingest/ticks/source-tick.ts'
import { TickRecord } from '../../services/ingest/ticks/tick-record.ts'

/** A sweep as bytes, one record behind the other: a market's worth of objects would keep the collector busy. */
export interface EncodedSweep {
  readonly until: EventTime
  readonly keys: readonly string[]
  readonly times: readonly EventTime[]
  readonly bytes: Buffer
  /** Where each record ends. */
  readonly ends: Uint32Array
}

export type Decode = (value: Buffer) => Tick

/** Encodes sweeps as they would stand in the log, up to a time. */
export async function encodedSweeps(
  sweeps: Iterable<Sweep>,
  until: EventTime,
  codec: Codec,
): Promise<EncodedSweep[]> {
  const encoder = await codec.encoder(TOPICS.ticks.name, TOPICS.ticks.schema)
  const record = new TickRecord('main', 1)
  const encoded: EncodedSweep[] = []
  for (const sweep of sweeps) {
    if (sweep.until > until) break
    const values = sweep.ticks.map((tick) =>
      encoder.encode(record.of(tick, knownAliases.canonicalSymbol(tick.symbol), false)),
    )
    let end = 0
    encoded.push({
      until: sweep.until,
      keys: sweep.ticks.map(({ symbol }) => `main/${knownAliases.canonicalSymbol(symbol)}`),
      times: sweep.ticks.map(({ eventTime }) => eventTime),
      bytes: Buffer.concat(values),
      ends: Uint32Array.from(values, ({ length }) => {
        end += length
        return end
      }),
    })
  }
  return encoded
}
