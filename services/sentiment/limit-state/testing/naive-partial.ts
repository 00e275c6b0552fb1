import type { Price } from '../../../../core/market/price.ts'
import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import { type EventTime, shanghaiMillisecondOfDay } from '../../../../core/market/trade-date.ts'
import type { GroupTally, IntradayMember, LimitTouch, Tick } from '../../../../schemas/generated/events.ts'
import { clock, limitsOf, TICK_DATE } from './tick-maker.ts'

/** A share as a test knows it, with what it did the session before. */
export interface NaiveShare {
  readonly symbol: string
  readonly prevClose: Price
  readonly yesterday: LimitTouch
  readonly streak: number
  readonly industry: string
  readonly concepts: readonly string[]
  readonly ticks: readonly Tick[]
}

export interface NaivePartial {
  readonly members: readonly IntradayMember[]
  readonly tallies: readonly GroupTally[]
  readonly expected: number
  readonly seen: number
  readonly suspended: number
  readonly cohortMissing: number
  readonly stale: number
}

/** Counts a minute anew from every snapshot before its end, by the words of domain.md B4, B6 and B7. */
export function naivePartial(shares: readonly NaiveShare[], minute: number, end: EventTime): NaivePartial {
  const standings = shares.map((share) => standingOf(share, minute, end))
  const members = standings.flatMap(({ member }) => (member === undefined ? [] : [member]))
  const seen = standings.filter(({ kind }) => kind === 'traded' || kind === 'untraded')
  const silent = standings.filter(({ kind }) => kind === 'missing')
  return {
    members: members.sort((a, b) => (a.instrument < b.instrument ? -1 : 1)),
    tallies: talliesOf(standings, minute),
    expected: seen.length + silent.length,
    seen: seen.length,
    suspended: standings.filter(({ kind }) => kind === 'suspended').length,
    cohortMissing: minute === 0 ? 0 : silent.filter(({ share }) => share.yesterday === 'sealed').length,
    stale: standings.filter(({ stale }) => stale).length,
  }
}

interface Standing {
  readonly share: NaiveShare
  readonly kind: 'traded' | 'untraded' | 'suspended' | 'missing'
  readonly last: Tick | undefined
  readonly stale: boolean
  readonly member: IntradayMember | undefined
}

const minuteOfDay = ({ eventTime }: Tick): number => Math.floor(shanghaiMillisecondOfDay(eventTime) / 60_000)
const HALTS = new Set(['halted', 'volatilityHalt'])

/** Snapshots that show trades: in trading time, or with more volume than the one before. */
function tradesOf(ticks: readonly Tick[]): Tick[] {
  return ticks.filter((tick, at) => {
    if (tick.last === null || HALTS.has(tick.status)) return false
    const minute = minuteOfDay(tick)
    if (minute >= 14 * 60 + 57 && minute < 15 * 60) return false
    if (minute > 15 * 60) return false
    const isLunch = minute >= 11 * 60 + 30 && minute < 13 * 60
    return !isLunch || tick.volume > (ticks[at - 1]?.volume ?? 0)
  })
}

function sealedFlags(trades: readonly Tick[], limit: Price, up: boolean): boolean[] {
  return trades.map((tick) => {
    if (tick.last !== limit) return false
    if (minuteOfDay(tick) === 15 * 60 || tick.depth === 0) return true
    const [own, other] = up
      ? [tick.bidPrices[0], tick.askPrices.length]
      : [tick.askPrices[0], tick.bidPrices.length]
    return other === 0 && own === limit
  })
}

function standingOf(share: NaiveShare, minute: number, end: EventTime): Standing {
  const seen = share.ticks.filter(({ eventTime }) => eventTime < end)
  const trades = tradesOf(seen)
  const last = trades.at(-1)
  const newest = seen.at(-1)
  const halted = newest !== undefined && HALTS.has(newest.status)
  const kind =
    newest === undefined ? 'missing' : last !== undefined ? 'traded' : halted ? 'suspended' : 'untraded'
  const label = sessionMinuteEnd(TICK_DATE, minute)
  const continuous = minute >= 1 && label <= clock('14:57')
  return {
    share,
    kind,
    last,
    stale: continuous && newest !== undefined && !halted && newest.eventTime < label - 60_000,
    member: memberOf(share, trades, kind, minute),
  }
}

const returnOf = (price: Price, reference: Price): number => {
  const scaled = (price / reference - 1) * 1e10
  return Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5) + 0
}

