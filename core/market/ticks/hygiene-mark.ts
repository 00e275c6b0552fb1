/**
 * What tick hygiene finds on snapshots (domain.md D6), in the order in which they are looked for. Callers
 * count each of them by source; none changes a result without being counted.
 */
export const HYGIENE_MARKS = [
  /** Dropped: of another date than the session, or yesterday's figures before today's opening auction. */
  'staleDay',
  /** Dropped: stamped before 09:15, when vendors reset their tables. */
  'preOpen',
  /** Dropped: the same snapshot again. */
  'duplicate',
  /** Quarantined: a price that is no multiple of the board's tick. */
  'offGrid',
  /** Quarantined: a price beyond the limits that the same feed prints. */
  'outsideLimits',
  /** Quarantined: amount / volume far outside [low, high], so one of the two changed its unit. */
  'unitChange',
  /** After the close and of no use: nothing of it counts. */
  'ghost',
  /** The printed high was below the last price. */
  'highRepaired',
  /** The printed low was above the last price. */
  'lowRepaired',
  /** The printed open lies outside low and high: the one known before stays. */
  'openIgnored',
  /** The cumulative volume started again: what was traded before is added from here on. */
  'volumeReset',
  /** The volume came back after a reset that was none. */
  'volumeRestored',
  /** Volume or amount went back a little: no negative trade, the day so far stays. */
  'volumeCorrection',
  /** Another reference price than before on the same day: the first one stays. */
  'prevCloseChanged',
  /** Best bid at or above the best ask in continuous trading: the book is not used. */
  'crossed',
  /** Received more than 2 s before or 30 s after its own time. */
  'clockSkew',
  /** Late, but newer than everything applied of its symbol: applied. */
  'lateApplied',
  /** Late and older than what was applied: only its high and low count. */
  'lateOlder',
] as const

export type HygieneMark = (typeof HYGIENE_MARKS)[number]

/** Marks of snapshots that are not used at all. */
export type DropMark = Extract<HygieneMark, 'staleDay' | 'preOpen' | 'duplicate'>

/** Marks of snapshots that contradict the market's rules or themselves. */
export type QuarantineMark = Extract<HygieneMark, 'offGrid' | 'outsideLimits' | 'unitChange'>
