import { knownAliases } from '../../../core/market/alias-table.ts'
import { type Alias, symbolOn } from '../../../core/market/instrument-status.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Fen, Price } from '../../../core/market/price.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { Omission, Rejection, SessionItems, TakenBar } from '../source.ts'
import { count } from '../summary.ts'
import type { RowBlock } from './bar-row.ts'
import { BLANK } from './decimal.ts'
import { type GroupRow, resolveGroup } from './duplicates.ts'
import type { RowDetails } from './row-details.ts'
import type { SourceFile } from './source-file.ts'
import type { SymbolTable } from './symbol-table.ts'

export interface AssembledSession extends SessionItems {
  /** Rows that contradict a more trusted row of the same symbol. */
  readonly conflicts: readonly Rejection[]
}

interface Naming {
  readonly instrument: InstrumentSymbol
  readonly aliases: readonly Alias[]
}

const END = -1

/** Turns the packed rows of a session into bars in the order of their instruments, each once. */
export class SessionAssembler {
  readonly #files: readonly SourceFile[]
  readonly #symbols: SymbolTable
  readonly #details: RowDetails
  readonly #namings: readonly Naming[]
  /** Position of a symbol's instrument in alphabetical order; a renamed code shares its successor's. */
  readonly #places: Int32Array
  readonly #heads: Int32Array

  constructor(files: readonly SourceFile[], symbols: SymbolTable, details: RowDetails) {
    this.#files = files
    this.#symbols = symbols
    this.#details = details
    this.#namings = symbols.symbols.map((symbol) => {
      const instrument = knownAliases.canonicalSymbol(symbol)
      return { instrument, aliases: knownAliases.aliasesOf(instrument) }
    })
    const instruments = [...new Set(this.#namings.map(({ instrument }) => instrument))].sort()
    const places = new Map(instruments.map((instrument, place) => [instrument, place]))
    this.#places = Int32Array.from(this.#namings, ({ instrument }) => places.get(instrument)!)
    this.#heads = new Int32Array(instruments.length)
  }

  /** Rows of files that were refused as a whole are left out. */
  assemble(tradeDate: TradeDate, rows: RowBlock): AssembledSession {
    const bars: TakenBar[] = []
    const omissions: Omission[] = []
    const conflicts: Rejection[] = []
    const next = this.#chain(rows)
    for (const head of this.#heads) {
      if (head === END) continue
      if (next[head] === END && this.#details.at(rows.detail(head)).omission === null) {
        bars.push(this.#single(rows, head, tradeDate))
        continue
      }
      const group: GroupRow<SourceFile>[] = []
      for (let row = head; row !== END; row = next[row]!) group.push(this.#groupRow(rows, row, tradeDate))
      const resolved = resolveGroup(group)
      if (resolved.taken.kind === 'bar') bars.push(resolved.taken)
      else omissions.push(resolved.taken)
      for (const duplicate of resolved.duplicates) duplicate.summary.duplicates++
      for (const { loser, rejection } of resolved.conflicts) {
        count(loser.summary.rejections, rejection.code)
        conflicts.push(rejection)
      }
      if (resolved.taken.kind === 'bar') resolved.winner.summary.bars++
    }
    return { tradeDate, bars, omissions, conflicts }
  }

  /** Links the rows of each instrument, in the order in which they came. */
  #chain(rows: RowBlock): Int32Array {
    const heads = this.#heads.fill(END)
    const next = new Int32Array(rows.capacity)
    for (let row = rows.capacity - 1; row >= 0; row--) {
      if (this.#files[rows.file(row)]!.summary.error !== undefined) continue
      const place = this.#places[rows.symbol(row)]!
      next[row] = heads[place]!
      heads[place] = row
    }
    return next
  }

  #single(rows: RowBlock, row: number, tradeDate: TradeDate): TakenBar {
    const file = this.#files[rows.file(row)]!
    file.summary.bars++
    return this.#bar(rows, row, tradeDate, file)
  }

  #groupRow(rows: RowBlock, row: number, tradeDate: TradeDate): GroupRow<SourceFile> {
    const file = this.#files[rows.file(row)]!
    const { omission } = this.#details.at(rows.detail(row))
    const taken =
      omission === null
        ? this.#bar(rows, row, tradeDate, file)
        : {
            kind: 'omission' as const,
            reason: omission,
            symbol: this.#symbolOf(rows, row, tradeDate),
            tradeDate,
          }
    return { taken, file, line: rows.line(row) }
  }

  #bar(rows: RowBlock, row: number, tradeDate: TradeDate, file: SourceFile): TakenBar {
    const detail = this.#details.at(rows.detail(row))
    return {
      kind: 'bar',
      bar: {
        symbol: this.#symbolOf(rows, row, tradeDate),
        tradeDate,
        open: rows.open(row) as Price,
        high: rows.high(row) as Price,
        low: rows.low(row) as Price,
        close: rows.close(row) as Price,
        prevClose: orNull(rows.prevClose(row)) as Price | null,
        volume: rows.volume(row),
        amount: orNull(rows.amount(row)) as Fen | null,
        afterHoursVolume: orNull(rows.afterHoursVolume(row)),
        afterHoursAmount: orNull(rows.afterHoursAmount(row)) as Fen | null,
        name: detail.name,
        riskStatus: detail.riskStatus,
        noLimit: detail.noLimit,
        flags: detail.flags,
        source: file.format,
      },
      file: file.path,
      line: rows.line(row),
    }
  }

  /** The code as traded on that day: sources print the history of a renamed share under either code. */
  #symbolOf(rows: RowBlock, row: number, tradeDate: TradeDate): InstrumentSymbol {
    const number = rows.symbol(row)
    const { instrument, aliases } = this.#namings[number]!
    return aliases.length === 0 ? this.#symbols.symbols[number]! : symbolOn(aliases, instrument, tradeDate)
  }
}

const orNull = (value: number): number | null => (value === BLANK ? null : value)
