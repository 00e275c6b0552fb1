import { isAShare } from '../../core/market/board.ts'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { sessionMinuteEnd } from '../../core/market/sessions.ts'
import { type Announcement, announce, NOTHING_ANNOUNCED } from '../../core/sentiment/stage-announcement.ts'
import { stageOf } from '../../core/sentiment/stage-grid.ts'
import type { Exclusion, Instrument } from '../../schemas/generated/events.ts'
import type { SessionState, SymbolState } from '../../services/sentiment/limit-state/symbol-state.ts'
import { bucketOf } from '../../services/sentiment/limit-state/ticks/group-tallies.ts'
import { minuteBoundary } from '../../services/sentiment/limit-state/ticks/minute-window.ts'
import type { Yesterday } from '../../services/sentiment/market/market-day.ts'
import { DEFINITION, exclusionOf, UNIVERSE } from '../../services/sentiment/universe.ts'
import type { PlainShare } from './plain-share.ts'

/** A share at or after a limit, as it stands at a minute. */
export interface PlainMember {
  readonly share: PlainShare
  readonly exclusion: Exclusion | null
  readonly up: 'none' | 'broken' | 'sealed'
  readonly down: 'none' | 'broken' | 'sealed'
  readonly shape: 'none' | 'oneWord' | 'tWord'
  readonly streak: number
  readonly streakIsLowerBound: boolean
  readonly previousUp: 'none' | 'broken' | 'sealed'
  readonly previousStreak: number
}

/** How a share stands at its limits, if its seals are those that are told. */
export function judged(share: PlainShare, sealedUp: boolean, sealedDown: boolean): PlainMember {
  const { rules, known, high, low, last } = share
  const { limitUp, limitDown } = rules
  const contradicted =
    last !== null &&
    ((limitUp !== null && (high ?? last) > limitUp) || (limitDown !== null && (low ?? last) < limitDown))
  const trusted = last !== null && !contradicted
  const up = !trusted || high !== limitUp ? 'none' : sealedUp ? 'sealed' : 'broken'
  const down = !trusted || low !== limitDown ? 'none' : sealedDown ? 'sealed' : 'broken'
  const flat = up === 'sealed' && (share.open ?? last) === last
  const shape = !flat ? 'none' : (low ?? last) === last ? 'oneWord' : 'tWord'
  const opensFree = rules.rule.kind === 'oldIpoFirstDay' && (up === 'sealed' || limitUp === null)
  const unopenedIpo = opensFree || (shape === 'oneWord' && known?.unopened === true)
  const { board, status, rule } = rules
  const exclusion = exclusionOf({ board, status, rule, unopenedIpo, contradicted })
  const cohort = share.fromYesterday && (exclusion === null || exclusion === 'bse')
  return {
    share,
    exclusion,
    up,
    down,
    shape,
    streak: up === 'sealed' ? share.nextStreak : 0,
    streakIsLowerBound: up === 'sealed' ? share.nextIsLowerBound : !rules.limitsKnown || contradicted,
    previousUp: cohort ? known!.up : 'none',
    previousStreak: cohort ? known!.streak : 0,
  }
}

interface Tally {
  traded: number
  advancers: number
  decliners: number
  unchanged: number
  untraded: number
  suspended: number
  missing: number
  priced: number
  returnSum: number
  volume: number
  amount: number
  histogram: number[]
}

const SCOPES = [
  ['all', 0],
  ['limit5', 5],
  ['limit10', 10],
  ['limit20', 20],
  ['limit30', 30],
] as const

/** What a minute is made of, beside the shares. */
export interface PlainMarket {
  readonly session: SessionState
  /** Shares that were active lately, by instrument. */
  readonly expected: ReadonlyMap<string, SymbolState>
  readonly instruments: ReadonlyMap<string, Instrument>
  readonly yesterday: ReadonlyMap<string, Yesterday>
  readonly announced: Map<string, Announcement>
}

