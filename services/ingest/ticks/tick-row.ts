import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { type Fen, PRICE_PER_FEN, type Price } from '../../../core/market/price.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { BarDraft } from '../reading/bar-row.ts'
import { BLANK, MALFORMED, OFF_GRID, readDecimal, readPrice } from '../reading/decimal.ts'
import { type FieldRow, fieldText } from '../reading/delimited.ts'
import { type SymbolTable, UNKNOWN_SYMBOL } from '../reading/symbol-table.ts'
import type { RejectionCode } from '../source.ts'
import { averagePriceVerdict, UnitCheck } from '../units.ts'
import type { DateCheck } from '../validate.ts'
import type { SourceTick } from './source-tick.ts'
import type { SnapshotFormat, TickFormat, TradeFormat } from './tick-formats.ts'
import { readDottedDate, readTimeOfDay, timeAfterDate } from './time-text.ts'

/** What a row says: a tick (a trade is one of its own volume), why it is none, or nothing of interest. */
export type TickRow =
  | { readonly kind: 'tick'; readonly tick: SourceTick }
  | { readonly kind: 'fault'; readonly code: RejectionCode; readonly reason: string }
  | { readonly kind: 'skipped'; readonly why: 'cancelledOrder' | 'notAShare' }

export interface TickRowOptions {
  readonly format: TickFormat
  /** The session of a file whose rows print no date. */
  readonly fileDate: TradeDate | undefined
  readonly symbols: SymbolTable
  readonly dates: DateCheck
}

/** Reads the rows of one tick file. */
export class TickRowReader {
  readonly units = new UnitCheck()
  readonly #options: TickRowOptions
  readonly #read: (row: FieldRow, place: Place) => TickRow
  readonly #columns: Columns
  readonly #midnights = new Map<number, number>()

  constructor(options: TickRowOptions) {
    const { format } = options
    this.#options = options
    this.#columns = new Columns(format.header)
    this.#read =
      format.kind === 'snapshot'
        ? snapshotReader(format, this.#columns, this.units)
        : tradeReader(format, this.#columns, this.units)
  }

  row(row: FieldRow): TickRow {
    const { format, symbols, dates, fileDate } = this.#options
    if (row.count !== format.header.length)
      return fault(
        'unparsable',
        `the row has ${row.count} columns, its header ${format.header.length}; correct it`,
      )
    const symbolAt = this.#columns.of(format.symbol)
    const number = symbols.read(row.bytes, row.starts[symbolAt]!, row.ends[symbolAt]!)
    if (number === UNKNOWN_SYMBOL)
      return fault('unknownSymbol', `no stock has the code ${fieldText(row, symbolAt)}; correct it`)
    if (symbols.kinds[number] === 'notAShare') return NOT_A_SHARE
    const timeAt = this.#columns.of(format.time)
    const end = row.ends[timeAt]!
    let start = row.starts[timeAt]!
    let date: number = fileDate ?? MALFORMED
    if (format.date === 'inTime') {
      const split = timeAfterDate(row.bytes, start, end)
      date = split < 0 ? MALFORMED : readDottedDate(row.bytes, start, split - 1)
      start = split < 0 ? start : split
    } else if (format.date === 'column') {
      const dateAt = this.#columns.of(format.dateColumn!)
      date = readDottedDate(row.bytes, row.starts[dateAt]!, row.ends[dateAt]!)
    }
    const dateFault = dates.faultOf(date)
    if (dateFault !== null) return fault(dateFault.code, dateFault.reason)
    const time = readTimeOfDay(row.bytes, start, end)
    if (time === MALFORMED)
      return fault('unparsable', `${format.time} "${fieldText(row, timeAt)}" is no time; correct it`)
    const tradeDate = date as TradeDate
    return this.#read(row, {
      symbol: symbols.symbols[number]!,
      tradeDate,
      eventTime: (this.#midnight(tradeDate) + time) as EventTime,
    })
  }

  #midnight(date: TradeDate): number {
    let midnight = this.#midnights.get(date)
    if (midnight === undefined) {
      midnight = shanghaiTime(date, 0, 0)
      this.#midnights.set(date, midnight)
    }
    return midnight
  }
}

interface Place {
  readonly symbol: InstrumentSymbol
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
}

/** Positions of a header's columns by name. */
class Columns {
  readonly #positions: ReadonlyMap<string, number>

  constructor(header: readonly string[]) {
    this.#positions = new Map(header.map((name, at) => [name, at]))
  }

  of(name: string): number {
    const at = this.#positions.get(name)
    if (at === undefined) throw new TypeError(`no column is called ${name}`)
    return at
  }
}

type Values = [number, number, number, number, number, number?, number?]

const NOT_A_SHARE: TickRow = { kind: 'skipped', why: 'notAShare' }
const CANCELLED: TickRow = { kind: 'skipped', why: 'cancelledOrder' }
const fault = (code: RejectionCode, reason: string): TickRow => ({ kind: 'fault', code, reason })

const price = (row: FieldRow, at: number): number => readPrice(row.bytes, row.starts[at]!, row.ends[at]!)
const whole = (row: FieldRow, at: number): number => readDecimal(row.bytes, row.starts[at]!, row.ends[at]!, 0)
const fen = (row: FieldRow, at: number): number => readDecimal(row.bytes, row.starts[at]!, row.ends[at]!, 2)

/** Blank and 0 both stand for "none yet". */
const known = (value: number): Price | null => (value > 0 ? (value as Price) : null)

/** Limits as they are printed, sentinels included. */
const printed = (value: number | undefined): Price | null =>
  value === undefined || value === BLANK ? null : (value as Price)

