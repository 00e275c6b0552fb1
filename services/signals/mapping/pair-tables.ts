import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'

/** A Chinese industry and the US industry that it follows. */
export interface Pair {
  /** Place in its table; breaks ties. */
  readonly number: number
  /** What is ranked and held. */
  readonly industry: InstrumentSymbol
  readonly name: string
  /** One US series, or several that are held in equal weights. */
  readonly counterpart: readonly InstrumentSymbol[]
  readonly counterpartName: string
  /** Numbers of the published pairs that it stands for. */
  readonly standsFor: readonly number[]
}

export interface PairTable {
  readonly name: string
  readonly source: string
  readonly pairs: readonly Pair[]
  /** Published pairs for which it has nothing, and why. */
  readonly notCovered: readonly { readonly pairs: readonly number[]; readonly because: string }[]
}

type Row = readonly [industry: string, name: string, counterpart: string, counterpartName: string]

const symbols = (text: string, suffix: string): InstrumentSymbol[] =>
  text.split(' ').map((code) => `${code}${suffix}` as InstrumentSymbol)

const pair = (
  [industry, name, counterpart, counterpartName]: Row,
  number: number,
  standsFor: readonly number[],
): Pair => ({
  number,
  industry: industry as InstrumentSymbol,
  name,
  counterpart: symbols(counterpart, '.US'),
  counterpartName,
  standsFor,
})

const COMMUNICATIONS_EQUIPMENT = 'ANET CIEN LITE COHR CSCO'

/** Industries of SW level 2 (2021), US counterparts as GICS industries with a proxy that trades. */
const PUBLISHED: readonly Row[] = [
  ['801081.SI', '半导体', 'SOXX', 'Semiconductors & Equipment 453010'],
  ['801102.SI', '通信设备', COMMUNICATIONS_EQUIPMENT, 'Communications Equipment 452010'],
  ['801101.SI', '计算机设备', COMMUNICATIONS_EQUIPMENT, 'Communications Equipment 452010'],
  ['801085.SI', '消费电子', COMMUNICATIONS_EQUIPMENT, 'Communications Equipment 452010'],
  ['801083.SI', '元件', 'APH TEL GLW TTMI', 'Electronic Equipment & Components 452030'],
  ['801104.SI', '软件开发', 'IGV', 'Software 451030'],
  ['801103.SI', 'IT服务Ⅱ', 'ACN IBM CTSH', 'IT Services 451020'],
  ['801764.SI', '游戏Ⅱ', 'ESPO', 'Entertainment 502020'],
  ['801767.SI', '数字媒体', 'GOOGL META', 'Interactive Media 502030'],
  ['801053.SI', '贵金属', 'GDX', 'Gold 15104030'],
  ['801055.SI', '工业金属', 'COPX', 'Copper and Aluminum 15104025'],
  ['801056.SI', '能源金属', 'LIT', 'Lithium theme'],
  ['801961.SI', '油气开采Ⅱ', 'XOP', 'Oil, Gas & Fuels 101020'],
  ['801962.SI', '油服工程', 'OIH', 'Energy Equipment & Services 101010'],
  ['801034.SI', '化学制品', 'XLB', 'Chemicals 151010'],
  ['801737.SI', '电池', 'LIT', 'Electrical Components 20104010'],
  ['801735.SI', '光伏设备', 'TAN', 'Solar theme'],
  ['801738.SI', '电网设备', 'GRID', 'Electrical Equipment 201040'],
  ['801111.SI', '白色家电', 'XHB', 'Household Durables 252010'],
  ['801095.SI', '乘用车', 'CARZ', 'Automobile Manufacturers 25102010'],
  ['801151.SI', '化学制药', 'XPH', 'Pharmaceuticals 352020'],
  ['801153.SI', '医疗器械', 'IHI', 'Health Care Equipment 351010'],
]

/**
 * The 22 pairs of Guohai's report of 2026-06 [S0, 2.2]. It says how many there are and names part of them; the
 * other Chinese industries and all proxies were completed by us (domain.md C4 marks which). That communication
 * equipment, computer equipment and consumer electronics share one US industry is inferred from its figure 10.
 */
