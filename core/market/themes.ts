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

/** Whether a concept tag names a theme: something that companies have in common and turnover can crowd in. */
export const isTheme = (concept: string): boolean => !NO_THEMES.has(concept) && !FLEETING.test(concept)
