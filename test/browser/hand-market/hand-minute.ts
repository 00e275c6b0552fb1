import type { Fen } from '../../../core/market/price.ts'
import { sessionMinuteEnd } from '../../../core/market/sessions.ts'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { stageOf } from '../../../core/sentiment/stage-grid.ts'
import type { GroupMinute, IntradayMember, MarketMinute } from '../../../schemas/generated/events.ts'

/** Shares that nothing happens to, beside the boards. */
const OTHERS = 4_780

export interface MinutePlace {
  readonly dataset: string
  readonly epoch: number
  readonly date: TradeDate
  readonly minute: number
  /** Sessions that the same-minute band knows. */
  readonly known: number
  /** Stages of the minutes before, newest last: one is announced when it has held for three. */
  readonly stages: readonly (string | null)[]
}

/** The market at the end of a minute, counted from its boards one by one. */
export function handMinute(members: readonly IntradayMember[], place: MinutePlace): MarketMinute {
  const { dataset, epoch, date, minute, known, stages } = place
  const cohort = members.filter(({ previousUp }) => previousUp === 'sealed')
  const broken = members.filter(({ previousUp }) => previousUp === 'broken')
  const sealed = members.filter(({ up }) => up === 'sealed')
  const touched = members.filter(({ up }) => up !== 'none')
  const promoted = cohort.filter(({ up }) => up === 'sealed')
  const top = Math.max(0, ...cohort.map(({ previousStreak }) => previousStreak))
  const height = Math.max(0, ...sealed.map(({ streak }) => streak))
  const { stage, reason } = stageOf(height, promoted.length, cohort.length)
  const held = [...stages.slice(-2), stage]
  const announced = held.length === 3 && held.every((one) => one === stage) ? stage : null
  const rate = cohort.length === 0 ? null : promoted.length / cohort.length
  const heights = [
    ...new Set([
      ...sealed.map(({ streak }) => streak),
      ...cohort.map(({ previousStreak }) => previousStreak),
    ]),
  ]
  const hasBand = known >= 20
  const breadth = handBreadth(members, minute)
  return {
    dataset,
    epoch,
    revision: 0,
    deleted: false,
    scope: 'all',
    tradeDate: date,
    eventTime: (sessionMinuteEnd(date, minute) +
      (minute === 240 || minute === 120 ? 60_000 : minute === 0 ? 300_000 : 0)) as EventTime,
    minute,
    settled: true,
    limitUps: sealed.length,
    limitDowns: members.filter(({ down }) => down === 'sealed').length,
    touched: touched.length,
    broken: touched.length - sealed.length,
    sealRate: touched.length === 0 ? null : sealed.length / touched.length,
    height,
    heightIsLowerBound: false,
    oneWord: sealed.filter(({ shape }) => shape === 'oneWord').length,
    base: cohort.length,
    promoted: promoted.length,
    promotionRate: rate,
    excluded: 1,
    streakBase: cohort.filter(({ previousStreak }) => previousStreak > 1).length,
    streakPromoted: promoted.filter(({ previousStreak }) => previousStreak > 1).length,
    topBase: cohort.filter(({ previousStreak }) => previousStreak === top).length,
    topPromoted: promoted.filter(({ previousStreak }) => previousStreak === top).length,
    limitUpPremium: mean(cohort.map(({ closeReturn }) => closeReturn)),
    limitUpOpenPremium: mean(cohort.map(({ openReturn }) => openReturn)),
    limitUpMedian: mean(cohort.map(({ closeReturn }) => closeReturn)),
    limitUpPositive: cohort.filter(({ closeReturn }) => closeReturn > 0).length,
    brokenBase: broken.length,
    brokenPremium: mean(broken.map(({ closeReturn }) => closeReturn)),
    stage,
    stageReason: reason,
    promotedAtLimit: promoted.length,
    promotedTouched: cohort.filter(({ touchedUp }) => touchedUp).length,
    sealAmount: sealed.reduce((sum, { sealAmount }) => sum + sealAmount, 0) as Fen,
    tiers: heights
      .sort((a, b) => a - b)
      .map((tier) => ({
        tier,
        boards: sealed.filter(({ streak }) => streak === tier).length,
        base: cohort.filter(({ previousStreak }) => previousStreak === tier).length,
        promoted: promoted.filter(({ previousStreak }) => previousStreak === tier).length,
        touched: cohort.filter(({ previousStreak, touchedUp }) => previousStreak === tier && touchedUp)
          .length,
      })),
    announcedStage: announced ?? stages.findLast((one) => one !== null) ?? null,
    percentile: hasBand && rate !== null ? 62 : null,
    percentileSessions: known,
    bandLow: hasBand ? 0.02 + 0.1 * Math.sqrt(minute / 240) : null,
    bandMid: hasBand ? 0.04 + 0.2 * Math.sqrt(minute / 240) : null,
    bandHigh: hasBand ? 0.08 + 0.34 * Math.sqrt(minute / 240) : null,
    ...breadth,
    expected: 4_790,
    seen: minute === 0 ? 4_771 : 4_788,
    suspended: 11,
    cohortMissing: 0,
    stale: minute > 100 && minute < 104 ? 37 : 0,
    hygiene: {
      accepted: 60_000 + minute * 108_000,
      duplicate: minute * 14,
      late: Math.floor(minute / 9),
      repairedHigh: Math.floor(minute / 30),
      quarantinedPrice: Math.floor(minute / 70),
      volumeReset: Math.floor(minute / 110),
    },
    quality: 'ok',
    universe: 'hand',
    definition: 2,
    final: minute === 240,
  }
}