export const PUBLISHED_PAIRS: PairTable = {
  name: 'published-2026',
  source: 'Guohai 2026-06 [S0, 2.2], completed by domain.md C4',
  pairs: PUBLISHED.map((row, at) => pair(row, at + 1, [at + 1])),
  notCovered: [],
}

const NO_GOLD_OR_LITHIUM = 'no US series of gold miners, copper or lithium (GDX, COPX, LIT) of their own'

/**
 * SW level 1 (2021 version), which has daily closes from 2014-01-02 to 2023-01-10, and US sector funds or baskets of
 * which there are closes. One industry of level 1 stands for all published ones that lie in it.
 */
export const LEVEL_1_PAIRS: PairTable = {
  name: 'sw-level-1',
  source: 'ours: level-1 parents of the published industries, nearest US sector with a series',
  pairs: [
    pair(['801080.SI', '电子', 'SOXX', 'semiconductors'], 1, [1, 4, 5]),
    pair(['801770.SI', '通信', 'ANET CIEN LITE COHR', 'communications equipment'], 2, [2]),
    pair(['801750.SI', '计算机', 'IGV', 'software'], 3, [3, 6]),
    pair(['801760.SI', '传媒', 'GOOGL META', 'interactive media'], 4, [8, 9]),
    pair(['801050.SI', '有色金属', 'XLB', 'materials'], 5, [10, 11, 12]),
    pair(['801960.SI', '石油石化', 'XLE', 'energy'], 6, [13, 14]),
    pair(['801030.SI', '基础化工', 'XLB', 'materials'], 7, [15]),
    pair(['801730.SI', '电力设备', 'XLI', 'industrials'], 8, [16, 17, 18]),
    pair(['801110.SI', '家用电器', 'XLY', 'consumer discretionary'], 9, [19]),
    pair(['801880.SI', '汽车', 'XLY', 'consumer discretionary'], 10, [20]),
    pair(['801150.SI', '医药生物', 'XLV', 'health care'], 11, [21, 22]),
  ],
  notCovered: [{ pairs: [7], because: 'no US series of IT services (ACN, IBM, CTSH)' }],
}

/** Chinese industry funds, whose closes reach 2026-03-27. There is none of software, energy, appliances or cars. */
export const FUND_PAIRS: PairTable = {
  name: 'industry-funds',
  source: 'ours: listed funds that track the published industries or their parents',
  pairs: [
    pair(['159995.SZ', '芯片ETF', 'SOXX', 'semiconductors'], 1, [1]),
    pair(['515880.SH', '通信ETF', 'ANET CIEN LITE COHR', 'communications equipment'], 2, [2, 3, 4]),
    pair(['512980.SH', '传媒ETF', 'GOOGL META', 'interactive media'], 3, [8, 9]),
    pair(['512400.SH', '有色金属ETF', 'XLB', 'materials'], 4, [10, 11, 12]),
    pair(['159870.SZ', '化工ETF', 'XLB', 'materials'], 5, [15]),
    pair(['516160.SH', '新能源ETF', 'XLI', 'industrials'], 6, [16, 18]),
    pair(['515790.SH', '光伏ETF', 'XLI', 'industrials'], 7, [17]),
    pair(['512010.SH', '医药ETF', 'XLV', 'health care'], 8, [21]),
    pair(['512170.SH', '医疗ETF', 'XLV', 'health care'], 9, [22]),
  ],
  notCovered: [
    { pairs: [5], because: 'no Chinese fund of electronic components' },
    { pairs: [6, 7], because: 'no Chinese fund of software or IT services' },
    { pairs: [13, 14], because: 'no Chinese fund of oil and gas' },
    { pairs: [19, 20], because: 'no Chinese fund of appliances or cars' },
    { pairs: [10, 11, 12], because: `${NO_GOLD_OR_LITHIUM}: materials stand in` },
  ],
}
