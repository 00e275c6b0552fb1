/** The microcap index 微盘股指数 (domain.md C11, D2): the rule that Wind says in public of 8841431, and what is ours. */
export const MICROCAP_RULES = {
  subject: 'MICRO400',
  /** Companies, each with the same weight, chosen anew at every close. */
  members: 400,
  /** Level at the close before the first return (own choice). */
  base: 1_000,
} as const

/**
 * What a level rests on: `full`, `short` (fewer companies than the index has), `restarted` (nothing was held over the gap
 * in the data before this session) and `gap` (too little of the session is in the data). In the last two the level stays.
 */
export type IndexState = 'full' | 'short' | 'restarted' | 'gap'
