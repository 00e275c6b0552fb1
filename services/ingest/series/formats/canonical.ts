import type { EventTime } from '../../../../core/market/trade-date.ts'
import { shanghaiTime } from '../../../../core/market/trade-date.ts'
import { day, figure, period, requiredFigure } from './fields.ts'
import { type Release, RowError, type RowReader, type SeriesFormat } from './series-format.ts'
import { unitOf } from './units.ts'

/** Our own tables, for whatever no vendor's layout is known of: what somebody writes by hand is believed first. */
const OWN = { rank: 0, step: 0 } as const

const BARS = ['symbol', 'date', 'open', 'high', 'low', 'close', 'volume', 'amount']
const BAR_OPTIONS = ['market', 'adjustment']

export const seriesCsv: SeriesFormat = {
  ...OWN,
  name: 'series-csv',
  reader: (header) =>
    withOptions(header, BARS, BAR_OPTIONS, (at) => (fields, sink) => {
      const of = (column: string): number | null => figure(fields[at(column)], column)
      const market = fields[at('market')]?.trim() ?? ''
      const adjustment = fields[at('adjustment')]?.trim() ?? ''
      sink.bar(fields[0]!.trim(), day(fields[1]), {
        open: of('open'),
        high: of('high'),
        low: of('low'),
        close: requiredFigure(fields[at('close')], 'close'),
        volume: of('volume'),
        amount: of('amount'),
        ...(market === '' ? {} : { market: oneOf(['CN', 'HK', 'US'], market, 'market') }),
        ...(adjustment === ''
          ? {}
          : { adjustment: oneOf(['none', 'totalReturn'], adjustment, 'adjustment') }),
      })
    }),
}

const OBSERVATIONS = ['series', 'period', 'value']
const OBSERVATION_OPTIONS = ['released_at', 'forecast', 'unit']

export const observationsCsv: SeriesFormat = {
  ...OWN,
  name: 'observations-csv',
  reader: (header) =>
    withOptions(header, OBSERVATIONS, OBSERVATION_OPTIONS, (at) => (fields, sink) => {
      const series = fields[0]!.trim()
      const unit = fields[at('unit')]?.trim() ?? ''
      sink.observation(series, period(fields[1]), requiredFigure(fields[2], 'value'), {
        unit: unit === '' ? unitOf(series) : unit,
        forecast: figure(fields[at('forecast')], 'forecast'),
        ...releaseOf(fields[at('released_at')]?.trim() ?? ''),
      })
    }),
}

const FLOWS = ['symbol', 'date', 'shares', 'nav', 'close']
const FLOW_OPTIONS = ['name', 'net_inflow']

export const fundFlowsCsv: SeriesFormat = {
  ...OWN,
  name: 'fund-flows-csv',
  reader: (header) =>
    withOptions(header, FLOWS, FLOW_OPTIONS, (at) => (fields, sink) => {
      const name = fields[at('name')]?.trim() ?? ''
      sink.flow(fields[0]!.trim(), day(fields[1]), {
        shares: figure(fields[2], 'shares'),
        nav: figure(fields[3], 'nav'),
        close: figure(fields[4], 'close'),
        name: name === '' ? null : name,
        netInflow: figure(fields[at('net_inflow')], 'net_inflow'),
      })
    }),
}

/** The reader of a header that begins with the required columns and has nothing but optional ones behind them. */
function withOptions(
  header: readonly string[],
  required: readonly string[],
  options: readonly string[],
  reader: (at: (column: string) => number) => RowReader,
): RowReader | undefined {
  const fits =
    required.every((column, at) => header[at] === column) &&
    header.slice(required.length).every((column) => options.includes(column))
  return fits ? reader((column) => header.indexOf(column)) : undefined
}

function oneOf<Value extends string>(values: readonly Value[], text: string, column: string): Value {
  const value = values.find((one) => one === text)
  if (value === undefined) throw new RowError(`${column} is "${text}"; write ${values.join(', ')} or nothing`)
  return value
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?$/

/** Nothing, a day, or a moment: of Shanghai where no offset is printed. */
function releaseOf(text: string): Partial<Pick<Release, 'at' | 'on'>> {
  if (text === '') return {}
  const match = MOMENT.exec(text)
  if (match === null) return { on: day(text) }
  const [, date, hour, minute, second = '00', offset] = match
  if (offset === undefined)
    return { at: shanghaiTime(day(date), Number(hour), Number(minute), Number(second)) }
  return { at: Date.parse(`${date}T${hour}:${minute}:${second}${offset}`) as EventTime }
}
