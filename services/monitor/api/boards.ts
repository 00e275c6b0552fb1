import { z } from 'zod'
import { Count, Minute, Place, Rate, StreamPosition, SymbolCode, Time, Yuan } from './common.ts'
import { TierRow } from './minutes.ts'

export const Board = z.enum(['SH_MAIN', 'SZ_MAIN', 'CHINEXT', 'STAR', 'BSE', 'INDEX', 'FUND', 'OTHER'])
export const Exclusion = z.enum(['noLimit', 'unopenedIpo', 'delisting', 'st', 'contradicted', 'bse'])
export const LimitTouch = z.enum(['none', 'broken', 'sealed'])

/** A symbol that touched a limit today, or sealed or broke its limit-up the session before. */
export const BoardRow = z.object({
  symbol: SymbolCode,
  name: z.string().nullable(),
  board: Board,
  exclusion: Exclusion.nullable().describe('Why it does not count in the headline; null if it does.'),
  limitPercent: z.number().nullable(),
  state: z
    .enum(['untraded', 'below', 'atLimitUp', 'sealedUp', 'atLimitDown', 'sealedDown'])
    .nullable()
    .describe('Where it stands; null in daily rows.'),
  up: LimitTouch.describe('sealed: sealed now. broken: touched and not sealed now.'),
  down: LimitTouch,
  shape: z.enum(['none', 'oneWord', 'tWord']),
  streak: Count.describe('Consecutive boards, today counted while sealed.'),
  streakIsLowerBound: z.boolean(),
  previousUp: LimitTouch.describe('The session before.'),
  previousStreak: Count,
  boardsInWindow: Count.nullable().describe('M of "N days M boards".'),
  windowDays: Count.nullable().describe('N.'),
  openReturn: z.number().describe('Opening auction against the reference price.'),
  closeReturn: z
    .number()
    .describe('Last price against the reference price: the premium of a limit-up of yesterday.'),
  last: Yuan,
  prevClose: Yuan,
  limitUp: Yuan.nullable(),
  sealVolume: Count.nullable().describe('Shares queued at the limit while sealed; null in daily rows.'),
  sealAmount: Yuan.nullable().describe('Yuan queued at the limit while sealed; null in daily rows.'),
  maxSealAmount: Yuan.nullable(),
  firstTouchTime: Time.nullable(),
  firstSealTime: Time.nullable(),
  lastSealTime: Time.nullable(),
  breakCount: Count.nullable().describe('Openings, as snapshots resolve them; null without ticks.'),
  volume: Count,
  amount: Yuan.nullable(),
  noBook: z.boolean(),
  industry: z.string().nullable(),
  concepts: z.array(z.string()),
})
export type BoardRow = z.infer<typeof BoardRow>

/** Where rows come from: the running session, a stored minute, or the closed session's daily rows. */
export const RowSource = z.enum(['live', 'minute', 'daily'])

/** GET /api/v1/day/{date}/ladder[?minute]: tallest first, then by first seal. */
export const DayLadder = Place.extend({
  source: RowSource,
  minute: Minute.nullable().describe('Null for daily rows.'),
  tiers: z.array(TierRow),
  boards: z.array(BoardRow),
  streamPosition: StreamPosition,
})
export type DayLadder = z.infer<typeof DayLadder>

/** Yesterday's limit-ups of one height, today. */
export const FeedbackRow = z.object({
  previousStreak: Count.describe('Exact height the session before; 0 for all heights together.'),
  count: Count.describe("Yesterday's limit-ups of that height that are eligible today."),
  sealed: Count.describe('Of those, sealed now.'),
  openReturn: Rate.describe('Mean return at the opening auction.'),
  nowReturn: Rate.describe('Mean return now.'),
  closeReturn: Rate.describe('Mean return at the close; null before.'),
  up: Count.describe('How many are above the reference price.'),
  down: Count.describe('How many are below it.'),
  redShare: Rate.describe(
    'Of those that have traded, the share above the reference price: in the red, red being up.',
  ),
})
export type FeedbackRow = z.infer<typeof FeedbackRow>

/** GET /api/v1/day/{date}/feedback[?minute]: all heights together first, then tallest first. */
export const DayFeedback = Place.extend({
  source: RowSource,
  minute: Minute.nullable(),
  rows: z.array(FeedbackRow),
  streamPosition: StreamPosition,
})
export type DayFeedback = z.infer<typeof DayFeedback>
