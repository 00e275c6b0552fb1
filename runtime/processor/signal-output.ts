import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { TOPICS, TopicKey } from '../../schemas/topics.ts'
import type { OutputEvent } from './processor.ts'

/** A row of a signal as its family makes it; figures that are not known are null. */
export interface SignalRow {
  readonly signal: string
  readonly subject: string
  readonly tradeDate: TradeDate
  readonly eventTime: EventTime
  readonly value: number | null
  readonly state: string | null
  /** Place among the subjects of that date, from 1. */
  readonly rank?: number | null
  readonly revision?: number
  readonly components: Readonly<Record<string, number | null>>
  readonly notes?: Readonly<Record<string, string>>
}

/** Topics that carry signals. */
type SignalTopic = {
  [Key in TopicKey]: (typeof TOPICS)[Key]['schema'] extends 'signal' ? Key : never
}[TopicKey]

/** The event of a row; components that are null are left out. */
export function signalOutput<Topic extends SignalTopic>(topic: Topic, row: SignalRow): OutputEvent<Topic> {
  const { signal, subject, tradeDate, eventTime, value, state, components } = row
  const { rank = null, revision = 0, notes = {} } = row
  const known = Object.entries(components).filter((entry): entry is [string, number] => entry[1] !== null)
  const event: OutputEvent<SignalTopic> = {
    topic,
    key: `${signal}/${subject}/${tradeDate}`,
    eventTime,
    value: {
      revision,
      deleted: false,
      signal,
      subject,
      tradeDate,
      eventTime,
      value,
      state,
      rank,
      components: Object.fromEntries(known),
      notes,
    },
  }
  return event as OutputEvent<Topic>
}
