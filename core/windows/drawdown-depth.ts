/**
 * Drawdown of a value from a peak that is not less: `value / peak - 1` without the cancellation near 0, and never
 * nearer to 0 for a lower value or a higher peak.
 */
export const drawdownDepth = (value: number, peak: number): number =>
  value < peak / 2 ? value / peak - 1 : (value - peak) / peak
