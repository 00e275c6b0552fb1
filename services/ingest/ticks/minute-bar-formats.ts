/** Bars of a few minutes as a vendor prints them: prices and amount in CNY, volume in shares, time of the end. */
export interface MinuteBarFormat {
  readonly name: string
  /** The exact header, which recognises the format. */
  readonly header: readonly string[]
  readonly symbol: string
  readonly date: string
  readonly time: string
  /** `clock`: 09:45. `compact`: hhmmssmmm without leading zeros, 93100000 for 09:31. */
  readonly timeText: 'clock' | 'compact'
  readonly minutes: number
  readonly amount: string
}

export const MINUTE_BAR_FORMATS: readonly MinuteBarFormat[] = [
  {
    name: 'candles-1m',
    header: 'symbol,exchange,cycle,tradingDay,date,time,open,high,low,close,volume,turnover,unixTime'.split(
      ',',
    ),
    symbol: 'symbol',
    date: 'tradingDay',
    time: 'time',
    timeText: 'compact',
    minutes: 1,
    amount: 'turnover',
  },
  {
    name: 'bars-15m',
    header: 'code,date,time,open,high,low,close,volume,amount'.split(','),
    symbol: 'code',
    date: 'date',
    time: 'time',
    timeText: 'clock',
    minutes: 15,
    amount: 'amount',
  },
]

/** The format of minute bars that a header belongs to. */
export function minuteBarFormatOfHeader(header: readonly string[]): MinuteBarFormat | undefined {
  return MINUTE_BAR_FORMATS.find(
    (format) =>
      format.header.length === header.length && format.header.every((name, at) => name === header[at]),
  )
}
