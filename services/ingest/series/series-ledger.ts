import { contentHash } from './content-hash.ts'
import { dateOf, keyOf, type MergedRow, type SeriesRow, type SeriesTopic } from './series-row.ts'

/** What the ledger says of a value that comes. */
export type SeriesVerdict = 'new' | 'same' | 'different'

/** Hashes of one key in one month: first the day of the month, then the hash, in turn. */
type Entries = number[]

/**
 * What has been published of one topic and month: content hashes by key and day, so that a value that comes again
 * is known without reading the log.
 */
export class SeriesLedger {
  readonly #keys = new Map<string, Entries>()

  static unpack(packed: Uint8Array | undefined): SeriesLedger {
    const ledger = new SeriesLedger()
    if (packed === undefined) return ledger
    const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
    for (let at = 0; at < buffer.length; ) {
      const length = buffer.readUInt8(at)
      const key = buffer.toString('utf8', at + 1, at + 1 + length)
      let count = buffer.readUInt16LE(at + 1 + length)
      at += 3 + length
      const entries: Entries = []
      for (; count > 0; count -= 1, at += ENTRY_BYTES)
        entries.push(buffer.readUInt8(at), buffer.readUInt32LE(at + 1))
      ledger.#keys.set(key, entries)
    }
    return ledger
  }

  /** Compares with what is recorded, and records what is not. */
  record({ row, others }: MergedRow): SeriesVerdict {
    const verdict = this.#add(row)
    for (const other of others) this.#add(other)
    return verdict
  }

  /** Takes over what another ledger of the same topic and month knows. */
  include(other: SeriesLedger): void {
    for (const [key, entries] of other.#keys)
      for (let at = 0; at < entries.length; at += 2) this.#addHash(key, entries[at]!, entries[at + 1]!)
  }

  pack(): Buffer {
    const keys = [...this.#keys].sort(([a], [b]) => (a < b ? -1 : 1))
    const size = keys.reduce(
      (sum, [key, { length }]) => sum + 3 + Buffer.byteLength(key) + (length / 2) * 5,
      0,
    )
    const buffer = Buffer.allocUnsafe(size)
    let at = 0
    for (const [key, entries] of keys) {
      const length = buffer.write(key, at + 1)
      buffer.writeUInt8(length, at)
      at = buffer.writeUInt16LE(entries.length / 2, at + 1 + length)
      for (let entry = 0; entry < entries.length; entry += 2) {
        buffer.writeUInt8(entries[entry]!, at)
        at = buffer.writeUInt32LE(entries[entry + 1]!, at + 1)
      }
    }
    return buffer
  }

  #add(row: SeriesRow): SeriesVerdict {
    return this.#addHash(keyOf(row), dateOf(row) % 100, contentHash(row))
  }

  #addHash(key: string, day: number, hash: number): SeriesVerdict {
    let entries = this.#keys.get(key)
    if (entries === undefined) {
      entries = []
      this.#keys.set(key, entries)
    }
    let known = false
    for (let at = 0; at < entries.length; at += 2) {
      if (entries[at] !== day) continue
      if (entries[at + 1] === hash) return 'same'
      known = true
    }
    entries.push(day, hash)
    return known ? 'different' : 'new'
  }
}

/** Day and hash. */
const ENTRY_BYTES = 5

/** The ledger that a row belongs to. */
export const ledgerOf = (row: SeriesRow): { readonly topic: SeriesTopic; readonly month: number } => ({
  topic: row.topic,
  month: Math.floor(dateOf(row) / 100),
})
