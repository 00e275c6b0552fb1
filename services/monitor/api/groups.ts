import { z } from 'zod'
import { Count, Minute, Place, Rate, StreamPosition, Time, Yuan } from './common.ts'

export const GroupKind = z.enum(['board', 'industry', 'concept'])

/** A board, industry or concept at the end of a session minute. Key: kind, name, minute. */
export const GroupRow = z.object({
  kind: GroupKind,
  name: z.string(),
  minute: Minute,
  time: Time,
  revision: Count,
  limitUps: Count,
  limitDowns: Count,
  touched: Count,
  broken: Count,
  height: Count,
  base: Count.nullable(),
  promoted: Count.nullable(),
  promotionRate: Rate,
  sealAmount: Yuan,
  traded: Count,
  advancers: Count,
  decliners: Count,
  unchanged: Count,
  volume: Count,
  amount: Yuan.nullable(),
  meanReturn: Rate,
})
export type GroupRow = z.infer<typeof GroupRow>

/** GET /api/v1/day/{date}/groups[?kind&minute]: most limit-ups first. */
export const DayGroups = Place.extend({
  kind: GroupKind.nullable().describe('Null: all kinds.'),
  minute: Minute.nullable().describe('Null where the day has no minute rows.'),
  groups: z.array(GroupRow),
  streamPosition: StreamPosition,
})
export type DayGroups = z.infer<typeof DayGroups>
