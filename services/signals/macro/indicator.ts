import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { Delay, Mean, type SeriesWindow, Sum } from '../../../core/windows/windows.ts'
import type { IndicatorRule } from './macro-indicators.ts'

/** A release that an indicator looks at. */
export interface Release {
  readonly series: string
  readonly period: TradeDate
  readonly eventTime: EventTime
  readonly value: number
}

/** The latest release of a series that has been taken. */
export interface Latest {
  readonly period: TradeDate
  readonly value: number
}

/** What an indicator remembers between releases; `takeRelease` changes it. */
export interface IndicatorMemory {
  latest: Latest | null
  /** Of the series that is taken off, where the rule has one. */
  minus: Latest | null
  /** 1 bullish, 0 not; null while there is too little to say. */
  bullish: number | null
  /** When it was said. */
  releasedAt: EventTime
  /** Those of its rule. */
  readonly windows: readonly SeriesWindow[]
}

export const newIndicator = (rule: IndicatorRule): IndicatorMemory => ({
  latest: null,
  minus: null,
  bullish: null,
  releasedAt: 0 as EventTime,
  windows: windowsOf(rule),
})

function windowsOf(rule: IndicatorRule): readonly SeriesWindow[] {
  switch (rule.kind) {
    case 'level':
    case 'cut':
      return []
    case 'momentum':
    case 'gap':
      return [new Mean({ length: rule.over })]
    case 'falling':
    case 'rising':
      return [new Mean({ length: rule.short }), new Mean({ length: rule.long })]
    case 'yearSum':
      return [new Sum({ length: rule.sum }), new Delay({ places: rule.lag })]
  }
}

/**
 * Takes a release into the memory of an indicator. Nothing changes where the release is of another series, or of a
 * period that is known already: the first release counts, not its revision.
 */
export function takeRelease(rule: IndicatorRule, memory: IndicatorMemory, release: Release): void {
  if (rule.kind === 'gap') takeGap(rule, memory, release)
  else if (release.series === rule.series && isNewer(release, memory.latest)) {
    const before = memory.latest
    memory.latest = latestOf(release)
    say(memory, judged(rule, memory, release.value, before), release.eventTime)
  }
}

/** What is said of a value: bullish or not, null where that is not known, and nothing where what was said stands. */
type Judgement = boolean | null | undefined

function judged(
  rule: Exclude<IndicatorRule, { kind: 'gap' }>,
  { windows }: IndicatorMemory,
  value: number,
  latest: Latest | null,
): Judgement {
  switch (rule.kind) {
    case 'level':
      return value >= rule.atLeast
    case 'momentum':
      return aboveMean(windows[0]!, value)
    case 'falling':
    case 'rising': {
      for (const window of windows) window.push(value)
      const [short, long] = [windows[0]!.value, windows[1]!.value]
      return rule.kind === 'falling' ? below(short, long) : below(long, short)
    }
    case 'yearSum': {
      const [sum, earlier] = [windows[0]!, windows[1]!]
      sum.push(value)
      earlier.push(sum.value)
      return below(earlier.value, sum.value)
    }
    case 'cut':
      return latest === null || value === latest.value ? undefined : value < latest.value
  }
}

/** Whether a value is above the mean of those before it. */
function aboveMean(mean: SeriesWindow, value: number): boolean | null {
  const isAbove = below(mean.value, value)
  mean.push(value)
  return isAbove
}

function takeGap(
  rule: Extract<IndicatorRule, { kind: 'gap' }>,
  memory: IndicatorMemory,
  release: Release,
): void {
  const place =
    release.series === rule.series ? 'latest' : release.series === rule.minus ? 'minus' : undefined
  if (place === undefined || !isNewer(release, memory[place])) return
  memory[place] = latestOf(release)
  const { latest, minus, windows } = memory
  if (latest === null || minus === null || latest.period !== minus.period) return
  say(memory, aboveMean(windows[0]!, latest.value - minus.value), release.eventTime)
}

function say(memory: IndicatorMemory, bullish: Judgement, releasedAt: EventTime): void {
  if (bullish === undefined) return
  memory.bullish = bullish === null ? null : Number(bullish)
  memory.releasedAt = releasedAt
}

const latestOf = ({ period, value }: Release): Latest => ({ period, value })

const isNewer = ({ period }: Release, known: Latest | null): boolean =>
  known === null || period > known.period

const below = (low: number | null, high: number | null): boolean | null =>
  low === null || high === null ? null : low < high
