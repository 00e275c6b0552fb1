import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'

/** A part of the US AI chain and what it leads in China. */
export interface Group {
  /** Subject of its signal. */
  readonly name: string
  readonly english: string
  readonly members: readonly InstrumentSymbol[]
  /** Segments of the Chinese chain that follow it. */
  readonly segment: string
}

/** Groups from a Chinese session on, yyyymmdd, until the next entry's. */
export interface DatedGroups {
  readonly from: number
  readonly groups: readonly Group[]
}

const group = (name: string, english: string, members: string, segment: string): Group => ({
  name,
  english,
  members: members.split(' ').map((code) => `${code}.US` as InstrumentSymbol),
  segment,
})

/**
 * Groups of Guohai's overnight table [S0, 2.3.1 and figure 15; domain.md C6]. The report names groups, not members:
 * members are ours, out of the US series at hand. Companies count from their listing. There is one series of
 * software, a fund; clouds are the companies that let computing. They are the chain as it stands since the end of 2022:
 * applied to earlier years they would be a choice made afterwards, so they begin there.
 */
export const US_AI_GROUPS: readonly DatedGroups[] = [
  {
    from: 20230103,
    groups: [
      group('芯片', 'chips', 'NVDA AMD INTC AVGO QCOM MRVL ARM TSM ASML ALAB CRDO', 'AI芯片、半导体设备'),
      group('算力', 'computing', 'SMCI DELL CLS ANET VRT', '服务器、PCB、液冷'),
      group('存储', 'memory', 'MU WDC STX SNDK', '存储'),
      group('光模块', 'optical modules', 'LITE COHR CIEN', '光模块'),
      group('软件', 'software', 'IGV', 'AI应用、软件开发'),
      group('云', 'clouds', 'MSFT GOOGL AMZN META ORCL', '云计算、大模型'),
    ],
  },
]