function memberOf(
  share: NaiveShare,
  trades: readonly Tick[],
  kind: Standing['kind'],
  minute: number,
): IntradayMember | undefined {
  if (kind === 'missing' || kind === 'suspended' || (kind === 'untraded' && minute === 240)) return undefined
  const { up, down } = limitsOf(share.prevClose)
  const last = trades.at(-1)
  const ups = sealedFlags(trades, up, true)
  const downs = sealedFlags(trades, down, false)
  const touchedUp = trades.findIndex(({ high }) => high !== null && high >= up)
  const touchedDown = trades.some(({ low }) => low !== null && low <= down)
  const isUp = minute === 240 ? last?.last === up : ups.at(-1) === true
  const isDown = minute === 240 ? last?.last === down : downs.at(-1) === true
  if (touchedUp < 0 && !touchedDown && share.yesterday === 'none') return undefined
  const begins = ups.map((now, at) => now && ups[at - 1] !== true)
  const queued = trades.map((tick, at) => (ups[at] && tick.bidPrices[0] === up ? tick.bidVolumes[0]! : 0))
  const timeAt = (at: number): EventTime | null => trades[at]?.eventTime ?? null
  const state = () => {
    if (last === undefined) return 'untraded'
    if (last.last === up) return ups.at(-1) ? 'sealedUp' : 'atLimitUp'
    if (last.last === down) return downs.at(-1) ? 'sealedDown' : 'atLimitDown'
    return 'below'
  }
  const { open = null, low = null, volume = 0, amount = null, last: price = null } = last ?? {}
  const wasSealed = share.yesterday === 'sealed'
  return {
    symbol: share.symbol as IntradayMember['symbol'],
    instrument: share.symbol as IntradayMember['instrument'],
    board: 'SH_MAIN',
    exclusion: null,
    limitPercent: 10,
    state: state(),
    up: touchedUp < 0 ? 'none' : isUp ? 'sealed' : 'broken',
    down: !touchedDown ? 'none' : isDown ? 'sealed' : 'broken',
    shape: !isUp || open !== price ? 'none' : low === price ? 'oneWord' : 'tWord',
    streak: isUp ? (wasSealed ? share.streak : 0) + 1 : 0,
    streakIsLowerBound: false,
    previousUp: share.yesterday,
    previousStreak: share.streak,
    openReturn: open === null ? 0 : returnOf(open, share.prevClose),
    closeReturn: price === null ? 0 : returnOf(price, share.prevClose),
    touchedUp: touchedUp >= 0,
    last: price ?? share.prevClose,
    prevClose: share.prevClose,
    limitUp: up,
    sealVolume: isUp ? (queued.at(-1) ?? 0) : 0,
    sealAmount: (isUp ? ((queued.at(-1) ?? 0) * up) / 100 : 0) as IntradayMember['sealAmount'],
    maxSealAmount: ((Math.max(0, ...queued) * up) / 100) as IntradayMember['sealAmount'],
    firstTouchTime: timeAt(touchedUp),
    firstSealTime: timeAt(begins.indexOf(true)),
    lastSealTime: timeAt(begins.lastIndexOf(true)),
    breakCount: ups.filter((now, at) => !now && ups[at - 1] === true).length,
    boardsInWindow: isUp ? (wasSealed ? 2 : 1) : 0,
    windowDays: isUp ? (wasSealed ? 2 : 1) : 0,
    volume,
    amount: last === undefined ? (0 as IntradayMember['amount']) : amount,
    noBook: last?.depth === 0,
    industry: share.industry,
    concepts: share.concepts,
  }
}

function talliesOf(standings: readonly Standing[], minute: number): GroupTally[] {
  const group = (
    kind: GroupTally['kind'],
    name: string,
    includes: (share: NaiveShare) => boolean,
  ): GroupTally[] => {
    const all = standings.filter(({ share }) => includes(share))
    const counted = all.filter((standing) => minute > 0 || standing.kind !== 'missing')
    if (counted.length === 0) return []
    const count = (wanted: Standing['kind']): number => counted.filter((one) => one.kind === wanted).length
    const traded = counted.filter((one) => one.kind === 'traded')
    const changes = traded.map(({ share, last }) => returnOf(last!.last!, share.prevClose))
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
    const between = (from: number, below: number): number =>
      changes.filter((change) => change !== 0 && change >= from && change < below).length
    const percent = 100_000_000
    const histogram = [
      between(Number.NEGATIVE_INFINITY, -10 * percent),
      ...Array.from({ length: 20 }, (_, at) => between((at - 10) * percent, (at - 9) * percent)),
      between(10 * percent, Number.POSITIVE_INFINITY),
      changes.filter((change) => change === 0).length,
    ]
    return [
      {
        kind,
        name,
        traded: traded.length,
        advancers: changes.filter((change) => change > 0).length,
        decliners: changes.filter((change) => change < 0).length,
        unchanged: changes.filter((change) => change === 0).length,
        untraded: count('untraded'),
        suspended: count('suspended'),
        missing: count('missing'),
        priced: traded.length,
        returnSum: sum(changes),
        volume: sum(traded.map(({ last }) => last!.volume)),
        amount: sum(traded.map(({ last }) => last!.amount ?? 0)) as GroupTally['amount'],
        amountSymbols: traded.length,
        histogram: kind === 'board' ? histogram : [],
      },
    ]
  }
  const names = (of: (share: NaiveShare) => readonly string[]): string[] =>
    [...new Set(standings.flatMap(({ share }) => of(share)))].sort()
  return [
    ...group('board', 'SH_MAIN', () => true),
    ...names(({ concepts }) => concepts).flatMap((name) =>
      group('concept', name, ({ concepts }) => concepts.includes(name)),
    ),
    ...names(({ industry }) => [industry]).flatMap((name) =>
      group('industry', name, ({ industry }) => industry === name),
    ),
  ]
}