/** The market at the end of a minute: its rows, by scope, and the groups' breadth. */
export function plainMinute(
  shares: ReadonlyMap<InstrumentSymbol, PlainShare>,
  market: PlainMarket,
  minute: number,
  hygiene: Readonly<Record<string, number>>,
): { readonly rows: object[]; readonly groups: ReadonlyMap<string, Tally>; readonly members: PlainMember[] } {
  const { session, expected: active, instruments } = market
  const { tradeDate } = session
  const groups = new Map<string, Tally>()
  const members: PlainMember[] = []
  let [expected, seen, suspended, cohortMissing, stale] = [0, 0, 0, 0, 0]
  const silence = minute === 0 ? 0 : sessionMinuteEnd(tradeDate, minute) - 60_000
  for (const share of shares.values()) {
    const { rules, last } = share
    if (isAShare(rules.board)) {
      const kind = last !== null ? 'traded' : share.halted ? 'suspended' : 'untraded'
      count(groups, rules.board, share.reference, kind, share)
      if (kind === 'suspended') suspended += 1
      else {
        expected += 1
        seen += 1
        if (share.eventTime < silence && !share.halted) stale += 1
      }
    }
    const touches = share.up.firstTouch !== null || share.down.firstTouch !== null
    const atLimit =
      (rules.limitUp !== null && share.high !== null && share.high >= rules.limitUp) ||
      (rules.limitDown !== null && share.low !== null && share.low <= rules.limitDown)
    if (!touches && !atLimit && !(share.fromYesterday && share.known!.up !== 'none')) continue
    if (last === null && share.halted) continue
    const member = judged(share, share.position === 'sealedUp', share.position === 'sealedDown')
    if (rules.prevClose === null) continue
    const { up, down, previousUp, exclusion } = member
    if (up !== 'none' || down !== 'none' || previousUp !== 'none' || exclusion === 'contradicted')
      members.push(member)
  }
  for (const [instrument, known] of active) {
    if (shares.has(instrument as InstrumentSymbol)) continue
    expected += 1
    if (minute === 0) continue
    count(groups, known.board, instruments.get(instrument), 'missing', undefined)
    if (
      known.up === 'sealed' &&
      known.countable &&
      session.history === 'known' &&
      known.lastSession === session.previousSession
    )
      cohortMissing += 1
  }
  const place = { tradeDate, eventTime: minuteBoundary(tradeDate, minute), minute }
  const rows: object[] = []
  let partial = false
  for (const [scope, percent] of SCOPES) {
    const inScope = members.filter(({ exclusion, share }) =>
      percent === 0
        ? exclusion === null
        : share.limitPercent === percent && (exclusion === null || exclusion === 'bse'),
    )
    if (percent > 0 && inScope.length === 0) continue
    const figures = figuresOf(inScope, session.history === 'known' ? market.yesterday.get(scope) : undefined)
    if (percent === 0)
      partial = figures.base !== null && cohortMissing * 100 > (figures.base + cohortMissing) * 2
    const announced = announce(market.announced.get(scope) ?? NOTHING_ANNOUNCED, {
      stage: figures.stage,
      partial,
      final: false,
    })
    market.announced.set(scope, announced)
    const noBook = inScope.some(
      ({ share, up, down }) => share.noBook && (up === 'sealed' || down === 'sealed'),
    )
    rows.push({
      ...figures,
      announcedStage: announced.announced,
      percentile: null,
      percentileSessions: 0,
      bandLow: null,
      bandMid: null,
      bandHigh: null,
      ...(percent === 0 ? headlineBreadth(groups) : NO_BREADTH),
      expected,
      seen,
      suspended,
      cohortMissing,
      stale,
      hygiene,
      quality: partial ? 'partial' : noBook ? 'noBook' : 'ok',
      ...place,
      scope,
      settled: true,
      final: false,
      revision: 0,
      deleted: false,
    })
  }
  return { rows, groups, members }
}

function count(
  groups: Map<string, Tally>,
  board: string,
  reference: Instrument | undefined,
  kind: 'traded' | 'untraded' | 'suspended' | 'missing',
  share: PlainShare | undefined,
): void {
  const change =
    kind === 'traded' && share!.rules.prevClose !== null
      ? scaled(share!.last!, share!.rules.prevClose)
      : undefined
  add(tallyOf(groups, `board/${board}`), kind, change, share, true)
  if (reference === undefined) return
  if (reference.industry !== null)
    add(tallyOf(groups, `industry/${reference.industry}`), kind, change, share, false)
  for (const concept of reference.concepts)
    add(tallyOf(groups, `concept/${concept}`), kind, change, share, false)
}

function tallyOf(groups: Map<string, Tally>, key: string): Tally {
  let tally = groups.get(key)
  if (tally === undefined) {
    tally = {
      traded: 0,
      advancers: 0,
      decliners: 0,
      unchanged: 0,
      untraded: 0,
      suspended: 0,
      missing: 0,
      priced: 0,
      returnSum: 0,
      volume: 0,
      amount: 0,
      histogram: new Array<number>(23).fill(0),
    }
    groups.set(key, tally)
  }
  return tally
}

function add(
  tally: Tally,
  kind: 'traded' | 'untraded' | 'suspended' | 'missing',
  change: number | undefined,
  share: PlainShare | undefined,
  withHistogram: boolean,
): void {
  tally[kind] += 1
  if (kind !== 'traded') return
  tally.volume += share!.volume
  tally.amount += share!.amount
  if (change === undefined) return
  tally.priced += 1
  tally.returnSum += change
  if (change > 0) tally.advancers += 1
  else if (change < 0) tally.decliners += 1
  else tally.unchanged += 1
  if (withHistogram) tally.histogram[bucketOf(change)]! += 1
}

