import { SESSION_MINUTES } from '../../../core/market/sessions.ts'
import { type Announcement, announce, NOTHING_ANNOUNCED } from '../../../core/sentiment/stage-announcement.ts'
import type { StageCode } from '../../../core/sentiment/stage-grid.ts'
import type { IntradayMember, IntradayPartial } from '../../../schemas/generated/events.ts'
import { type GroupFigures, groupRows } from './group-rows.ts'
import { isKnown, type MarketDay, marketDay } from './market-day.ts'
import { mergePartials } from './market-moment.ts'
import { knowledgeOf, type MarketState, padded } from './market-stores.ts'
import { isPartial, type MinuteFigures, minuteRow, qualityOf } from './minute-row.ts'
import { SCOPES, type Scope } from './scope.ts'
import { earlierRates } from './session-rates.ts'

/** One scope at a minute. */
export interface JudgedScope {
  readonly scope: Scope
  readonly day: MarketDay<IntradayMember>
  readonly announced: Announcement
  readonly partial: boolean
  readonly row: MinuteFigures
}

/** What a minute's shares come to. */
export interface JudgedMinute {
  readonly minute: number
  /** Those in which something happened, and always the headline. */
  readonly scopes: readonly JudgedScope[]
  readonly groups: readonly GroupFigures[]
}

/** What is announced at a minute, given its stage. */
export type Announcing = (scope: string, stage: StageCode | null, partial: boolean) => Announcement

export const isFinalMinute = (minute: number): boolean => minute === SESSION_MINUTES - 1

/** Puts the shares of a minute together and judges every scope and group; remembers nothing. */
export function judgeMinute(
  minute: number,
  partials: readonly IntradayPartial[],
  state: MarketState,
  announcing: Announcing,
): JudgedMinute {
  const moment = mergePartials(partials)
  const knowledge = knowledgeOf(state)
  const days = SCOPES.map((scope) => ({
    scope,
    day: marketDay(moment.members, scope, knowledge, state.yesterday.get(scope.name)),
  }))
  const headline = days.find(({ scope }) => scope.always)!
  const partial = isPartial(moment, headline.day.figures.base)
  return {
    minute,
    scopes: days
      .filter(({ scope, day }) => scope.always || !day.empty)
      .map(({ scope, day }) => {
        const announced = announcing(scope.name, day.figures.stage, partial)
        const row = minuteRow(day, moment, {
          quality: qualityOf(day, partial),
          announced,
          earlierRates: earlierRates(state, scope.name, minute),
          withBreadth: scope.always,
        })
        return { scope, day, announced, partial, row }
      }),
    groups: groupRows(moment, minute, isKnown(knowledge, state.yesterday.get(headline.scope.name))),
  }
}

/** What was announced when the minute was judged last. */
export function announcedBefore(minute: number, state: MarketState): Announcing {
  return (scope) => state.minutes.get(`${scope}/${padded(minute)}`) ?? NOTHING_ANNOUNCED
}

/** What follows from the minute before. */
export function announcedAfter(minute: number, state: MarketState): Announcing {
  return (scope, stage, partial) =>
    announce(state.minutes.get(`${scope}/${padded(minute - 1)}`) ?? NOTHING_ANNOUNCED, {
      stage,
      partial,
      final: isFinalMinute(minute),
    })
}