type Breadth = Pick<
  MarketMinute,
  | 'traded'
  | 'advancers'
  | 'decliners'
  | 'unchanged'
  | 'untraded'
  | 'volume'
  | 'amount'
  | 'meanReturn'
  | 'histogram'
>

/** A bell of changes whose middle wanders through the day; the boards stand at its ends. */
function handBreadth(members: readonly IntradayMember[], minute: number): Breadth {
  const middle = -0.9 + 1.7 * Math.sin(minute / 85) + minute / 300
  const weights = Array.from({ length: 22 }, (_, bucket) => Math.exp(-((bucket - 10.5 - middle) ** 2) / 6.5))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const unchanged = 92
  const histogram = weights.map((weight) => Math.round(((OTHERS - unchanged) * weight) / total))
  const last = histogram.length - 1
  histogram[last] = (histogram[last] ?? 0) + members.filter(({ up }) => up === 'sealed').length
  histogram[0] = (histogram[0] ?? 0) + members.filter(({ down }) => down === 'sealed').length
  const decliners = histogram.slice(0, 11).reduce((sum, count) => sum + count, 0)
  const advancers = histogram.slice(11).reduce((sum, count) => sum + count, 0)
  return {
    traded: advancers + decliners + unchanged,
    advancers,
    decliners,
    unchanged,
    untraded: minute < 10 ? 10 - minute : 0,
    volume: 400_000_000 + minute * 230_000_000,
    amount: Math.round((9e9 + 8.1e11 * (minute / 240) ** 0.8) * 100) as Fen,
    meanReturn: middle / 100,
    histogram: [...histogram, unchanged],
  }
}

/** Industries and concepts, and the boards of the exchange, at the end of a minute. */
export function handGroups(members: readonly IntradayMember[], place: MinutePlace): readonly GroupMinute[] {
  const names = (kind: GroupMinute['kind']): readonly string[] => [
    ...new Set(
      members.flatMap((one) =>
        kind === 'concept' ? one.concepts : kind === 'industry' ? [one.industry ?? ''] : [one.board],
      ),
    ),
  ]
  return (['board', 'industry', 'concept'] as const).flatMap((kind) =>
    [...names(kind)].sort().map((name, index) => group(kind, name, index, members, place)),
  )
}

function group(
  kind: GroupMinute['kind'],
  name: string,
  index: number,
  members: readonly IntradayMember[],
  { dataset, epoch, date, minute }: MinutePlace,
): GroupMinute {
  const own = members.filter((one) =>
    kind === 'concept'
      ? one.concepts.includes(name)
      : kind === 'industry'
        ? one.industry === name
        : one.board === name,
  )
  const sealed = own.filter(({ up }) => up === 'sealed')
  const touched = own.filter(({ up }) => up !== 'none')
  const cohort = own.filter(({ previousUp }) => previousUp === 'sealed')
  const promoted = cohort.filter(({ up }) => up === 'sealed')
  const size = 60 + ((index * 97) % 240)
  const middle = Math.sin(index * 1.7) * 0.022 + sealed.length * 0.002 + Math.sin(minute / 60 + index) * 0.004
  const advancers = Math.round(size * Math.min(Math.max(0.5 + middle * 14, 0.05), 0.95))
  return {
    dataset,
    epoch,
    revision: 0,
    deleted: false,
    kind,
    name,
    tradeDate: date,
    eventTime: sessionMinuteEnd(date, minute),
    minute,
    limitUps: sealed.length,
    limitDowns: own.filter(({ down }) => down === 'sealed').length,
    touched: touched.length,
    broken: touched.length - sealed.length,
    height: Math.max(0, ...sealed.map(({ streak }) => streak)),
    base: cohort.length,
    promoted: promoted.length,
    promotionRate: cohort.length === 0 ? null : promoted.length / cohort.length,
    sealAmount: sealed.reduce((sum, { sealAmount }) => sum + sealAmount, 0) as Fen,
    traded: size,
    advancers,
    decliners: size - advancers,
    unchanged: 0,
    volume: size * 1_000_000 * (minute + 1),
    amount: Math.round(size * (1 + ((index * 7) % 5)) * 2e9 * ((minute + 1) / 241)) as Fen,
    meanReturn: middle,
  }
}

function mean(returns: readonly number[]): number | null {
  return returns.length === 0 ? null : returns.reduce((sum, value) => sum + value, 0) / returns.length / 1e10
}
