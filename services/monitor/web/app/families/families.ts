import type { SignalFamily } from '../state/api.ts'

export const SECTIONS = ['us', 'rotation', 'microcap', 'macro', 'portfolios'] as const
export type Section = (typeof SECTIONS)[number]

/** A family as the page names it, and what it needs. */
export interface FamilyText {
  readonly title: readonly [english: string, chinese: string]
  readonly section: Section
  /** What must be ingested before it says anything. */
  readonly needs: readonly [english: string, chinese: string]
  readonly command: string
}

const SERIES = 'pulse ingest <folder of series>'

/** Titles, sections and needs of the families. */
export const FAMILY_TEXTS: Readonly<Record<SignalFamily, FamilyText>> = {
  vvix_vix: {
    title: ['VVIX/VIX', 'VVIX/VIX 系统性风险'],
    section: 'us',
    needs: ['daily closes of VIX.US and VVIX.US', 'VIX.US 与 VVIX.US 日收盘'],
    command: SERIES,
  },
  vix_term: {
    title: ['VIX term structure', 'VIX 期限结构'],
    section: 'us',
    needs: ['VIX.US with VIX3M.US, VIX9D.US or futures', 'VIX.US 与 VIX3M.US、VIX9D.US 或期货'],
    command: SERIES,
  },
  vvix_touches: {
    title: ['What followed touches of 6', '触及 6 之后'],
    section: 'us',
    needs: ['VIX.US, VVIX.US and SPX.US', 'VIX.US、VVIX.US、SPX.US'],
    command: SERIES,
  },
  election_months: {
    title: ['US election cycle', '美国大选周期'],
    section: 'us',
    needs: ['SPX.US, IXIC.US or NDX.US', 'SPX.US、IXIC.US 或 NDX.US'],
    command: SERIES,
  },
  us_ai_overnight: {
    title: ['US AI chain over night', '隔夜美股 AI'],
    section: 'us',
    needs: ['US shares of the AI chain', '美股 AI 产业链个股'],
    command: SERIES,
  },
  linkage: {
    title: ['Linkage of China and the US', '中美联动'],
    section: 'rotation',
    needs: ['Chinese technology indices and US AI shares', 'A股科技指数与美股 AI 个股'],
    command: SERIES,
  },
  mapping_weekly: {
    title: ['Mapping: this week', '中美映射：本周'],
    section: 'rotation',
    needs: ['Chinese industries, US counterparts, 881001.WI, SPX.US', 'A股行业、美股对应、881001.WI、SPX.US'],
    command: SERIES,
  },
  crowding_daily: {
    title: ['Crowding', '拥挤度'],
    section: 'rotation',
    needs: ['daily bars with amounts, and instruments with industries', '含成交额的日线与行业归属'],
    command: 'pulse ingest <folder of daily bars>',
  },
  turnover_calm: {
    title: ['Calm of turnover', '换手冷静度'],
    section: 'rotation',
    needs: ['daily bars with amounts, and share capital', '含成交额的日线与股本'],
    command: 'pulse ingest <folder of daily bars>',
  },
  microcap_index_daily: {
    title: ['Microcap index', '微盘指数'],
    section: 'microcap',
    needs: ['daily bars and share capital', '日线与股本'],
    command: 'pulse ingest <folder of daily bars>',
  },
  microcap_rotation: {
    title: ['Microcaps or leaders', '微盘/茅指数轮动'],
    section: 'microcap',
    needs: ['MICROCAP.PROXY and 000300.SH', 'MICROCAP.PROXY 与 000300.SH'],
    command: SERIES,
  },
  microcap_risk: {
    title: ['Risk control of microcaps', '微盘风控'],
    section: 'microcap',
    needs: ['MICROCAP.PROXY, a market index, CN.YIELD.10Y', 'MICROCAP.PROXY、全市场指数、CN.YIELD.10Y'],
    command: SERIES,
  },
  divergences: {
    title: ['Divergence of microcaps', '微盘背离监控'],
    section: 'microcap',
    needs: ['MICROCAP.PROXY by day, or by 60 minutes', 'MICROCAP.PROXY 日线或60分钟线'],
    command: SERIES,
  },
  macro_timing: {
    title: ['Macro timing', '宏观择时'],
    section: 'macro',
    needs: ['releases of PMI, CPI, PPI, money, SHIBOR', 'PMI、CPI、PPI、货币、SHIBOR 发布值'],
    command: 'pulse ingest <folder of observations>',
  },
  pe_percentile: {
    title: ['Valuation percentiles', '估值分位'],
    section: 'macro',
    needs: ['CN.PE.<industry>', 'CN.PE.<行业>'],
    command: 'pulse ingest <folder of observations>',
  },
  style_rotation: {
    title: ['Style rotation', '风格轮动'],
    section: 'macro',
    needs: ['style indices such as 000300.SH and 000852.SH', '风格指数，如 000300.SH 与 000852.SH'],
    command: SERIES,
  },
  etf_flows: {
    title: ['ETF net subscription', 'ETF 净申购'],
    section: 'macro',
    needs: ['shares outstanding and net value of ETFs', 'ETF 份额与净值'],
    command: 'pulse ingest <folder of fund flows>',
  },
  implied_volatility: {
    title: ['Implied volatility', '隐含波动率'],
    section: 'macro',
    needs: ['CN.IV30.000300, CN.IV30.000852, US.IV30.SPX', 'CN.IV30.000300、CN.IV30.000852、US.IV30.SPX'],
    command: 'pulse ingest <folder of observations>',
  },
  cds_changes: {
    title: ['CDS of US technology', '美股科技 CDS'],
    section: 'macro',
    needs: ['US.CDS5Y.ORCL and others', 'US.CDS5Y.ORCL 等'],
    command: 'pulse ingest <folder of observations>',
  },
  stress_index: {
    title: ['Financial stress index', '金融压力指数'],
    section: 'macro',
    needs: ['US.FSI', 'US.FSI'],
    command: 'pulse ingest <folder of observations>',
  },
  drawdowns: {
    title: ['Since the anchor date', '锚定日以来'],
    section: 'macro',
    needs: ['indices of China, Hong Kong and the US', '中港美指数'],
    command: SERIES,
  },
  fall_rise_asymmetry: {
    title: ['Sharp falls, slow rises', '急跌慢涨'],
    section: 'macro',
    needs: ['daily closes of indices', '指数日收盘'],
    command: SERIES,
  },
}
