import type { z } from 'zod'
import { DayFeedback, DayLadder } from './boards.ts'
import { Place, StreamPosition } from './common.ts'
import { FeedState } from './feed.ts'
import { DayGroups } from './groups.ts'
import { DayEvents } from './limit-events.ts'
import { DayMinutes } from './minutes.ts'

/**
 * GET /api/v1/day/{date}/snapshot, or /api/v1/day/latest/snapshot: everything that a page shows first, with one
 * position from which the stream goes on.
 */
export const DaySnapshot = Place.extend({
  previousDate: Place.shape.date.nullable().describe('The session before in this data set.'),
  minutes: DayMinutes.omit({ dataset: true, date: true, streamPosition: true }),
  ladder: DayLadder.omit({ dataset: true, date: true, streamPosition: true }),
  feedback: DayFeedback.omit({ dataset: true, date: true, streamPosition: true }),
  events: DayEvents.shape.events,
  groups: DayGroups.omit({ dataset: true, date: true, streamPosition: true }),
  feed: FeedState,
  streamPosition: StreamPosition,
})
export type DaySnapshot = z.infer<typeof DaySnapshot>
