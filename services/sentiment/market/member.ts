import { stateType } from '../../../runtime/processor/state-type.ts'
import type { LimitState } from '../../../schemas/generated/events.ts'

/** What the market's day needs of one symbol at or after a price limit. */
export type Member = Pick<
  LimitState,
  | 'board'
  | 'exclusion'
  | 'limitPercent'
  | 'up'
  | 'down'
  | 'shape'
  | 'streak'
  | 'streakIsLowerBound'
  | 'previousUp'
  | 'previousStreak'
  | 'openReturn'
  | 'closeReturn'
>

export const memberType = stateType('Member', {
  board: 'string',
  exclusion: 'string?',
  limitPercent: 'int?',
  up: 'string',
  down: 'string',
  shape: 'string',
  streak: 'int',
  streakIsLowerBound: 'boolean',
  previousUp: 'string',
  previousStreak: 'int',
  openReturn: 'long',
  closeReturn: 'long',
})

export function memberOf(state: LimitState): Member {
  const { board, exclusion, limitPercent, up, down, shape, streak, streakIsLowerBound } = state
  const { previousUp, previousStreak, openReturn, closeReturn } = state
  return {
    board,
    exclusion,
    limitPercent,
    up,
    down,
    shape,
    streak,
    streakIsLowerBound,
    previousUp,
    previousStreak,
    openReturn,
    closeReturn,
  }
}
