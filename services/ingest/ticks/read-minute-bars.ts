import { chineseCalendar } from '../../../core/market/chinese-calendar.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import type { Fen, Price } from '../../../core/market/price.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { readDate } from '../reading/date-text.ts'
import { readDecimal, readPrice } from '../reading/decimal.ts'
import { DelimitedReader, type FieldRow, fieldText } from '../reading/delimited.ts'
import { filePieces } from '../reading/file-bytes.ts'
import { SymbolTable, UNKNOWN_SYMBOL } from '../reading/symbol-table.ts'
import type { RecognisedFile, Rejection, RejectionCode } from '../source.ts'
import { DateCheck } from '../validate.ts'
import { MINUTE_BAR_FORMATS, type MinuteBarFormat } from './minute-bar-formats.ts'

/** A vendor's bar of one or more minutes, in canonical units; to compare ours with. */
export interface VendorMinuteBar {
  readonly symbol: InstrumentSymbol
  readonly tradeDate: TradeDate
  /** End of the bar. */
  readonly eventTime: EventTime
  readonly minutes: number
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  /** Shares. */
  readonly volume: number
  readonly amount: Fen
}

const HIGHEST_HOUR = 23
const HOUR_UNIT = 10_000_000
const MINUTE_UNIT = 100_000

/** Reads a vendor's minute bars in the order of the file; rows that are none go to `onRejection`. */
export async function* readMinuteBars(
  file: RecognisedFile,
  onRejection: (rejection: Rejection) => void = () => undefined,
): AsyncGenerator<VendorMinuteBar> {
  const format = MINUTE_BAR_FORMATS.find(({ name }) => name === file.format)
  if (format === undefined) throw new TypeError(`no format of minute bars is called ${file.format}`)
  const rows = new MinuteBarRows(format)
  let bars: VendorMinuteBar[] = []
  let header = true
  const lines = new DelimitedReader((row) => {
    if (header) {
      header = false
      return
    }
    const bar = rows.read(row)
    if (!('code' in bar)) bars.push(bar)
    else onRejection({ kind: 'rejection', file: file.path, line: row.line, raw: rawText(row), ...bar })
  })
  for await (const piece of filePieces(file, () => undefined)) {
    lines.push(piece)
    yield* bars
    bars = []
  }
  lines.end()
  yield* bars
}

interface Fault {
  readonly code: RejectionCode
  readonly reason: string
}

class MinuteBarRows {
  readonly #format: MinuteBarFormat
  readonly #at: Readonly<Record<string, number>>
  readonly #symbols = new SymbolTable()
  readonly #dates = new DateCheck(chineseCalendar)

  constructor(format: MinuteBarFormat) {
    this.#format = format
    this.#at = Object.fromEntries(format.header.map((name, at) => [name, at]))
  }

  read(row: FieldRow): VendorMinuteBar | Fault {
    const { header, symbol, date, time, amount, minutes } = this.#format
    if (row.count !== header.length)
      return { code: 'unparsable', reason: `the row has ${row.count} columns; correct it` }
    const number = this.#span(row, symbol, (bytes, start, end) => this.#symbols.read(bytes, start, end))
    if (number === UNKNOWN_SYMBOL)
      return { code: 'unknownSymbol', reason: 'no stock has this code; correct it' }
    const tradeDate = this.#span(row, date, readDate)
    const dateFault = this.#dates.faultOf(tradeDate)
    if (dateFault !== null) return dateFault
    const minute = this.#minuteOf(row, time)
    if (minute === undefined) return { code: 'unparsable', reason: `${time} is no time of day; correct it` }
    const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((name) =>
      this.#span(row, name, readPrice),
    ) as [Price, Price, Price, Price]
    if (!(Math.min(open, high, low, close) > 0))
      return { code: 'unparsable', reason: 'a price is none; correct it or remove the row' }
    const volume = this.#span(row, 'volume', (bytes, start, end) => readDecimal(bytes, start, end, 0))
    const fen = this.#span(row, amount, (bytes, start, end) => readDecimal(bytes, start, end, 2))
    if (volume < 0 || fen < 0)
      return { code: 'negativeVolume', reason: 'volume or amount is no number; correct it' }
    return {
      symbol: this.#symbols.symbols[number]!,
      tradeDate: tradeDate as TradeDate,
      eventTime: shanghaiTime(tradeDate as TradeDate, 0, minute),
      minutes,
      open,
      high,
      low,
      close,
      volume,
      amount: fen as Fen,
    }
  }

  #span(
    row: FieldRow,
    name: string,
    read: (bytes: Uint8Array, start: number, end: number) => number,
  ): number {
    const at = this.#at[name]!
    return read(row.bytes, row.starts[at]!, row.ends[at]!)
  }

  #minuteOf(row: FieldRow, column: string): number | undefined {
    const text = fieldText(row, this.#at[column]!, 'latin1')
    if (this.#format.timeText === 'clock') {
      const match = /^(\d{2}):(\d{2})$/.exec(text)
      return match === null ? undefined : minuteOfDay(Number(match[1]), Number(match[2]))
    }
    const value = Number(text)
    if (!Number.isInteger(value)) return undefined
    return minuteOfDay(Math.floor(value / HOUR_UNIT), Math.floor(value / MINUTE_UNIT) % 100)
  }
}

const minuteOfDay = (hour: number, minute: number): number | undefined =>
  hour <= HIGHEST_HOUR && minute < 60 ? hour * 60 + minute : undefined

const rawText = ({ bytes, starts, ends, count }: FieldRow): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset).toString('utf8', starts[0], ends[count - 1])
