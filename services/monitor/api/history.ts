import { z } from 'zod'
import { Count, columnsOf, Dataset, IsoDate, Rate, Yuan } from './common.ts'

/** One session. */
export const HistoryRow = z.object({
  date: IsoDate,
  limitUps: Count,
  limitDowns: Count,
  touched: Count,
  broken: Count,
  sealRate: Rate,
  height: Count,
  heightIsLowerBound: z.boolean(),
  oneWord: Count,
  base: Count.nullable(),
  promoted: Count.nullable(),
  promotionRate: Rate,
  streakBase: Count.nullable(),
  streakPromoted: Count.nullable(),
  topBase: Count.nullable(),
  topPromoted: Count.nullable(),
  limitUpPremium: Rate,
  limitUpOpenPremium: Rate,
  limitUpMedian: Rate,
  limitUpPositive: Count.nullable(),
  brokenBase: Count.nullable(),
  brokenPremium: Rate,
  stage: z.string().nullable(),
  stageReason: z.string().nullable(),
  regime: z.string(),
  traded: Count.nullable(),
  advancers: Count.nullable(),
  decliners: Count.nullable(),
  unchanged: Count.nullable(),
  volume: Count.nullable(),
  amount: Yuan.nullable(),
  meanReturn: Rate,
  dataGap: z.boolean(),
  final: z.boolean(),
})
export type HistoryRow = z.infer<typeof HistoryRow>

/** GET /api/v1/history[?from&to]: ascending; without bounds the last 250 sessions. */
export const History = z.object({ dataset: Dataset, columns: columnsOf(HistoryRow) })
export type History = z.infer<typeof History>
