/**
 * Indices whose months are counted, and from when the figures of the report [S0] are.
 *
 * `IXIC.US` is the Nasdaq Composite, which the report uses; the data at hand begin in 2004. `NDX.US` is the Nasdaq-100,
 * another and narrower index, from 1985: it stands beside the Composite and does not replace it.
 */
export const ELECTION_INDICES = ['SPX.US', 'IXIC.US', 'NDX.US'] as const

/**
 * A month is over at 06:00 Shanghai of the first day after it: behind the New York close (04:00 or 05:00) of any last
 * session, before the first session of the next month anywhere. Ours.
 */
export const MONTH_END_HOUR = 6

/** Fewer years than this have no state. Ours. */
export const MINIMUM_YEARS = 3
