import type { SourceBar } from '../source.ts'

/** What a ledger says of a bar that comes for a session already recorded. */
export type LedgerVerdict = 'new' | 'same' | 'different'

/** Bytes of an entry beside its symbol. */
const ENTRY_BYTES = 5

/**
 * What has been published of one session: a content hash per bar. So a bar that comes again, from the same
 * file after a restart or from another one, is known without reading the log.
 */
export class SessionLedger {
  /** Hash of a symbol's bar; nearly every symbol has only one. */
  readonly #hashes = new Map<string, number>()
  /** Further hashes of symbols whose bars contradict each other, in the order in which they came. */
  readonly #others = new Map<string, number[]>()

  /** @param packed as `pack` left it */
  static unpack(packed: Uint8Array | undefined): SessionLedger {
    const ledger = new SessionLedger()
    if (packed === undefined) return ledger
    const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
    for (let at = 0; at < buffer.length; ) {
      const length = buffer.readUInt8(at)
      const symbol = buffer.toString('latin1', at + 1, at + 1 + length)
      ledger.#add(symbol, buffer.readUInt32LE(at + 1 + length))
      at += length + ENTRY_BYTES
    }
    return ledger
  }

  /** Compares with what is recorded and records what is not. */
  record(bar: SourceBar): LedgerVerdict {
    const hash = contentHash(bar)
    const known = this.#hashes.get(bar.symbol)
    if (known === hash || this.#others.get(bar.symbol)?.includes(hash) === true) return 'same'
    this.#add(bar.symbol, hash)
    return known === undefined ? 'new' : 'different'
  }

  /** Every symbol once. */
  get symbols(): Iterable<string> {
    return { [Symbol.iterator]: () => this.#hashes.keys() }
  }

  pack(): Buffer {
    const entries = [...this.#hashes]
    for (const [symbol, hashes] of this.#others) for (const hash of hashes) entries.push([symbol, hash])
    entries.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x - y))
    const size = entries.reduce((bytes, [symbol]) => bytes + symbol.length + ENTRY_BYTES, 0)
    const buffer = Buffer.allocUnsafe(size)
    let at = 0
    for (const [symbol, hash] of entries) {
      buffer.writeUInt8(symbol.length, at)
      buffer.write(symbol, at + 1, 'latin1')
      at = buffer.writeUInt32LE(hash, at + 1 + symbol.length)
    }
    return buffer
  }

  #add(symbol: string, hash: number): void {
    if (!this.#hashes.has(symbol)) this.#hashes.set(symbol, hash)
    else this.#others.set(symbol, [...(this.#others.get(symbol) ?? []), hash])
  }
}

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
const TWO_32 = 0x1_0000_0000

/**
 * 32-bit hash of what a bar says (not of which source said it). Two bars of one symbol and session are the
 * same if and only if all of these agree.
 */
export function contentHash(bar: SourceBar): number {
  let hash = FNV_OFFSET
  hash = mix(hash, bar.open)
  hash = mix(hash, bar.high)
  hash = mix(hash, bar.low)
  hash = mix(hash, bar.close)
  hash = mix(hash, bar.prevClose ?? -1)
  hash = mix(hash, bar.volume)
  hash = mix(hash, bar.amount ?? -1)
  hash = mix(hash, bar.afterHoursVolume ?? -1)
  hash = mix(hash, bar.afterHoursAmount ?? -1)
  hash = mix(hash, bar.noLimit === true ? 1 : 0)
  hash = mixText(hash, bar.riskStatus ?? '')
  hash = mixText(hash, bar.name ?? '')
  return hash >>> 0
}

const mix = (hash: number, value: number): number =>
  Math.imul(Math.imul(hash ^ (value >>> 0), FNV_PRIME) ^ Math.floor(value / TWO_32), FNV_PRIME)

function mixText(hash: number, text: string): number {
  let mixed = hash
  for (let at = 0; at < text.length; at += 1) mixed = mix(mixed, text.charCodeAt(at))
  return mixed
}
