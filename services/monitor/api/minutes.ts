import { z } from 'zod'
import { Count, columnsOf, Minute, Place, Rate, StreamPosition, Time, Yuan } from './common.ts'

/** One tier of the ladder. */
export const TierRow = z.object({
  tier: z.int().min(1).describe('n boards.'),
  boards: Count.describe('Sealed now with n boards.'),
  base: Count.nullable().describe('Cohort with n boards the session before.'),
  promoted: Count.nullable().describe('Of those, sealed now.'),
  touched: Count.nullable().describe('Of those, touched so far; null in daily rows.'),
})
export type TierRow = z.infer<typeof TierRow>

/** The market at the end of a session minute, or in between (`settled` false). Scope all. */
export const MinuteRow = z.object({
  minute: Minute,
  time: Time.describe('Label of the minute: its end, 09:25, 09:31 to 15:00.'),
  eventTime: Time.describe('Everything before this has been counted.'),
  revision: Count.describe('Rises when the row is corrected; the higher one stands. 0 in stored rows.'),
  settled: z.boolean().describe('False between minutes.'),
  final: z.boolean().describe('The row of 15:00 after the closing auction.'),
  limitUps: Count.describe('Sealed now.'),
  limitDowns: Count,
  touched: Count.describe('Touched the limit-up so far.'),
  broken: Count.describe('Touched and not sealed now.'),
  sealRate: Rate.describe('limitUps / touched.'),
  height: Count.describe('Board height so far.'),
  heightIsLowerBound: z.boolean(),
  oneWord: Count.describe('Of limitUps, one-word boards.'),
  base: Count.nullable().describe("Yesterday's limit-ups that are eligible today."),
  promoted: Count.nullable().describe('Of those, sealed now.'),
  promotionRate: Rate.describe('promoted / base.'),
  promotedAtLimit: Count.nullable().describe('Of base, at the limit-up price now, sealed or not.'),
  promotedTouched: Count.nullable().describe('Of base, touched so far: the upper envelope.'),
  excluded: Count.nullable().describe("Yesterday's limit-ups that are not in base."),
  streakBase: Count.nullable().describe('Of base, with two boards or more.'),
  streakPromoted: Count.nullable(),
  topBase: Count.nullable().describe("Of base, at yesterday's height."),
  topPromoted: Count.nullable(),
  limitUpPremium: Rate.describe('Mean return of base now.'),
  limitUpOpenPremium: Rate.describe('Mean open return of base.'),
  limitUpMedian: Rate,
  limitUpPositive: Count.nullable().describe('How many of base are up now.'),
  brokenBase: Count.nullable().describe("Yesterday's broken boards."),
  brokenPremium: Rate,
  stage: z.string().nullable().describe('Provisional stage code of these figures.'),
  stageReason: z.string().nullable().describe('Why there is none: noHistory, noCohort, belowGrid, dataGap.'),
  announcedStage: z.string().nullable().describe('The stage after hysteresis of 3 minutes.'),
  percentile: Rate.describe(
    'Percentile 0..100 of the rate among the same minute of 60 sessions; null below 20.',
  ),
  percentileSessions: Count.describe('How many of those 60 are known.'),
  bandLow: Rate.describe('10th percentile of the same minute.'),
  bandMid: Rate,
  bandHigh: Rate.describe('90th percentile.'),
  sealAmount: Yuan.describe('Yuan queued at sealed limit-ups.'),
  traded: Count.nullable(),
  advancers: Count.nullable(),
  decliners: Count.nullable(),
  unchanged: Count.nullable(),
  untraded: Count.nullable().describe('No trade yet, not suspended.'),
  volume: Count.nullable(),
  amount: Yuan.nullable(),
  meanReturn: Rate,
  histogram: z
    .array(Count)
    .describe(
      'Symbols by change: below -10%, one bucket per percent, at or above 10% (22), exactly 0 in a 23rd.',
    ),
  tiers: z.array(TierRow).describe('The ladder so far, ascending.'),
  expected: Count.describe('Symbols that should send snapshots.'),
  seen: Count.describe('Of those, how many have.'),
  suspended: Count,
  cohortMissing: Count,
  stale: Count.describe('Symbols whose source said nothing for 60 s of trading.'),
  hygiene: z.record(z.string(), Count).describe('Snapshots so far by what tick hygiene did with them.'),
  quality: z.enum(['ok', 'noBook', 'partial']),
})
export type MinuteRow = z.infer<typeof MinuteRow>

export const MinuteColumns = columnsOf(MinuteRow)
export type MinuteColumns = z.infer<typeof MinuteColumns>

/** GET /api/v1/day/{date}/minutes: ascending by minute, at most 241. */
export const DayMinutes = Place.extend({
  columns: MinuteColumns,
  live: MinuteRow.nullable().describe('Newer than the last minute, where the session is running.'),
  streamPosition: StreamPosition,
})
export type DayMinutes = z.infer<typeof DayMinutes>
