import { listingPrefix, riskStatusFromName } from '../../../core/market/risk-status.ts'
import type { RiskStatus } from '../../../schemas/generated/events.ts'
import type { BarIntake, RowOrigin } from '../reading/bar-intake.ts'
import { BarDraft } from '../reading/bar-row.ts'
import { readDate } from '../reading/date-text.ts'
import { BLANK, MALFORMED, priceFromFloat, readDecimal, readPrice } from '../reading/decimal.ts'
import { type FieldRow, fieldText } from '../reading/delimited.ts'
import type { RowDetails } from '../reading/row-details.ts'
import type { SymbolTable } from '../reading/symbol-table.ts'
import type { Fault } from '../validate.ts'
import { type ColumnPlan, NO_VOLUME_FLAG, type TableFormat } from './table-format.ts'

export type TextEncoding = 'utf8' | 'gb18030'

export interface TableDecoderOptions {
  readonly format: TableFormat
  readonly plan: ColumnPlan
  readonly symbols: SymbolTable
  readonly details: RowDetails
  readonly intake: BarIntake
  /** Symbol from the file's name, for tables without a code column. */
  readonly symbol: number
  readonly encoding: TextEncoding
}

/** Adjusted price divided by factor: what is left of two roundings must be within this of the tick. */
const FACTOR_NOISE = 0.0015

/** Turns the rows of one table into drafts, by the format's columns and units. */
export class TableDecoder implements RowOrigin {
  readonly #options: TableDecoderOptions
  readonly #draft = new BarDraft()
  readonly #hasDetails: boolean
  #row: FieldRow | undefined
  /** Date and close of each symbol's row before. */
  readonly #lastDates: number[] = []
  readonly #lastCloses: number[] = []

  constructor(options: TableDecoderOptions) {
    this.#options = options
    const { plan } = options
    this.#hasDetails = DETAIL_ROLES.some((role) => plan[role] >= 0)
  }

  raw(): string {
    const row = this.#row
    if (row === undefined) return ''
    return Array.from({ length: row.count }, (_, column) =>
      fieldAt(row, column, this.#options.encoding),
    ).join(',')
  }

  row(row: FieldRow): void {
    const { format, plan, symbols, intake } = this.#options
    const { bytes, starts, ends } = row
    const draft = this.#draft
    this.#row = row
    draft.line = row.line
    if (row.count <= plan.date || row.count <= plan.code) {
      draft.symbol = NONE
      draft.date = MALFORMED
      intake.reject(TOO_SHORT, draft, this)
      return
    }
    draft.symbol =
      plan.code >= 0 ? symbols.read(bytes, starts[plan.code]!, ends[plan.code]!) : this.#options.symbol
    draft.date = readDate(bytes, starts[plan.date]!, ends[plan.date]!)
    draft.detail = this.#hasDetails ? this.#detail(row) : 0
    draft.open = price(row, plan.open)
    draft.high = price(row, plan.high)
    draft.low = price(row, plan.low)
    draft.close = price(row, plan.close)
    draft.prevClose = price(row, plan.prevClose)
    draft.volume = quantity(row, plan.volume, format.sharesPerUnit === 100 ? 2 : 0)
    draft.amount = quantity(row, plan.amount, format.fenDigits)
    draft.afterHoursVolume = quantity(row, plan.afterHoursVolume, 2)
    draft.afterHoursAmount = quantity(row, plan.afterHoursAmount, format.fenDigits)
    if (format.adjustedByFactor === true) this.#removeFactor(row)
    if (format.blankReference === 'closeBefore') this.#carryReference()
    const adjusted = plan.adjustFlag >= 0 && fieldAt(row, plan.adjustFlag) !== UNADJUSTED
    if (adjusted) intake.reject(ADJUSTED, draft, this)
    else intake.take(draft, this)
  }

  /** Writes into a row the reference price that its format leaves to the symbol's row before. */
  #carryReference(): void {
    const draft = this.#draft
    const { symbol, date, close } = draft
    if (symbol < 0) return
    const isLater = date > (this.#lastDates[symbol] ?? Number.POSITIVE_INFINITY)
    if (draft.prevClose === BLANK && isLater) draft.prevClose = this.#lastCloses[symbol]!
    this.#lastDates[symbol] = date
    this.#lastCloses[symbol] = close > 0 ? close : BLANK
  }

  #detail(row: FieldRow): number {
    const { plan, format, details, encoding } = this.#options
    if (!DETAIL_ROLES.some((role) => isFilled(row, plan[role]))) return 0
    const name = fieldAt(row, plan.name, encoding) || null
    const letter = fieldAt(row, plan.flag)
    const flag = letter === '' ? null : (format.flags?.[letter] ?? `source:${letter}`)
    const suspended = fieldAt(row, plan.tradeStatus) === '0'
    return details.number({
      omission: flag === NO_VOLUME_FLAG ? 'noVolumeAtSource' : suspended ? 'suspended' : null,
      name,
      riskStatus: riskStatusOf(name, fieldAt(row, plan.isSt)),
      noLimit: name !== null && listingPrefix(name) !== undefined ? true : null,
      flags: flag === null ? [] : [flag],
    })
  }

  #removeFactor(row: FieldRow): void {
    const draft = this.#draft
    const { plan } = this.#options
    const factor = numberAt(row, plan.factor)
    for (const field of FACTORED) {
      const adjusted = numberAt(row, plan[field])
      const original = adjusted / factor
      draft[field] = Number.isFinite(original)
        ? priceFromFloat(original, Math.max(FACTOR_NOISE, original * 1e-6))
        : BLANK
    }
    const volume = numberAt(row, plan.volume) * factor
    draft.volume = Number.isFinite(volume) ? Math.round(volume) : BLANK
  }
}

const gb18030 = new TextDecoder('gb18030')

const NONE = -2
const UNADJUSTED = '3'
const DETAIL_ROLES = ['name', 'flag', 'isSt', 'tradeStatus'] as const
const FACTORED = ['open', 'high', 'low', 'close'] as const
const ADJUSTED: Fault = {
  code: 'adjustedPrices',
  reason: 'adjusted prices (复权) have other limits than the market had; export with adjustflag 3',
}
const TOO_SHORT: Fault = {
  code: 'unparsable',
  reason: 'the row has fewer columns than the header; correct or remove it',
}

function price(row: FieldRow, column: number): number {
  if (column < 0 || column >= row.count) return BLANK
  return readPrice(row.bytes, row.starts[column]!, row.ends[column]!)
}

function quantity(row: FieldRow, column: number, digits: number): number {
  if (column < 0 || column >= row.count) return BLANK
  return readDecimal(row.bytes, row.starts[column]!, row.ends[column]!, digits)
}

function fieldAt(row: FieldRow, column: number, encoding: TextEncoding = 'utf8'): string {
  if (column < 0 || column >= row.count) return ''
  if (encoding === 'utf8') return fieldText(row, column).trim()
  return gb18030.decode(row.bytes.subarray(row.starts[column], row.ends[column])).trim()
}

const isFilled = (row: FieldRow, column: number): boolean =>
  column >= 0 && column < row.count && row.ends[column]! > row.starts[column]!

function numberAt(row: FieldRow, column: number): number {
  const text = fieldAt(row, column)
  return text === '' ? Number.NaN : Number(text)
}

function riskStatusOf(name: string | null, isSt: string): RiskStatus | null {
  if (name !== null) return riskStatusFromName(name)
  return isSt === '' ? null : isSt === '1' ? 'st' : 'normal'
}
