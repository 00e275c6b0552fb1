/**
 * What goes wrong in a feed, each as a rate from 0 to 1 per snapshot (`staleDay`: per share). Closing snapshots keep
 * their values, and a volume reset never falls beside another fault, so that a reader who treats a fault as
 * stated ends the day with the true open, high, low, close, volume and amount.
 */
export interface SimulatedFaults {
  /** The same snapshot again, in the same sweep or up to a minute later. To be dropped. */
  readonly duplicates?: number
  /** Changes places with the one after it in its sweep. To be put in order. */
  readonly reordered?: number
  /** Comes up to a minute later, behind a punctuation that covers its time. To be applied if it is news. */
  readonly late?: number
  /** Cumulative volume and amount start again from zero. The figures before are to be added. */
  readonly resets?: number
  /** Before its first snapshot a share sends one of the session before. To be dropped. */
  readonly staleDay?: number
  /** Bids above asks. The book is to be ignored. */
  readonly crossed?: number
  /** A last price off the tick grid. To be dropped. */
  readonly offGrid?: number
  /** A high below the last price. To be raised to it. */
  readonly highBelowLast?: number
}
