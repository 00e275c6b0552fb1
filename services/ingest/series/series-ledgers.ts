import type { Outbox } from '../publisher/outbox.ts'
import { ledgerOf, SeriesLedger, type SeriesVerdict } from './series-ledger.ts'
import type { MergedRow } from './series-row.ts'

/** Months kept in memory: history goes through them one after the other. */
const REMEMBERED = 64

export interface LedgersOptions {
  readonly outbox: Outbox
  /** State entries of the ingest task. */
  readonly entries: ReadonlyMap<string, Uint8Array>
  readonly dataset: string
  readonly epoch: number
  /** The epoch that is published again: what was known there stays known. */
  readonly rebuilds: number | undefined
}

/** The ledgers of one epoch, month by month, read and written as they are needed. */
export class SeriesLedgers {
  readonly #options: LedgersOptions
  readonly #ledgers = new Map<string, SeriesLedger>()
  readonly #changed = new Set<string>()

  constructor(options: LedgersOptions) {
    this.#options = options
  }

  /** Compares a row with what was published, and remembers it. */
  record(row: MergedRow): SeriesVerdict {
    const { topic, month } = ledgerOf(row.row)
    const name = `${topic}/${month}`
    const verdict = this.#ledger(name).record(row)
    if (verdict !== 'same' || row.others.length > 0) this.#changed.add(name)
    return verdict
  }

  /** Puts what has changed beside the records that are to be committed. */
  save(): void {
    const { outbox, entries, dataset, epoch, rebuilds } = this.#options
    for (const name of this.#changed) {
      const ledger = this.#ledgers.get(name)!
      if (rebuilds === undefined) outbox.setState(seriesLedgerKey(dataset, epoch, name), ledger.pack())
      else {
        const all = SeriesLedger.unpack(ledger.pack())
        all.include(SeriesLedger.unpack(entries.get(seriesLedgerKey(dataset, rebuilds, name))))
        outbox.setState(seriesLedgerKey(dataset, epoch, name), all.pack())
      }
    }
    this.#changed.clear()
    // While an epoch is published again, what is read back would hold rows that are still to come.
    if (rebuilds === undefined && this.#ledgers.size > REMEMBERED) this.#ledgers.clear()
  }

  #ledger(name: string): SeriesLedger {
    const known = this.#ledgers.get(name)
    if (known !== undefined) return known
    const { entries, dataset, epoch } = this.#options
    const ledger = SeriesLedger.unpack(entries.get(seriesLedgerKey(dataset, epoch, name)))
    this.#ledgers.set(name, ledger)
    return ledger
  }
}

const seriesLedgerKey = (dataset: string, epoch: number, name: string): string =>
  `${dataset}/${epoch}/series/${name}`
