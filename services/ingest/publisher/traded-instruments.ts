import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'

/** Instruments that traded in a session, as its ticks show them; kept beside the records. */
export class TradedInstruments {
  readonly #instruments: Set<InstrumentSymbol>
  #saved: number

  static unpack(packed: Uint8Array | undefined): TradedInstruments {
    const text = packed === undefined ? '' : Buffer.from(packed).toString('latin1')
    return new TradedInstruments(text === '' ? [] : (text.split(' ') as InstrumentSymbol[]))
  }

  private constructor(instruments: readonly InstrumentSymbol[]) {
    this.#instruments = new Set(instruments)
    this.#saved = this.#instruments.size
  }

  add(instrument: InstrumentSymbol): void {
    this.#instruments.add(instrument)
  }

  /** Whether there are any that `pack` has not seen. */
  get changed(): boolean {
    return this.#instruments.size > this.#saved
  }

  pack(): Buffer {
    this.#saved = this.#instruments.size
    return Buffer.from([...this.#instruments].sort().join(' '), 'latin1')
  }

  [Symbol.iterator](): IterableIterator<InstrumentSymbol> {
    return this.#instruments.values()
  }
}
