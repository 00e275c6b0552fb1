/** Lengths and thresholds of crowding 拥挤度 (domain.md C5 and C18; reports S0 section 2.3.2 and S3 point 1). */
export const CROWDING_RULES = {
  /** Sessions of the past year of a percentile rank; 60% of them at least (D7). */
  year: 243,
  /** TMT at or above this share of turnover was followed by a pull-back [S0]. */
  crowdedShare: 0.4,
  /** Percentile from which a group is crowded (own choice after "90 to 100" of the same house), and up to which it is not. */
  high: 90,
  low: 30,
  /** Weeks of the percentile of weekly shares: S3 ranks "since 2023", which were 150 weeks at its date. */
  weeks: 150,
  /** Sessions of the mean turnover rate [S3]. */
  calmSessions: 10,
  /** Turnover rates between which the market is calm, both inclusive [S3]. */
  calm: { from: 0.017, to: 0.019 },
  /** Amounts are used where at least this share of those that traded has one (own choice). */
  knownShare: 0.9,
  /** Industries and concepts with fewer members in a session are left out: one share is no group (own choice). */
  leastMembers: 5,
} as const
