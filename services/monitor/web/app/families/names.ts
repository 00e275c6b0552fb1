import type { Language } from '../i18n/translate.ts'

type Pair = readonly [english: string, chinese: string]

/** What the states of signals mean; docs/signals has the rules. */
const STATES: Readonly<Record<string, Pair>> = {
  normal: ['normal', '正常'],
  watch: ['watch', '关注'],
  alert: ['alert', '警戒'],
  contango: ['contango', '升水'],
  flat: ['flat', '走平'],
  backwardation: ['backwardation', '倒挂'],
  fell: ['fell', '下跌'],
  rose: ['rose', '上涨'],
  weak: ['weak', '偏弱'],
  mixed: ['mixed', '分化'],
  strong: ['strong', '偏强'],
  tight: ['tight', '紧密'],
  moderate: ['moderate', '中等'],
  inverse: ['inverse', '反向'],
  held: ['held', '持有'],
  passed: ['not held', '未选'],
  short: ['history too short', '历史不足'],
  missing: ['data missing', '数据缺失'],
  stale: ['stale', '过期'],
  up: ['up', '上行'],
  down: ['down', '下行'],
  high: ['high', '高位'],
  middle: ['middle', '中位'],
  low: ['low', '低位'],
  crowded: ['crowded', '拥挤'],
  frozen: ['frozen', '冰冻'],
  calm: ['calm', '冷静'],
  active: ['active', '活跃'],
  microcap: ['microcaps', '微盘'],
  mao: ['leaders', '茅指数'],
  riskOff: ['risk off', '平仓'],
  riskOn: ['risk on', '持有'],
  yieldMissing: ['yield missing', '缺国债收益率'],
  crowdingMissing: ['crowding missing', '缺波动拥挤度'],
  top: ['top divergence', '顶背离'],
  bottom: ['bottom divergence', '底背离'],
  none: ['none', '无'],
  inflow: ['inflow', '流入'],
  outflow: ['outflow', '流出'],
  unchanged: ['unchanged', '不变'],
  skipped: ['skipped', '跳过'],
  suspect: ['suspect', '存疑'],
  splitAwaited: ['split awaited', '待确认拆分'],
  staleShares: ['shares stale', '份额未更新'],
  unexplained: ['unexplained', '无法解释'],
  dearer: ['dearer', '走高'],
  cheaper: ['cheaper', '走低'],
  below: ['below', '低于'],
  above: ['above', '高于'],
  decoupled: ['decoupled', '脱钩'],
  together: ['together', '同步'],
  sharpFalls: ['sharp falls', '急跌'],
  sharpRises: ['sharp rises', '急涨'],
  large: ['large', '大盘'],
  small: ['small', '小盘'],
  growth: ['growth', '成长'],
  value: ['value', '价值'],
  noData: ['no data', '无数据'],
  noEarnings: ['no earnings', '亏损'],
  full: ['full', '完整'],
  gap: ['data gap', '数据缺口'],
  restarted: ['restarted', '重新开始'],
}

/** Kinds of years and of touches, rules, reasons. */
const WORDS: Readonly<Record<string, Pair>> = {
  midterm: ['midterm', '中期选举年'],
  pre: ['pre-election', '大选前一年'],
  presidential: ['presidential', '大选年'],
  post: ['post-election', '大选后一年'],
  ma: ['average rose to 6', '月均触及 6'],
  top: ['top signal began', '见顶信号'],
  mixed: ['mixed', '混合'],
  fixedIncomePlus: ['fixed income plus', '固收+'],
  broad: ['broad', '宽基'],
  strategy: ['strategy', '策略'],
  sector: ['sector', '行业主题'],
  hk: ['Hong Kong', '港股'],
  overseas: ['overseas', '海外'],
  bond: ['bonds', '债券'],
  money: ['money market', '货币'],
  commodity: ['commodities', '商品'],
  other: ['other', '其他'],
  aShares: ['A shares', 'A股合计'],
  fresh: ['ratio rose to 6, first in a month', '比值触及 6（月内首次）'],
  slopes: ['slopes', '斜率'],
  average: ['year line', '年线'],
  suspended: ['suspended', '停牌'],
  limitUp: ['limit-up', '涨停'],
  limitDown: ['limit-down', '跌停'],
  boughtToday: ['bought today', '当日买入'],
  noOpen: ['no opening price', '无开盘价'],
  yield: ['yield', '国债收益率'],
  crowding: ['volatility crowding', '波动拥挤'],
  segment: ['Segments', '细分'],
  industry: ['Industries', '行业'],
  concept: ['Concepts', '概念'],
  board: ['Boards', '板块'],
  size: ['large / small', '大盘/小盘'],
  growthValue: ['growth / value', '成长/价值'],
  pmiLevel: ['PMI ≥ 50', 'PMI ≥ 50'],
  pmiMomentum: ['PMI rises', 'PMI 回升'],
  servicesMomentum: ['services PMI rises', '非制造业 PMI 回升'],
  ppiMomentum: ['PPI rises', 'PPI 回升'],
  cpiMomentum: ['CPI rises', 'CPI 回升'],
  moneyGap: ['M1 − M2 rises', 'M1−M2 剪刀差回升'],
  credit: ['new loans grow', '新增贷款增长'],
  financing: ['social financing grows', '社融增长'],
  shibor3m: ['SHIBOR 3M falls', 'SHIBOR 3M 下行'],
  shibor1w: ['SHIBOR 1W falls', 'SHIBOR 1W 下行'],
  margin: ['margin debt rises', '两融上升'],
  reserveCut: ['reserve cut', '降准'],
}

const STRATEGIES: Readonly<Record<string, Pair>> = {
  'mapping-oversold': ['Oversold rebound', '超跌反弹'],
  'mapping-strong': ['Strong mapping', '强势映射'],
  'microcap-rotation': ['Microcap rotation', '微盘轮动'],
  'microcap-timing': ['Microcap timing', '微盘择时'],
  'macro-timing': ['Macro timing', '宏观择时'],
  'style-rotation': ['Style rotation', '风格轮动'],
}

const pick = (pair: Pair | undefined, language: Language): string | undefined =>
  pair?.[language === 'zh' ? 1 : 0]

/** A state in words; one that is new here stands as it is. */
export const stateName = (state: string, language: Language): string => pick(STATES[state], language) ?? state

export const wordName = (word: string, language: Language): string => pick(WORDS[word], language) ?? word

export const strategyName = (strategy: string, language: Language): string =>
  pick(STRATEGIES[strategy], language) ?? strategy

/** Which states call for attention, and which say that something is at its other end. */
const LOUD: ReadonlySet<string> = new Set([
  'alert',
  'backwardation',
  'riskOff',
  'crowded',
  'decoupled',
  'high',
  'top',
  'bottom',
  'held',
])

export const isLoud = (state: string | null): boolean => state !== null && LOUD.has(state)
