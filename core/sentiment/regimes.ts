import type { TradeDate } from '../market/trade-date.ts'

/** Market regime 市场阶段 by the Shanghai Composite: bull 牛市, range 震荡市, bear 熊市. */
export type Regime = 'bull' | 'range' | 'bear'

export interface RegimePeriod {
  readonly regime: Regime
  readonly from: TradeDate
  /** Last day of the period. */
  readonly to: TradeDate
}

/**
 * Periods as Tianfeng Securities dates them (2025-09; domain reference B9). They are labels in
 * hindsight, for research only, and are not extended by us.
 */
export const REGIME_PERIODS: readonly RegimePeriod[] = [
  period('bull', 2019_01_02, 2021_02_18),
  period('range', 2021_02_19, 2021_12_13),
  period('bear', 2021_12_14, 2024_02_06),
  period('range', 2024_02_07, 2024_09_23),
  period('bull', 2024_09_24, 2025_09_11),
]

/** Regime of a day, `unlabelled` outside the report's window. */
export function regimeOn(date: TradeDate): Regime | 'unlabelled' {
  return REGIME_PERIODS.find(({ from, to }) => from <= date && date <= to)?.regime ?? 'unlabelled'
}

function period(regime: Regime, from: number, to: number): RegimePeriod {
  return { regime, from: from as TradeDate, to: to as TradeDate }
}
