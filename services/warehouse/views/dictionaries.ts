import { formatTradeDate } from '../../../core/market/trade-date.ts'
import { REGIME_PERIODS, type Regime } from '../../../core/sentiment/regimes.ts'
import { type Fraction, STAGES } from '../../../core/sentiment/stage-grid.ts'
import { literal } from '../ddl/dialect.ts'
import type { ViewColumn } from './public-view.ts'

/** A small fixed table, written out in the view itself. */
export interface DictionaryView {
  readonly name: string
  readonly comment: string
  readonly columns: readonly ViewColumn[]
  readonly query: string
}

const REGIME_NAMES: Readonly<Record<Regime, { readonly english: string; readonly chinese: string }>> = {
  bull: { english: 'Bull market', chinese: '牛市' },
  range: { english: 'Range-bound market', chinese: '震荡市' },
  bear: { english: 'Bear market', chinese: '熊市' },
}
const TEXT = 'String'

const bound = (value: number | null): string => (value === null ? 'NULL' : String(value))
const fraction = (value: Fraction | null): string =>
  value === null ? 'NULL' : String(value.numerator / value.denominator)

export const DICTIONARIES: readonly DictionaryView[] = [
  dictionary(
    'stages',
    'The twelve stages of short-term sentiment: names, and their cell of the grid of board height by promotion rate.',
    [
      { name: 'code', type: TEXT, comment: 'Stable code, as in sentiment_daily.' },
      { name: 'position', type: 'UInt8', comment: 'Place in the grid, 1 to 12: by height, then by rate.' },
      { name: 'chinese', type: TEXT, comment: 'Chinese name.' },
      { name: 'english', type: TEXT, comment: 'English name.' },
      { name: 'height_from', type: 'UInt32', comment: 'Lowest board height.' },
      { name: 'height_to', type: 'Nullable(UInt32)', comment: 'Greatest board height; NULL: no upper end.' },
      { name: 'rate_from', type: 'Float64', comment: 'Promotion rate from, included.' },
      { name: 'rate_below', type: 'Nullable(Float64)', comment: 'Promotion rate below; NULL: no upper end.' },
    ],
    STAGES.map(({ code, chinese, english, height, rate }, index) => [
      literal(code),
      String(index + 1),
      literal(chinese),
      literal(english),
      String(height.from),
      bound(height.to),
      fraction(rate.from),
      fraction(rate.below),
    ]),
  ),
  dictionary(
    'regimes',
    'Market regimes by the Shanghai Composite, as published in September 2025: labels in hindsight, not extended.',
    [
      { name: 'regime', type: TEXT, comment: 'Stable code, as in sentiment_daily.' },
      { name: 'chinese', type: TEXT, comment: 'Chinese name.' },
      { name: 'english', type: TEXT, comment: 'English name.' },
      { name: 'first_date', type: 'Date', comment: 'First day of the period.' },
      { name: 'last_date', type: 'Date', comment: 'Last day of the period.' },
    ],
    REGIME_PERIODS.map(({ regime, from, to }) => [
      literal(regime),
      literal(REGIME_NAMES[regime].chinese),
      literal(REGIME_NAMES[regime].english),
      literal(formatTradeDate(from)),
      literal(formatTradeDate(to)),
    ]),
  ),
]

function dictionary(
  name: string,
  comment: string,
  columns: readonly ViewColumn[],
  rows: readonly (readonly string[])[],
): DictionaryView {
  const structure = columns.map((column) => `${column.name} ${column.type}`).join(', ')
  const values = rows.map((row) => `(${row.join(', ')})`).join(', ')
  return { name, comment, columns, query: `SELECT * FROM values(${literal(structure)}, ${values})` }
}
