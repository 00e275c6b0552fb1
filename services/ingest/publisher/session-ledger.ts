import { codeOf, exchangeOf, type InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { SourceBar } from '../source.ts'

/** What a ledger says of a bar that comes for a session already recorded. */
export type LedgerVerdict = 'new' | 'same' | 'different'

/**
 * What has been published of one session: a content hash per bar. So a bar that comes again, from the same
 * file after a restart or from another one, is known without reading the log.
 */
export class SessionLedger {
  readonly #hashes = new Map<string, Set<number>>()

  /** @param packed as `pack` left it */
  static unpack(packed: Uint8Array | undefined): SessionLedger {
    const ledger = new SessionLedger()
    if (packed === undefined) return ledger
    const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
    for (let at = 0; at < buffer.length; ) {
      const length = buffer.readUInt8(at)
      const key = buffer.toString('latin1', at + 1, at + 1 + length)
      ledger.#add(key, buffer.readUInt32LE(at + 1 + length))
      at += length + 5
    }
    return ledger
  }

  /** Compares with what is recorded and records what is not. */
  record(bar: SourceBar): LedgerVerdict {
    const key = keyOf(bar.symbol)
    const hash = contentHash(bar)
    const known = this.#hashes.get(key)
    if (known?.has(hash) === true) return 'same'
    this.#add(key, hash)
    return known === undefined ? 'new' : 'different'
  }

  symbols(): Iterable<string> {
    return this.#hashes.keys()
  }

  pack(): Buffer {
    const entries = [...this.#hashes].sort(([a], [b]) => (a < b ? -1 : 1))
    const size = entries.reduce((bytes, [key, hashes]) => bytes + (key.length + 5) * hashes.size, 0)
    const buffer = Buffer.allocUnsafe(size)
    let at = 0
    for (const [key, hashes] of entries)
      for (const hash of [...hashes].sort((a, b) => a - b)) {
        buffer.writeUInt8(key.length, at)
        buffer.write(key, at + 1, 'latin1')
        buffer.writeUInt32LE(hash, at + 1 + key.length)
        at += key.length + 5
      }
    return buffer
  }

  #add(key: string, hash: number): void {
    const known = this.#hashes.get(key)
    if (known === undefined) this.#hashes.set(key, new Set([hash]))
    else known.add(hash)
  }
}

const keyOf = (symbol: InstrumentSymbol): string => `${codeOf(symbol)}${exchangeOf(symbol)}`

/**
 * 32-bit hash of what a bar says (not of which source said it). Two bars of one symbol and session are the
 * same if and only if all of these agree.
 */
export function contentHash(bar: SourceBar): number {
  let hash = 0x811c9dc5
  const mix = (value: number): void => {
    hash = Math.imul(hash ^ (value >>> 0), 0x01000193)
    hash = Math.imul(hash ^ Math.floor(value / 0x1_0000_0000), 0x01000193)
  }
  mix(bar.open)
  mix(bar.high)
  mix(bar.low)
  mix(bar.close)
  mix(bar.prevClose ?? -1)
  mix(bar.volume)
  mix(bar.amount ?? -1)
  mix(bar.afterHoursVolume ?? -1)
  mix(bar.afterHoursAmount ?? -1)
  mix(bar.noLimit === true ? 1 : 0)
  for (const text of [bar.riskStatus ?? '', bar.name ?? ''])
    for (let at = 0; at < text.length; at += 1) mix(text.charCodeAt(at))
  return hash >>> 0
}
