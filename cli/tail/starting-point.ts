import { type EventTime, parseTradeDate, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import { ConfigError } from '../../runtime/errors.ts'

/** Where a tail begins. */
export type StartingPoint =
  /** The newest events that are there, then what comes. */
  | { readonly kind: 'newest' }
  | { readonly kind: 'beginning' }
  /** Only what comes. */
  | { readonly kind: 'latest' }
  /** Events of this moment and later. */
  | { readonly kind: 'time'; readonly time: EventTime }
  /** Events from this time of day on, of the newest session in the topic. */
  | { readonly kind: 'clock'; readonly at: (date: TradeDate) => EventTime }

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2}|\d{8})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/

/**
 * Reads `--from`. Times without a zone are Shanghai's.
 * @throws ConfigError saying what it may be
 */
export function startingPoint(text: string | undefined): StartingPoint {
  if (text === undefined) return { kind: 'newest' }
  if (text === 'beginning' || text === 'latest') return { kind: text }
  const clock = clockTime(text)
  if (clock !== undefined) return { kind: 'clock', at: clock }
  const time = moment(text)
  if (time !== undefined) return { kind: 'time', time }
  throw new ConfigError(
    'invalid',
    `--from "${text}" is no starting point. It may be beginning, latest, a time of the newest session such as 09:30 ` +
      'or 14:56:30, a date such as 2022-04-27, or a moment such as 2022-04-27T10:30 (Shanghai, unless it names a zone).',
  )
}

function clockTime(text: string): ((date: TradeDate) => EventTime) | undefined {
  const [, hour, minute, second = '0'] = CLOCK.exec(text) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  return (date) => shanghaiTime(date, Number(hour), Number(minute), Number(second))
}

function moment(text: string): EventTime | undefined {
  const [, day, time = '00:00', zone = '+08:00'] = DATE_TIME.exec(text) ?? []
  const date = day === undefined ? undefined : parseTradeDate(day)
  if (date === undefined) return undefined
  const iso = String(date).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  const milliseconds = Date.parse(`${iso}T${time}${zone}`)
  return Number.isNaN(milliseconds) ? undefined : (milliseconds as EventTime)
}
