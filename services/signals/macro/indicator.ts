import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { Delay } from '../../../core/windows/delay.ts'
import { Mean } from '../../../core/windows/mean.ts'
import { Sum } from '../../../core/windows/sum.ts'
import type { RollingWindow } from '../../../core/windows/window.ts'
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

/** What an indicator remembers between releases. Its windows differ from rule to rule and are kept as bytes. */
export interface IndicatorMemory {
  readonly latest: Latest | null
  /** Of the series that is taken off, where the rule has one. */
  readonly minus: Latest | null
  /** 1 bullish, 0 not; null while there is too little to say. */
  readonly bullish: number | null
  /** When it was said. */
  readonly releasedAt: EventTime
  readonly windows: readonly Uint8Array[]
}

const NOTHING: IndicatorMemory = {
  latest: null,
  minus: null,
  bullish: null,
  releasedAt: 0 as EventTime,
  windows: [],
}

/**
 * The indicator after a release; what it was before where the release is of another series, or of a period that
 * is known already: the first release counts, not its revision.
 */
export function takeRelease(
  rule: IndicatorRule,
  before: IndicatorMemory = NOTHING,
  release: Release,
): IndicatorMemory {
  if (rule.kind === 'gap') return takeGap(rule, before, release)
  if (release.series !== rule.series || !isNewer(release, before.latest)) return before
  const { latest } = before
  const known = { ...before, latest: latestOf(release) }
  return said(known, figureOf(rule, before.windows, release.value, latest), release.eventTime)
}

/** What a rule makes of a value: bullish or not, and its windows from now on. */
interface Figure {
  readonly bullish: boolean | null
  readonly windows: readonly Uint8Array[]
  /** The release says nothing: what was said before stands. */
  readonly silent?: boolean
}

function figureOf(
  rule: Exclude<IndicatorRule, { kind: 'gap' }>,
  windows: readonly Uint8Array[],
  value: number,
  latest: Latest | null,
): Figure {
  switch (rule.kind) {
    case 'level':
      return { bullish: value >= rule.atLeast, windows }
    case 'momentum':
      return momentum(rule.over, windows, value)
    case 'falling':
    case 'rising': {
      const [short, long] = [new Mean({ length: rule.short }), new Mean({ length: rule.long })]
      const after = pushed([short, long], windows, value)
      const isBullish =
        rule.kind === 'falling' ? below(short.value, long.value) : below(long.value, short.value)
      return { bullish: isBullish, windows: after }
    }
    case 'yearSum': {
      const sum = new Sum({ length: rule.sum })
      const [summed] = pushed([sum], windows.slice(0, 1), value)
      const earlier = new Delay({ places: rule.lag })
      const [delayed] = pushed([earlier], windows.slice(1), sum.value)
      return { bullish: below(earlier.value, sum.value), windows: [summed!, delayed!] }
    }
    case 'cut':
      return latest === null || value === latest.value
        ? { bullish: null, windows, silent: true }
        : { bullish: value < latest.value, windows }
  }
}

/** Whether a value is above the mean of those before it. */
function momentum(over: number, windows: readonly Uint8Array[], value: number): Figure {
  const mean = new Mean({ length: over })
  if (windows[0] !== undefined) mean.restore(windows[0])
  const bullish = below(mean.value, value)
  mean.push(value)
  return { bullish, windows: [Buffer.from(mean.snapshot())] }
}

function takeGap(
  rule: Extract<IndicatorRule, { kind: 'gap' }>,
  before: IndicatorMemory,
  release: Release,
): IndicatorMemory {
  const place =
    release.series === rule.series ? 'latest' : release.series === rule.minus ? 'minus' : undefined
  if (place === undefined || !isNewer(release, before[place])) return before
  const known = { ...before, [place]: latestOf(release) }
  const { latest, minus } = known
  if (latest === null || minus === null || latest.period !== minus.period) return known
  return said(known, momentum(rule.over, before.windows, latest.value - minus.value), release.eventTime)
}

function said(
  known: IndicatorMemory,
  { bullish, windows, silent }: Figure,
  releasedAt: EventTime,
): IndicatorMemory {
  if (silent === true) return known
  return { ...known, bullish: bullish === null ? null : Number(bullish), releasedAt, windows }
}

const latestOf = ({ period, value }: Release): Latest => ({ period, value })

const isNewer = ({ period }: Release, known: Latest | null): boolean =>
  known === null || period > known.period

const below = (low: number | null, high: number | null): boolean | null =>
  low === null || high === null ? null : low < high

/** Windows with one more value, as bytes. */
function pushed(
  made: readonly (RollingWindow & { push(value: number | null): void })[],
  before: readonly Uint8Array[],
  value: number | null,
): Uint8Array[] {
  return made.map((window, at) => {
    const bytes = before[at]
    if (bytes !== undefined) window.restore(bytes)
    window.push(value)
    return Buffer.from(window.snapshot())
  })
}
