import { type StageCode, stageOf } from '../../../core/sentiment/stage-grid.ts'
import type { History, LadderTier, MarketStage } from '../../../schemas/generated/events.ts'
import { rate } from '../return-scale.ts'
import { DEFINITION, UNIVERSE } from '../universe.ts'
import type { Member } from './member.ts'
import { premiumOf } from './premium.ts'
import { ladderOf, type Promotion, promotionOf } from './promotion.ts'
import type { Scope } from './scope.ts'

/** What a scope leaves for the next session. */
export interface Yesterday {
  readonly limitUps: number
  readonly height: number
}

/** What our data hold of the session and of the one before. */
export interface Knowledge {
  readonly history: History
  /** Of the session itself; known at its close only. */
  readonly dataGap: boolean
}

/** Limit-up statistics, of a session or of one so far: the fields that daily and minute rows share. */
export type Figures = Omit<
  MarketStage,
  | 'dataset'
  | 'epoch'
  | 'revision'
  | 'deleted'
  | 'scope'
  | 'tradeDate'
  | 'eventTime'
  | 'dataGap'
  | 'final'
  | 'stage'
> & { readonly stage: StageCode | null }

/** One tier; figures of the cohort are null without history. */
export type TierFigures = Pick<LadderTier, 'tier' | 'boards' | 'base' | 'promoted' | 'rate'> & {
  readonly touched: number | null
}

export interface MarketDay<M extends Member = Member> {
  readonly figures: Figures
  readonly ladder: readonly TierFigures[]
  /** Members of the scope. */
  readonly members: readonly M[]
  /** Yesterday's limit-ups among them; undefined without history. */
  readonly cohort: readonly M[] | undefined
  readonly today: Yesterday
  /** Nothing touched a limit and nobody was in a cohort. */
  readonly empty: boolean
}

/**
 * The limit-up statistics of one scope (domain.md B1-B3, B7, B8) from the symbols at or after a price limit, as
 * they closed or as they stand at a minute: one definition for both. Cohort figures need the session before:
 * they are null where our data do not hold it.
 */
export function marketDay<M extends Member>(
  everybody: readonly M[],
  scope: Scope,
  knowledge: Knowledge,
  yesterday: Yesterday | undefined,
): MarketDay<M> {
  const members = everybody.filter(scope.includes)
  const ups = members.filter(({ up }) => up === 'sealed')
  const broken = members.filter(({ up }) => up === 'broken').length
  const height = ups.reduce((tallest, { streak }) => Math.max(tallest, streak), 0)
  const known = isKnown(knowledge, yesterday)
  const cohort = known ? members.filter(({ previousUp }) => previousUp === 'sealed') : []
  const brokenCohort = known ? members.filter(({ previousUp }) => previousUp === 'broken') : []
  const promotion = known ? promotionOf(cohort, () => true) : undefined
  const streaks = known ? promotionOf(cohort, ({ previousStreak }) => previousStreak >= 2) : undefined
  const top = known
    ? promotionOf(cohort, ({ previousStreak }) => previousStreak === yesterday?.height)
    : undefined
  const premium = premiumOf(cohort)
  const brokenPremium = premiumOf(brokenCohort)
  return {
    figures: {
      limitUps: ups.length,
      limitDowns: members.filter(({ down }) => down === 'sealed').length,
      touched: ups.length + broken,
      broken,
      sealRate: rate(ups.length, ups.length + broken),
      height,
      heightIsLowerBound: height > 0 && ups.every((up) => up.streak < height || up.streakIsLowerBound),
      oneWord: ups.filter(({ shape }) => shape === 'oneWord').length,
      base: promotion?.base ?? null,
      promoted: promotion?.promoted ?? null,
      promotionRate: rate(promotion?.promoted ?? null, promotion?.base ?? null),
      excluded: known && yesterday !== undefined ? yesterday.limitUps - cohort.length : null,
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
      ...stageFor(height, promotion, knowledge, known),
      universe: UNIVERSE,
      definition: DEFINITION,
    },
    ladder: ladderOf(ups, cohort).map(({ tier, boards, base, promoted, touched }) => ({
      tier,
      boards,
      base: known ? base : null,
      promoted: known ? promoted : null,
      touched: known ? touched : null,
      rate: known ? rate(promoted, base) : null,
    })),
    members,
    cohort: known ? cohort : undefined,
    today: { limitUps: ups.length, height },
    empty: members.length === 0,
  }
}

/** Whether our data hold the session before, so that its cohort can be judged. */
export function isKnown({ history, dataGap }: Knowledge, yesterday: Yesterday | undefined): boolean {
  return history === 'known' && !dataGap && yesterday !== undefined
}

/** The stage, or why there is none: a gap in the data, no history, or outside the grid. */
function stageFor(
  height: number,
  promotion: Promotion | undefined,
  { dataGap }: Knowledge,
  known: boolean,
): Pick<Figures, 'stage' | 'stageReason'> {
  if (dataGap) return { stage: null, stageReason: 'dataGap' }
  if (!known) return { stage: null, stageReason: 'noHistory' }
  const { stage, reason } = stageOf(height, promotion?.promoted ?? null, promotion?.base ?? null)
  return { stage, stageReason: reason }
}
