import type { EventTime } from '../../core/market/trade-date.ts'
import type { Control } from '../../schemas/generated/events.ts'

interface Place {
  readonly partition: number
  readonly offset: number
  /** The record's timestamp: event time. */
  readonly time: EventTime
}

/** A decoded record of a topic, or a control record that travels between them. */
export type TailEvent =
  | (Place & { readonly kind: 'record'; readonly value: Readonly<Record<string, unknown>> })
  | (Place & { readonly kind: 'control'; readonly value: Control })
