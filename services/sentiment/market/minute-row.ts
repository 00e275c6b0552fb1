import type { Fen } from '../../../core/market/price.ts'
import type { Announcement } from '../../../core/sentiment/stage-announcement.ts'
import { type SameTimeRank, sameTimeRank } from '../../../core/statistics/same-time-rank.ts'
import type { IntradayMember, MarketMinute, Quality } from '../../../schemas/generated/events.ts'
import { isHeadlineBoard, marketBreadth } from './market-breadth.ts'
import type { MarketDay } from './market-day.ts'
import { addArrays, type MarketMoment } from './market-moment.ts'

/** What a minute row says; when and how often it is said is added to it. */
export type MinuteFigures = Omit<
  MarketMinute,
  | 'dataset'
  | 'epoch'
  | 'revision'
  | 'deleted'
  | 'scope'
  | 'tradeDate'
  | 'eventTime'
  | 'minute'
  | 'settled'
  | 'final'
>

export interface MinuteContext {
  readonly quality: Quality
  readonly announced: Announcement
  /** Promotion rates of the same minute on earlier sessions. */
  readonly earlierRates: readonly (number | null)[]
  /** Breadth stands in the headline only. */
  readonly withBreadth: boolean
}

/** Share of the cohort that may be missing before data count as partial: 2% (domain.md E3). */
const MISSING_LIMIT = { numerator: 2, denominator: 100 } as const

/** Whether so much of yesterday's limit-ups is missing that no stage may be announced. */
export function isPartial({ cohortMissing }: MarketMoment, base: number | null): boolean {
  if (base === null) return false
  return cohortMissing * MISSING_LIMIT.denominator > (base + cohortMissing) * MISSING_LIMIT.numerator
}

export function qualityOf(day: MarketDay<IntradayMember>, partial: boolean): Quality {
  if (partial) return 'partial'
  return day.members.some(({ noBook, up, down }) => noBook && (up === 'sealed' || down === 'sealed'))
    ? 'noBook'
    : 'ok'
}

/** One minute of one scope (domain.md B7): the figures of the day so far, and what only a minute has. */
export function minuteRow(
  day: MarketDay<IntradayMember>,
  moment: MarketMoment,
  context: MinuteContext,
): MinuteFigures {
  const { figures, cohort, ladder, members } = day
  const { percentile, days, low, mid, high }: SameTimeRank = sameTimeRank(
    context.earlierRates,
    figures.promotionRate,
  )
  return {
    ...figures,
    promotedAtLimit: cohort?.filter(isAtLimit).length ?? null,
    promotedTouched: cohort?.filter(({ up }) => up !== 'none').length ?? null,
    sealAmount: sealedAmount(members),
    tiers: ladder.map(({ tier, boards, base, promoted, touched }) => ({
      tier,
      boards,
      base,
      promoted,
      touched,
    })),
    announcedStage: context.announced.announced,
    percentile,
    percentileSessions: days,
    bandLow: low,
    bandMid: mid,
    bandHigh: high,
    ...(context.withBreadth ? breadthOf(moment) : NO_BREADTH),
    expected: moment.expected,
    seen: moment.seen,
    suspended: moment.suspended,
    cohortMissing: moment.cohortMissing,
    stale: moment.stale,
    hygiene: moment.hygiene,
    quality: context.quality,
  }
}

/** Fen queued at the sealed limit-ups among some symbols 封单金额. */
export function sealedAmount(members: readonly IntradayMember[]): Fen {
  return members.reduce((sum, { up, sealAmount }) => (up === 'sealed' ? sum + sealAmount : sum), 0) as Fen
}

const isAtLimit = ({ up, state }: IntradayMember): boolean =>
  up === 'sealed' || state === 'sealedUp' || state === 'atLimitUp'

type MinuteBreadth = Pick<
  MinuteFigures,
  | 'traded'
  | 'advancers'
  | 'decliners'
  | 'unchanged'
  | 'untraded'
  | 'volume'
  | 'amount'
  | 'meanReturn'
  | 'histogram'
>

const NO_BREADTH: MinuteBreadth = {
  traded: null,
  advancers: null,
  decliners: null,
  unchanged: null,
  untraded: null,
  volume: null,
  amount: null,
  meanReturn: null,
  histogram: [],
}

function breadthOf({ tallies }: MarketMoment): MinuteBreadth {
  const boards = tallies.filter(({ kind, name }) => kind === 'board' && isHeadlineBoard(name))
  return {
    ...marketBreadth(boards),
    untraded: boards.reduce((sum, { untraded }) => sum + untraded, 0),
    histogram: addArrays(boards.map(({ histogram }) => histogram)),
  }
}
