import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { FUND_PAIRS, LEVEL_1_PAIRS, type PairTable } from './pair-tables.ts'

/** How one of the two strategies looks at excess returns. */
export interface StrategyRule {
  readonly strategy: 'mapping-oversold' | 'mapping-strong'
  readonly signal: 'mapping_oversold' | 'mapping_strong'
  /** Sessions over which returns are compared, of each market's own calendar. */
  readonly lag: number
}

/** Entries hold from their date (of a Chinese session, yyyymmdd) until the next one's. */
export interface MappingConfiguration {
  /** Which table decides; the date is that of the last Chinese session before the decision. */
  readonly tables: readonly { readonly from: number; readonly table: PairTable }[]
  /** What Chinese industries are compared with. */
  readonly benchmarks: readonly { readonly from: number; readonly symbol: InstrumentSymbol }[]
  readonly usBenchmark: InstrumentSymbol
  readonly rules: readonly StrategyRule[]
  /** Sessions of the past year in which an excess return is ranked. */
  readonly year: { readonly CN: number; readonly US: number }
  readonly holdings: number
  /** Fraction of the amount traded, each way. */
  readonly costRate: number
  readonly execution: 'nextOpen' | 'nextClose'
  /** Calendar days after which a market's last figures are too old for a decision. */
  readonly staleAfterDays: number
  readonly linkage: LinkageConfiguration
}

export interface LinkageConfiguration {
  readonly subject: string
  /** Chinese technology, media and telecoms, in equal weights. */
  readonly composite: readonly { readonly from: number; readonly members: readonly InstrumentSymbol[] }[]
  /** US companies of artificial intelligence, in equal weights. */
  readonly basket: readonly InstrumentSymbol[]
  /** Chinese sessions of three months. */
  readonly window: number
}

const symbol = (text: string): InstrumentSymbol => text as InstrumentSymbol
const symbols = (text: string): InstrumentSymbol[] => text.split(' ').map(symbol)

/** Ours: the 0.05% that a fund costs each way in commission and spread; the report says nothing of costs. */
const COST_OF_A_FUND = 0.0005

/**
 * Both mapping strategies of [S0, 2.2] and the correlation of [S0, 1], with the details of domain.md C3 and C4, on
 * the proxies of which there are series.
 */
export const MAPPING_CONFIGURATION: MappingConfiguration = {
  // The last closes of SW level 1 are those of 2023-01-10: the decision before it leaves two sessions to sell them.
  tables: [
    { from: 20140102, table: LEVEL_1_PAIRS },
    { from: 20230106, table: FUND_PAIRS },
  ],
  // Wind All-A to its last close of 2022-07-29, then CSI All Share, which ends on 2023-12-29, then CSI 300.
  benchmarks: [
    { from: 20030102, symbol: symbol('881001.WI') },
    { from: 20220801, symbol: symbol('000985.CSI') },
    { from: 20240101, symbol: symbol('000300.SH') },
  ],
  usBenchmark: symbol('SPX.US'),
  rules: [
    { strategy: 'mapping-oversold', signal: 'mapping_oversold', lag: 42 },
    { strategy: 'mapping-strong', signal: 'mapping_strong', lag: 21 },
  ],
  year: { CN: 243, US: 252 },
  holdings: 3,
  costRate: COST_OF_A_FUND,
  // A proxy without opens is traded at the close of that session; the account says so of each (`noOpen`).
  execution: 'nextOpen',
  staleAfterDays: 12,
  linkage: {
    subject: 'TMT-USAI',
    composite: [
      { from: 20140102, members: symbols('801080.SI 801750.SI 801760.SI 801770.SI') },
      { from: 20230111, members: symbols('159995.SZ 515880.SH 512980.SH') },
    ],
    basket: symbols('NVDA.US AMD.US AVGO.US MU.US TSM.US MSFT.US GOOGL.US AMZN.US META.US ORCL.US'),
    window: 63,
  },
}
