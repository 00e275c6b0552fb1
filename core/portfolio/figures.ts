/**
 * Sessions that make a year, for returns and volatility alike: annualised return is `(NAV_T/NAV_0)^(252/n) - 1` (domain
 * reference, numeric conventions). The reports do not print the number of theirs; what they print are ratios of annualised
 * figures, and those decide the two functions below (fixture G22).
 */
export const SESSIONS_A_YEAR = 252

/** A return over so many sessions as one of a year; null where nothing is left, or the figure is none. */
export function annualised(totalReturn: number, sessions: number): number | null {
  if (sessions < 1 || totalReturn <= -1) return null
  return finite((1 + totalReturn) ** (SESSIONS_A_YEAR / sessions) - 1)
}

/** Sharpe ratio 夏普比率 as the reports have it: annualised return / annualised volatility, no riskless rate. */
export function sharpeRatio(annualReturn: number | null, volatility: number | null): number | null {
  if (annualReturn === null || volatility === null || !(volatility > 0)) return null
  return finite(annualReturn / volatility)
}

/** Calmar ratio 卡玛比率: annualised return / depth of the deepest fall. */
export function calmarRatio(annualReturn: number | null, maxDrawdown: number): number | null {
  if (annualReturn === null || maxDrawdown >= 0) return null
  return finite(annualReturn / -maxDrawdown)
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
