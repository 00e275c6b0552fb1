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

/**
 * Tags of the concept list that name no theme: index membership, eligibility, holders, price and result seasons. They say
 * what a share is, or what it did yesterday, and their turnover means nothing.
 */
const NO_THEMES: ReadonlySet<string> = new Set(
  `融资融券 深股通 沪股通 富时罗素 标准普尔 MSCI中国 GDR AH股 AB股 HS300_ 中证500 上证380 上证180_ 上证50_ 央视50_ 深成500 深证100R
   创业板综 创业成份 机构重仓 基金重仓 社保重仓 QFII重仓 证金持股 养老金 参股银行 参股券商 参股保险 参股期货 参股新三板 转债标的 股权激励 股权转让
   举牌 IPO受益 ST股 微盘股 破净股 低价股 百元股 次新股 注册制次新股 科创板做市股 科创板做市商 北交所概念 独角兽 超级品牌`.split(
    /\s+/,
  ),
)

/** Seasons of results and what happened yesterday: tags that change their members all the time. */
const FLEETING = /^(20\d\d|昨日)/

export const isTheme = (concept: string): boolean => !NO_THEMES.has(concept) && !FLEETING.test(concept)
