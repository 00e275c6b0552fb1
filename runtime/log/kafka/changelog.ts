import type { Position, RestoredState, StoredRecord } from '../port.ts'

const STATE_PREFIX = 'state/'
const POSITIONS_KEY = 'positions'

/** A record of the task's changelog partition: one state entry, or all its input positions. */
export interface ChangelogRecord {
  readonly key: string
  readonly value: Uint8Array | null
}

/**
 * State and positions as changelog records, written in the transaction of the outputs. The positions here are
 * the truth; offsets committed to the consumer group are for display and can be older.
 */
export function changelogRecords(
  state: ReadonlyMap<string, Uint8Array | null>,
  positions: readonly Position[],
): ChangelogRecord[] {
  const records: ChangelogRecord[] = [...state].map(([key, value]) => ({ key: STATE_PREFIX + key, value }))
  if (positions.length > 0) records.push({ key: POSITIONS_KEY, value: encodePositions(positions) })
  return records
}

/** Folds a changelog partition, oldest record first, into what it says at its end. */
export class RestoringState {
  readonly #state = new Map<string, Uint8Array>()
  #positions: readonly Position[] = []

  add({ key, value }: Pick<StoredRecord, 'key' | 'value'>): void {
    if (key === POSITIONS_KEY) this.#positions = value === null ? [] : decodePositions(value)
    else if (value === null) this.#state.delete(key.slice(STATE_PREFIX.length))
    else this.#state.set(key.slice(STATE_PREFIX.length), value)
  }

  restored(): RestoredState {
    return { state: this.#state, positions: this.#positions }
  }
}

function encodePositions(positions: readonly Position[]): Uint8Array {
  return Buffer.from(
    JSON.stringify(positions.map(({ topic, partition, offset }) => [topic, partition, offset])),
  )
}

function decodePositions(value: Uint8Array): Position[] {
  const entries = JSON.parse(Buffer.from(value).toString('utf8')) as [string, number, number][]
  return entries.map(([topic, partition, offset]) => ({ topic, partition, offset }))
}