function headlineBreadth(groups: ReadonlyMap<string, Tally>): object {
  const sum = tallyOf(new Map(), '')
  for (const [key, tally] of groups) {
    if (!key.startsWith('board/') || key === 'board/BSE') continue
    for (const field of Object.keys(sum) as (keyof Tally)[])
      if (field !== 'histogram') sum[field] += tally[field]
    for (let at = 0; at < 23; at += 1) sum.histogram[at]! += tally.histogram[at]!
  }
  const { traded, advancers, decliners, unchanged, untraded, volume, amount, histogram } = sum
  return {
    traded,
    advancers,
    decliners,
    unchanged,
    untraded,
    volume,
    amount: traded > 0 ? amount : null,
    meanReturn: mean(sum.returnSum, sum.priced),
    histogram,
  }
}

const NO_BREADTH = {
  traded: null,
  advancers: null,
  decliners: null,
  unchanged: null,
  untraded: null,
  volume: null,
  amount: null,
  meanReturn: null,
  histogram: [],
}

function figuresOf(members: readonly PlainMember[], yesterday: Yesterday | undefined) {
  let [limitUps, limitDowns, broken, height, oneWord, certain, sealAmount] = [0, 0, 0, 0, 0, 0, 0]
  let [base, promoted, touched, atLimit, streakBase, streakPromoted, topBase, topPromoted] = [
    0, 0, 0, 0, 0, 0, 0, 0,
  ]
  let [closeSum, openSum, positive, brokenBase, brokenSum] = [0, 0, 0, 0, 0]
  const closes: number[] = []
  const tiers: { tier: number; boards: number; base: number; promoted: number; touched: number }[] = []
  const rung = (tier: number) => {
    while (tiers.length < tier)
      tiers.push({ tier: tiers.length + 1, boards: 0, base: 0, promoted: 0, touched: 0 })
    return tiers[tier - 1]!
  }
  for (const { share, up, down, shape, streak, streakIsLowerBound, ...member } of members) {
    if (down === 'sealed') limitDowns += 1
    if (up === 'broken') broken += 1
    if (up === 'sealed') {
      limitUps += 1
      sealAmount += share.up.sealAmount
      if (shape === 'oneWord') oneWord += 1
      if (streak > height) [height, certain] = [streak, 0]
      if (streak === height && !streakIsLowerBound) certain += 1
      rung(streak).boards += 1
    }
    if (yesterday === undefined || member.previousUp === 'none') continue
    const prevClose = share.rules.prevClose!
    const closeReturn = share.last === null ? 0 : scaled(share.last, prevClose)
    if (member.previousUp === 'broken') {
      brokenBase += 1
      brokenSum += closeReturn
      continue
    }
    const again = up === 'sealed' ? 1 : 0
    base += 1
    promoted += again
    if (up !== 'none') touched += 1
    if (again === 1 || share.position === 'sealedUp' || share.position === 'atLimitUp') atLimit += 1
    const tier = rung(member.previousStreak)
    tier.base += 1
    tier.promoted += again
    if (up !== 'none') tier.touched += 1
    if (member.previousStreak >= 2) {
      streakBase += 1
      streakPromoted += again
    }
    if (member.previousStreak === yesterday.height) {
      topBase += 1
      topPromoted += again
    }
    closes.push(closeReturn)
    closeSum += closeReturn
    openSum += share.open === null ? 0 : scaled(share.open, prevClose)
    if (closeReturn > 0) positive += 1
  }
  const known = yesterday !== undefined
  const { stage, reason } = stageOf(height, known ? promoted : null, known ? base : null)
  return {
    limitUps,
    limitDowns,
    touched: limitUps + broken,
    broken,
    sealRate: ratio(limitUps, limitUps + broken),
    height,
    heightIsLowerBound: height > 0 && certain === 0,
    oneWord,
    base: known ? base : null,
    promoted: known ? promoted : null,
    promotionRate: known ? ratio(promoted, base) : null,
    excluded: known ? yesterday.limitUps - base : null,
    streakBase: known ? streakBase : null,
    streakPromoted: known ? streakPromoted : null,
    topBase: known ? topBase : null,
    topPromoted: known ? topPromoted : null,
    limitUpPremium: mean(closeSum, base),
    limitUpOpenPremium: mean(openSum, base),
    limitUpMedian: median(closes),
    limitUpPositive: known ? positive : null,
    brokenBase: known ? brokenBase : null,
    brokenPremium: mean(brokenSum, brokenBase),
    stage: known ? stage : null,
    stageReason: known ? reason : 'noHistory',
    universe: UNIVERSE,
    definition: DEFINITION,
    promotedAtLimit: known ? atLimit : null,
    promotedTouched: known ? touched : null,
    sealAmount,
    tiers,
  }
}

const scaled = (price: number, reference: number): number => {
  const value = (price / reference - 1) * 1e10
  return value < 0 ? -Math.floor(0.5 - value) + 0 : Math.floor(value + 0.5)
}

const ratio = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator

const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count / 1e10)

function median(values: number[]): number | null {
  if (values.length === 0) return null
  values.sort((a, b) => a - b)
  const middle = values.length >> 1
  const twice = values.length % 2 === 1 ? values[middle]! * 2 : values[middle - 1]! + values[middle]!
  return twice / 2 / 1e10
}
