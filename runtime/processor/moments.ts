import type { Type } from 'avsc'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import type { KeyedState } from './keyed-state.ts'
import type { AnyInputEvent, Batch } from './processor.ts'
import { stateType } from './state-type.ts'

/** The moment whose events are being applied; a store holds it under one key. */
export interface OpenMoment {
  readonly eventTime: EventTime
}

export const OPEN_MOMENT_TYPE: Type = stateType('OpenMoment', { eventTime: 'long' })

const OPEN = 'open'

/**
 * Applies a batch event by event, and calls `complete` when all events of one event time have been applied: before
 * the next later event or session boundary, or when the watermark has passed. So what belongs together in time is judged
 * together, however it was batched. `complete` must not throw: its moment is over, there is no event to blame.
 */
export function applyMoments<Keys extends TopicKey>(
  batch: Batch<Keys>,
  moment: KeyedState<OpenMoment>,
  steps: {
    readonly take: (event: AnyInputEvent<Keys>) => void
    readonly complete: (eventTime: EventTime) => void
  },
): void {
  let open = moment.get(OPEN)?.eventTime
  const completeBefore = (time: number): void => {
    if (open === undefined || open >= time) return
    steps.complete(open)
    moment.delete(OPEN)
    open = undefined
  }
  if (batch.opens !== undefined) completeBefore(batch.opens.eventTime)
  for (const event of batch.events) {
    completeBefore(event.eventTime)
    steps.take(event)
    if (open !== undefined) continue
    open = event.eventTime
    moment.set(OPEN, { eventTime: open })
  }
  completeBefore(batch.watermark + 1)
}