const isBad = (value: number): boolean =>
  value === MALFORMED || value === OFF_GRID || (value < 0 && value !== BLANK)

function priceFault(value: number, column: string): TickRow {
  return value === OFF_GRID
    ? fault('offGrid', `${column} is no multiple of 0.01 CNY; correct it or remove the row`)
    : fault('unparsable', `${column} is no price; correct it or remove the row`)
}

function quantityFault(value: number, column: string): TickRow {
  return value < 0 && value !== MALFORMED && value !== BLANK
    ? fault('negativeVolume', `${column} is negative; correct it or remove the row`)
    : fault('unparsable', `${column} is no number; correct it or remove the row`)
}

function snapshotReader(format: SnapshotFormat, columns: Columns, units: UnitCheck) {
  const { prices, limits } = format
  const at = (name: string): number => columns.of(name)
  const priceNames = [prices.prevClose, prices.open, prices.high, prices.low, prices.last]
  if (limits !== undefined) priceNames.push(limits.up, limits.down)
  const pricesAt = priceNames.map(at)
  const [volumeAt, amountAt, statusAt] = [at(format.volume), at(format.amount), at(format.status)]
  const bids = [format.bidPrices.map(at), format.bidVolumes.map(at)] as const
  const asks = [format.askPrices.map(at), format.askVolumes.map(at)] as const
  const steps = { volume: 1, amount: format.amountStep }
  const draft = new BarDraft()
  const values: number[] = priceNames.map(() => 0)

  return (row: FieldRow, place: Place): TickRow => {
    for (let index = 0; index < pricesAt.length; index += 1) {
      const value = price(row, pricesAt[index]!)
      // Limits of a share without any may be sentinels of any size; they lie on the grid like all prices.
      if (isBad(value)) return priceFault(value, priceNames[index]!)
      values[index] = value
    }
    const [prevClose, open, high, low, last, up, down] = values as Values
    const volume = whole(row, volumeAt)
    if (volume < 0) return quantityFault(volume, format.volume)
    const amount = fen(row, amountAt)
    if (amount < 0 && amount !== BLANK) return quantityFault(amount, format.amount)
    const bid = book(row, bids)
    const ask = book(row, asks)
    if (bid === undefined || ask === undefined)
      return fault('unparsable', 'a level of the book is no price or no number; correct it or remove the row')
    if (volume > 0 && amount > 0 && low > 0) {
      Object.assign(draft, { low, high, volume, amount })
      units.add(averagePriceVerdict(draft, steps))
    }
    return {
      kind: 'tick',
      tick: {
        symbol: place.symbol,
        tradeDate: place.tradeDate,
        eventTime: place.eventTime,
        receivedAt: null,
        sequence: null,
        status: format.statuses[fieldText(row, statusAt, 'latin1')] ?? 'unknown',
        prevClose: known(prevClose),
        open: known(open),
        high: known(high),
        low: known(low),
        last: known(last),
        volume,
        amount: amount === BLANK ? null : (amount as Fen),
        depth: bids[0].length,
        bidPrices: bid.prices,
        bidVolumes: bid.volumes,
        askPrices: ask.prices,
        askVolumes: ask.volumes,
        limitUp: printed(up),
        limitDown: printed(down),
        source: format.name,
      },
    }
  }
}

/** The levels that have a price: in an auction the quantity behind it, unmatched, has none. */
function book(
  row: FieldRow,
  [pricesAt, volumesAt]: readonly [readonly number[], readonly number[]],
): { readonly prices: number[]; readonly volumes: number[] } | undefined {
  const prices: number[] = []
  const volumes: number[] = []
  for (let level = 0; level < pricesAt.length; level += 1) {
    const value = price(row, pricesAt[level]!)
    const volume = whole(row, volumesAt[level]!)
    if (isBad(value) || isBad(volume)) return undefined
    if (value <= 0 || volume <= 0) continue
    prices.push(value)
    volumes.push(volume)
  }
  return { prices, volumes }
}

function tradeReader(format: TradeFormat, columns: Columns, units: UnitCheck) {
  const [priceAt, quantityAt] = [columns.of(format.price), columns.of(format.quantity)]
  const amountAt = columns.of(format.amount)
  const cancelAt = format.cancel === undefined ? -1 : columns.of(format.cancel.column)
  const steps = { volume: 1, amount: format.amountStep }
  const draft = new BarDraft()

  return (row: FieldRow, place: Place): TickRow => {
    if (cancelAt >= 0 && fieldText(row, cancelAt, 'latin1') === format.cancel!.text) return CANCELLED
    const traded = price(row, priceAt)
    if (traded <= 0) return priceFault(traded, format.price)
    const volume = whole(row, quantityAt)
    if (volume <= 0) return quantityFault(volume, format.quantity)
    const printed = fen(row, amountAt)
    if (printed < 0 && printed !== BLANK) return quantityFault(printed, format.amount)
    const amount = printed === BLANK ? Math.round((traded / PRICE_PER_FEN) * volume) : printed
    Object.assign(draft, { low: traded, high: traded, volume, amount })
    units.add(averagePriceVerdict(draft, steps))
    return {
      kind: 'tick',
      tick: {
        symbol: place.symbol,
        tradeDate: place.tradeDate,
        eventTime: place.eventTime,
        receivedAt: null,
        sequence: null,
        status: 'unknown',
        prevClose: null,
        open: null,
        high: null,
        low: null,
        last: traded as Price,
        volume,
        amount: amount as Fen,
        depth: 0,
        bidPrices: NONE,
        bidVolumes: NONE,
        askPrices: NONE,
        askVolumes: NONE,
        limitUp: null,
        limitDown: null,
        source: format.name,
      },
    }
  }
}

const NONE: readonly number[] = []
