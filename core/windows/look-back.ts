import type { WindowSpec } from './create-window.ts'

/**
 * Places that a window looks at, the newest included; Infinity for what goes back to the last restart, and null for a
 * window in time, which has no number of places.
 */
export function lookBackOf(spec: WindowSpec): number | null {
  switch (spec.kind) {
    case 'delay':
    case 'delta':
      return spec.places + 1
    case 'dema':
    case 'drawdown':
    case 'ema':
    case 'macd':
    case 'streak':
    case 'tema':
      return Number.POSITIVE_INFINITY
    default:
      return 'length' in spec ? spec.length : null
  }
}

/** Whether a window takes one series or two. */
export const seriesOf = ({ kind }: WindowSpec): 1 | 2 =>
  kind === 'correlation' || kind === 'covariance' ? 2 : 1
