import { stageOf } from '../../../core/sentiment/stage-grid.ts'
import type { History, LadderTier, MarketStage } from '../../../schemas/generated/events.ts'
import { rate } from '../return-scale.ts'
import { DEFINITION, UNIVERSE } from '../universe.ts'
import type { Member } from './member.ts'
import { premiumOf } from './premium.ts'
import { ladderOf, promotionOf } from './promotion.ts'
import type { Scope } from './scope.ts'

/** What a scope leaves for the next session. */
export interface Yesterday {
  readonly limitUps: number
  readonly height: number
}

/** The session that a day's statistics belong to. */
export type DayFrame = Pick<MarketStage, 'tradeDate' | 'eventTime' | 'dataGap'> & {
  readonly history: History
}

export type StageValue = Omit<MarketStage, 'dataset' | 'epoch'>
export type TierValue = Omit<LadderTier, 'dataset' | 'epoch'>

export interface MarketDay {
  readonly stage: StageValue
  readonly ladder: readonly TierValue[]
  readonly today: Yesterday
  /** Nothing touched a limit and nobody was in a cohort. */
  readonly empty: boolean
}

/**
 * The limit-up statistics of one scope and session (domain.md B1-B3, B8) from the symbols at or after a
 * price limit. Cohort figures need the session before: they are null where our data do not hold it.
 */
export function marketDay(
  members: readonly Member[],
  scope: Scope,
  frame: DayFrame,
  yesterday: Yesterday | undefined,
): MarketDay {
  const inScope = members.filter(scope.includes)
  const ups = inScope.filter(({ up }) => up === 'sealed')
  const broken = inScope.filter(({ up }) => up === 'broken').length
  const height = ups.reduce((tallest, { streak }) => Math.max(tallest, streak), 0)
  const known = frame.history === 'known' && !frame.dataGap && yesterday !== undefined
  const cohort = known ? inScope.filter(({ previousUp }) => previousUp === 'sealed') : []
  const brokenCohort = known ? inScope.filter(({ previousUp }) => previousUp === 'broken') : []
  const promotion = known ? promotionOf(cohort, () => true) : undefined
  const streaks = known ? promotionOf(cohort, ({ previousStreak }) => previousStreak >= 2) : undefined
  const top = known
    ? promotionOf(cohort, ({ previousStreak }) => previousStreak === yesterday.height)
    : undefined
  const premium = premiumOf(cohort)
  const brokenPremium = premiumOf(brokenCohort)
  const { stage, stageReason } = stageFor(height, promotion, frame, yesterday)
  const common = {
    revision: 0,
    deleted: false,
    scope: scope.name,
    tradeDate: frame.tradeDate,
    eventTime: frame.eventTime,
    final: true,
  }
  return {
    stage: {
      ...common,
      limitUps: ups.length,
      limitDowns: inScope.filter(({ down }) => down === 'sealed').length,
      touched: ups.length + broken,
      broken,
      sealRate: rate(ups.length, ups.length + broken),
      height,
      heightIsLowerBound: height > 0 && ups.every((up) => up.streak < height || up.streakIsLowerBound),
      oneWord: ups.filter(({ shape }) => shape === 'oneWord').length,
      base: promotion?.base ?? null,
      promoted: promotion?.promoted ?? null,
      promotionRate: rate(promotion?.promoted ?? null, promotion?.base ?? null),
      excluded: known ? yesterday.limitUps - cohort.length : null,
      streakBase: streaks?.base ?? null,
      streakPromoted: streaks?.promoted ?? null,
      topBase: top?.base ?? null,
      topPromoted: top?.promoted ?? null,
      limitUpPremium: premium.close,
      limitUpOpenPremium: premium.open,
      limitUpMedian: premium.median,
      limitUpPositive: known ? premium.positive : null,
      brokenBase: known ? brokenPremium.count : null,
      brokenPremium: brokenPremium.close,
      stage,
      stageReason,
      universe: UNIVERSE,
      definition: DEFINITION,
      dataGap: frame.dataGap,
    },
    ladder: ladderOf(ups, cohort).map(({ tier, boards, base, promoted }) => ({
      ...common,
      tier,
      boards,
      base: known ? base : null,
      promoted: known ? promoted : null,
      rate: known ? rate(promoted, base) : null,
    })),
    today: { limitUps: ups.length, height },
    empty: inScope.length === 0,
  }
}

/** The stage, or why there is none: a gap in the data, no history, or outside the grid. */
function stageFor(
  height: number,
  promotion: { readonly base: number; readonly promoted: number } | undefined,
  frame: DayFrame,
  yesterday: Yesterday | undefined,
): Pick<MarketStage, 'stage' | 'stageReason'> {
  if (frame.dataGap) return { stage: null, stageReason: 'dataGap' }
  if (frame.history !== 'known' || yesterday === undefined) return { stage: null, stageReason: 'noHistory' }
  const { stage, reason } = stageOf(height, promotion?.promoted ?? null, promotion?.base ?? null)
  return { stage, stageReason: reason }
}
