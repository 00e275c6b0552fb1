/** A part of the market that turnover is watched for: companies that every list given names them in one of. */
export interface Segment {
  readonly name: string
  /** Any of these industries. */
  readonly industries?: readonly string[]
  /** Any of these concepts. */
  readonly concepts?: readonly string[]
  /** What the choice rests on. */
  readonly source: string
}

/** Technology, media, telecommunication: SW level 1 电子 计算机 传媒 通信 (domain.md C5), mapped to the classes of the data. */
export const TMT = 'TMT'

const CHIPS = ['半导体概念', '国产芯片', '中芯概念', '光刻机(胶)', '第三代半导体'] as const

/**
 * Segments of report S0 (fig. 17) and TMT. The report does not print its lists: the tags are our choice, made 2026-11 from the
 * 110 industries of the stock list of 2026-05-27 and the concept tags of 2026-01, which only shares have that hit their limit
 * in 2025. Membership is that of those dates for all years: the past is seen through today's themes.
 */
export const SEGMENTS: readonly Segment[] = [
  {
    name: TMT,
    industries: [
      // 电子
      '半导体',
      '元器件',
      // 计算机
      '软件服务',
      'IT设备',
      '互联网',
      // 传媒; 广告包装 is left out: half of it is packaging
      '影视音像',
      '出版业',
      // 通信
      '通信设备',
      '电信运营',
    ],
    source: 'domain.md C5; own mapping of SW level 1 to the 110 classes',
  },
  {
    name: '半导体材料',
    industries: ['化工原料', '小金属', '矿物制品', '塑料', '玻璃', '染料涂料', '化纤', '铜', '铝', '钢加工'],
    concepts: CHIPS,
    source: 'own choice: makers of materials with a chip tag; the data have no tag of its own',
  },
  {
    name: '半导体设备',
    industries: ['专用机械', '机械基件', '电器仪表', '化工机械', '机床制造'],
    concepts: CHIPS,
    source: 'own choice: makers of machines with a chip tag; the data have no tag of its own',
  },
  { name: 'PCB材料', concepts: ['PCB'], source: 'own choice: the tag PCB, wider than its materials' },
  { name: '先进封装', concepts: ['Chiplet概念'], source: 'own choice: the nearest tag' },
  { name: 'AI芯片', concepts: ['AI芯片'], source: 'the tag of that name' },
  {
    name: '光模块',
    concepts: ['CPO概念', '光通信模块'],
    source: 'the tags of optical modules and co-packaged optics',
  },
  { name: '智能驾驶', concepts: ['无人驾驶'], source: 'the tag of that meaning' },
  {
    name: '服务器',
    industries: ['IT设备', '元器件', '通信设备', '专用机械', '电气设备'],
    concepts: ['算力概念', '液冷概念'],
    source:
      'own choice: hardware with a tag of computing power or liquid cooling; the data have no tag of its own',
  },
  {
    name: '大模型',
    concepts: ['ChatGPT概念', '多模态AI', '智谱AI', 'Kimi概念'],
    source: 'own choice: tags of models and their makers',
  },
  {
    name: 'AI应用',
    concepts: ['AIGC概念', 'AI智能体'],
    source: 'own choice: tags of generated content and agents',
  },
  { name: '存储', concepts: ['存储芯片', '高带宽内存'], source: 'the tags of memory' },
]

/** What a company is listed under. */
export interface Listed {
  readonly industry: string | null
  readonly concepts: readonly string[]
}

/** Names of the segments that a company belongs to. */
export function segmentsOf({ industry, concepts }: Listed): readonly string[] {
  return SEGMENTS.filter(
    (segment) =>
      (segment.industries === undefined || (industry !== null && segment.industries.includes(industry))) &&
      (segment.concepts === undefined || segment.concepts.some((concept) => concepts.includes(concept))),
  ).map(({ name }) => name)
}
