/** Classes of exchange-traded funds. */
export type FundClass =
  | 'broad'
  | 'strategy'
  | 'sector'
  | 'hk'
  | 'mixed'
  | 'overseas'
  | 'bond'
  | 'money'
  | 'commodity'
  | 'fixedIncomePlus'

/** Classes that the report counts as funds of A shares: broad indices, and sectors and themes [S3]. */
export const A_SHARE_CLASSES: readonly FundClass[] = ['broad', 'strategy', 'sector']

/** Beginning of a name that the exchanges add on first days and for other marks. */
const MARK = /^(?:UC|N|\*)/
const BEFORE_ETF = /ETF.*$/
const ENHANCED = /(?:指增|增强)$/

/** Indices of the whole market or of a whole board, as they stand in short names. */
const BROAD_INDICES: ReadonlySet<string> = new Set(
  `沪深300 300 深300 中证500 500 中证1000 1000 中证2000 国证2000 2000 中证800 800 中证A50 A50 富时A50 中国A50 中证A100 A100
  中证A500 A500 上证50 上证180 180 上证380 上证580 上证指数 上证综指 上证 上证中盘 超大盘 深证100 深100 深证50 深证成指 深成
  深证主板50 中小100 中创400 创业板 创业板50 创50 创100 创业板200 创业板300 创业板综 创业板综指 创业综指 创业大盘 创业板大盘 创中盘88
  科创 科创50 科创100 科创200 科创综指 科创创业 科创创业50 双创50 北证50 MSCIA股 MSCI中国 MSCI中国A股 A股 核心50`.split(
    /\s+/,
  ),
)

/**
 * Class of a fund by its short name: the first rule that fits. The words are those of the 1,571 exchange-traded funds
 * listed on 2026-08-07 (etf-daily of the test data); the split into broad and sector or theme is the report's [S3], the
 * words are ours. A fund keeps the class of its newest name.
 */
const RULES: readonly (readonly [FundClass, (name: string) => boolean])[] = [
  ['fixedIncomePlus', (name) => name.includes('固收+')],
  ['money', matches(/货币|快线|快钱|添益|日利|添利|日日鑫|天天金|财富宝|保证金/)],
  ['bond', matches(/债/)],
  ['commodity', matches(/^(?:黄金|上海金|金|豆粕|能源化工|白银)$|期货/)],
  ['mixed', matches(/沪港深|沪深港|AH/)],
  ['hk', matches(/港股|恒生|恒指|香港|H股/)],
  [
    'overseas',
    matches(
      /标普(?!A股)|纳指|纳斯达克|道琼斯|日经|日本|德国|法国|沙特|巴西|美国|亚太|东南亚|新兴亚洲|中韩|中概/,
    ),
  ],
  ['broad', (name) => BROAD_INDICES.has(name.replace(ENHANCED, ''))],
  ['strategy', matches(/红利|低波|高股息|价值|成长|质量|现金流|基本面|ESG|责任|等权|可持续/)],
]

/** Broad indices 宽基, strategies 策略, Hong Kong and so on; everything else is a sector or a theme 行业与主题. */
export function fundClassOf(name: string): FundClass {
  const index = name.replace(MARK, '').replace(BEFORE_ETF, '')
  return RULES.find(([, fits]) => fits(index))?.[0] ?? 'sector'
}

function matches(words: RegExp): (name: string) => boolean {
  return (name) => words.test(name)
}
