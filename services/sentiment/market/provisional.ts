import type { EventTime } from '../../../core/market/trade-date.ts'
import { rate } from '../return-scale.ts'
import { emitStage, emitTier, type RowFrame } from './daily-rows.ts'
import type { TierFigures } from './market-day.ts'
import { type Emit, type MarketState, padded, type SaidTier } from './market-stores.ts'
import type { JudgedMinute, JudgedScope } from './minute-judgement.ts'

/** Reason for no stage while one waits to be announced. */
export const UNANNOUNCED = 'unannounced'

/**
 * Stage and ladder while the session is open: said again, with a higher revision, when the announced stage or the
 * count of a tier changes at the end of a minute. Their stage is the announced one.
 */
export function sayProvisionally(
  { scopes }: JudgedMinute,
  eventTime: EventTime,
  state: MarketState,
  emit: Emit,
): void {
  for (const judged of scopes) sayScope(judged, eventTime, state, emit)
}

function sayScope(
  { scope, day, announced: { announced } }: JudgedScope,
  eventTime: EventTime,
  state: MarketState,
  emit: Emit,
): void {
  const said = state.said.get(scope.name)
  const saidTiers = tiersSaid(scope.name, state)
  const changed = day.ladder.filter((tier) => !isSaid(tier, saidTiers.get(tier.tier)))
  const gone = [...saidTiers.values()].filter(({ tier }) => tier > day.ladder.length)
  if (said?.announced === announced && changed.length + gone.length === 0) return
  const frame: RowFrame = {
    scope: scope.name,
    tradeDate: state.day.get('open')!.tradeDate,
    eventTime,
    revision: nextRevision(scope.name, state),
    final: false,
  }
  const { figures } = day
  const stageReason = announced === null ? (figures.stageReason ?? UNANNOUNCED) : null
  emitStage({ ...figures, stage: announced, stageReason }, false, frame, emit)
  for (const tier of changed) {
    emitTier(tier, frame, emit)
    const { boards, base, promoted } = tier
    state.saidTiers.set(tierKey(scope.name, tier.tier), { tier: tier.tier, boards, base, promoted })
  }
  for (const tier of gone) withdrawTier(tier, frame, emit)
  for (const { tier } of gone) state.saidTiers.delete(tierKey(scope.name, tier))
  state.said.set(scope.name, { revision: frame.revision, announced })
}

/** Revision that the next row of a scope's stage and ladder carries; 0 where nothing was said yet. */
export function nextRevision(scope: string, state: MarketState): number {
  const said = state.said.get(scope)
  return said === undefined ? 0 : said.revision + 1
}

/** Tiers that a scope's provisional ladder holds, by number. */
export function tiersSaid(scope: string, state: MarketState): ReadonlyMap<number, SaidTier> {
  return new Map(
    state.saidTiers
      .sorted()
      .filter(([key]) => key.startsWith(`${scope}/`))
      .map(([, tier]) => [tier.tier, tier]),
  )
}

export function withdrawTier(tier: SaidTier, frame: RowFrame, emit: Emit): void {
  emitTier({ ...tier, rate: rate(tier.promoted, tier.base) }, { ...frame, deleted: true }, emit)
}

const tierKey = (scope: string, tier: number): string => `${scope}/${padded(tier)}`

const isSaid = ({ boards, base, promoted }: TierFigures, said: SaidTier | undefined): boolean =>
  said?.boards === boards && said.base === base && said.promoted === promoted
