import { SESSION_MINUTES } from '../../../core/market/sessions.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { TickMarket } from '../../support/tick-market.ts'
import { MINUTE } from './arrivals.ts'
import { isClosed, LAST, memberAt, type NaiveMember, returnOf } from './members.ts'
import { labelEnd, type OwnSession, type ShareDay, shareDays, stateAt } from './share-days.ts'
import type { State } from './share-states.ts'

/** Rows of one session of ticks, by key, computed anew for every minute from every snapshot (domain.md B2-B8). */
export interface NaiveSession {
  readonly tradeDate: TradeDate
  /** `<scope>/<minute>` */
  readonly minutes: ReadonlyMap<string, Record<string, unknown>>
  /** `<kind>/<name>/<minute>` */
  readonly groups: ReadonlyMap<string, Record<string, unknown>>
  /** `<symbol>/<minute>` */
  readonly boards: ReadonlyMap<string, NaiveMember>
}

const SCOPES = ['all', 'limit5', 'limit10', 'limit20', 'limit30'] as const

const isIn = (
  scope: string,
  { exclusion, limitPercent }: Pick<NaiveMember, 'exclusion' | 'limitPercent'>,
): boolean =>
  scope === 'all'
    ? exclusion === null
    : (exclusion === null || exclusion === 'bse') && `limit${limitPercent}` === scope

export function naiveSessions(market: TickMarket): NaiveSession[] {
  const rates = new Map<string, number>()
  return [...shareDays(market)].map(([tradeDate, days]) => {
    const session = sessionRows(tradeDate, days, rates)
    for (const [key, row] of session.minutes)
      if (row.promotionRate !== null && !isPartial(days, tradeDate, Number(key.split('/')[1])))
        rates.set(key, (rates.get(key) ?? 0) + 1)
    return session
  })
}

function sessionRows(
  tradeDate: TradeDate,
  days: readonly ShareDay[],
  rates: ReadonlyMap<string, number>,
): NaiveSession {
  const minutes = new Map<string, Record<string, unknown>>()
  const groups = new Map<string, Record<string, unknown>>()
  const boards = new Map<string, NaiveMember>()
  const stages = new Map<string, (string | null)[]>()
  for (let minute = 0; minute < SESSION_MINUTES; minute += 1) {
    const members = days.flatMap((day) => memberAt(day, tradeDate, minute) ?? [])
    for (const member of members) boards.set(`${member.symbol}/${minute}`, member)
    const moment = { tradeDate, minute, days, members }
    for (const scope of SCOPES) {
      const inScope = members.filter((member) => isIn(scope, member))
      if (scope !== 'all' && inScope.length === 0) {
        stages.delete(scope)
        continue
      }
      const row = scopeRow(scope, inScope, moment)
      const announcedStage = announcedAfter(stages, scope, row.stage, row.quality === 'partial', minute)
      minutes.set(`${scope}/${minute}`, {
        ...row,
        announcedStage,
        percentileSessions: rates.get(`${scope}/${minute}`) ?? 0,
      })
    }
    for (const [key, row] of groupRows(moment)) groups.set(`${key}/${minute}`, row)
  }
  return { tradeDate, minutes, groups, boards }
}

interface Moment {
  readonly tradeDate: TradeDate
  readonly minute: number
  readonly days: readonly ShareDay[]
  readonly members: readonly NaiveMember[]
}

/** Stages seen so far; announced is one that held three minutes in a row, at the close the last one. */
const announcements = new WeakMap<object, Map<string, string | null>>()
function announcedAfter(
  seen: Map<string, (string | null)[]>,
  scope: string,
  stage: string | null,
  partial: boolean,
  minute: number,
): string | null {
  const announced = announcements.get(seen) ?? new Map<string, string | null>()
  announcements.set(seen, announced)
  if (!seen.has(scope)) announced.delete(scope)
  const before = announced.get(scope) ?? null
  const run = partial ? [] : [...(seen.get(scope) ?? []), stage]
  seen.set(scope, run)
  if (partial) return before
  const held = run.length >= 3 && run.slice(-3).every((one) => one === stage)
  if (held || minute === LAST) announced.set(scope, stage)
  return announced.get(scope) ?? null
}

const count = <T>(items: readonly T[], fits: (item: T) => boolean): number => items.filter(fits).length
const rate = (numerator: number, denominator: number): number | null =>
  denominator === 0 ? null : numerator / denominator
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length / 1e10

const isUp = ({ up }: NaiveMember): boolean => up === 'sealed'
const hasTouched = ({ up }: NaiveMember): boolean => up !== 'none'
const heightOf = (ups: readonly { readonly streak: number }[]): number =>
  Math.max(0, ...ups.map(({ streak }) => streak))

/** What a scope was the session before. */
function yesterdayOf(scope: string, days: readonly ShareDay[]): readonly OwnSession[] {
  return days.flatMap(({ share, yesterday }) => {
    const exclusion = share.isSt ? 'st' : share.percent === 30 ? 'bse' : null
    if (yesterday === undefined || yesterday.up !== 'sealed' || !yesterday.countable) return []
    return isIn(scope, { exclusion, limitPercent: share.percent }) ? [yesterday] : []
  })
}

function scopeRow(scope: string, members: readonly NaiveMember[], moment: Moment) {
  const { days } = moment
  const ups = members.filter(isUp)
  const touched = count(members, hasTouched)
  const cohort = members.filter(({ previousUp }) => previousUp === 'sealed')
  const broken = members.filter(({ previousUp }) => previousUp === 'broken')
  const streaks = cohort.filter(({ previousStreak }) => previousStreak >= 2)
  const before = yesterdayOf(scope, days)
  const top = cohort.filter(({ previousStreak }) => previousStreak === heightOf(before))
  const height = heightOf(ups)
  const promoted = count(cohort, isUp)
  const returns = cohort.map(({ closeReturn }) => closeReturn).sort((a, b) => a - b)
  const middle = [returns[Math.floor((returns.length - 1) / 2)], returns[Math.floor(returns.length / 2)]]
  const tallest = Math.max(height, ...cohort.map(({ previousStreak }) => previousStreak))
  const stage = stageOf(height, promoted, cohort.length)
  const common = commonOf(moment)
  return {
    limitUps: ups.length,
    limitDowns: count(members, ({ down }) => down === 'sealed'),
    touched,
    broken: touched - ups.length,
    sealRate: rate(ups.length, touched),
    height,
    heightIsLowerBound:
      height > 0 && !ups.some(({ streak, streakIsLowerBound }) => streak === height && !streakIsLowerBound),
    oneWord: count(ups, ({ shape }) => shape === 'oneWord'),
    base: cohort.length,
    promoted,
    promotionRate: rate(promoted, cohort.length),
    excluded: before.length - cohort.length,
    streakBase: streaks.length,
    streakPromoted: count(streaks, isUp),
    topBase: top.length,
    topPromoted: count(top, isUp),
    limitUpPremium: mean(returns),
    limitUpOpenPremium: mean(cohort.map(({ openReturn }) => openReturn)),
    limitUpMedian: returns.length === 0 ? null : (middle[0]! + middle[1]!) / 2 / 1e10,
    limitUpPositive: count(returns, (value) => value > 0),
    brokenBase: broken.length,
    brokenPremium: mean(broken.map(({ closeReturn }) => closeReturn)),
    ...stage,
    promotedAtLimit: count(
      cohort,
      (member) => isUp(member) || ['sealedUp', 'atLimitUp'].includes(member.state),
    ),
    promotedTouched: count(cohort, hasTouched),
    sealAmount: ups.reduce((sum, { sealAmount }) => sum + sealAmount, 0),
    tiers: Array.from({ length: tallest }, (_, at) => {
      const tier = cohort.filter(({ previousStreak }) => previousStreak === at + 1)
      return {
        tier: at + 1,
        boards: count(ups, ({ streak }) => streak === at + 1),
        base: tier.length,
        promoted: count(tier, isUp),
        touched: count(tier, hasTouched),
      }
    }),
    percentile: null,
    bandLow: null,
    bandMid: null,
    bandHigh: null,
    ...(scope === 'all' ? headlineBreadth(moment) : NO_BREADTH),
    ...common,
    quality: common.quality === 'partial' ? 'partial' : members.some(hasNoBook) ? 'noBook' : 'ok',
    settled: true,
    final: moment.minute === LAST,
  }
}

const hasNoBook = ({ noBook, up, down }: NaiveMember): boolean =>
  noBook && (up === 'sealed' || down === 'sealed')

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

/** domain.md B8, by whole numbers. */
function stageOf(
  height: number,
  promoted: number,
  base: number,
): { stage: string | null; stageReason: string | null } {
  if (base === 0) return { stage: null, stageReason: 'noCohort' }
  if (height < 2) return { stage: null, stageReason: 'belowGrid' }
  const column = 4 * promoted < base ? 0 : 20 * promoted < 9 * base ? 1 : 2
  const row = height <= 3 ? 0 : height <= 6 ? 1 : height <= 9 ? 2 : 3
  return { stage: GRID[row]![column]!, stageReason: null }
}

const GRID = [
  ['ice-slump', 'ice-build-up', 'ice-stir'],
  ['chaos-cooling', 'chaos-tug', 'chaos-active'],
  ['theme-divergence', 'theme-steady', 'theme-acceleration'],
  ['climax-decline', 'climax-split', 'climax-euphoria'],
] as const

/** At the close a share that has traded and has not shown how it closed counts as missing. */
function knownAt(
  day: ShareDay,
  { tradeDate, minute }: Pick<Moment, 'tradeDate' | 'minute'>,
): State | undefined {
  const state = stateAt(day, tradeDate, minute)
  const open = state !== undefined && state.last !== null && !isClosed(state)
  return minute === LAST && open ? undefined : state
}

/** Who sends snapshots, and who should. */
function commonOf({ tradeDate, minute, days, members }: Moment) {
  const states = days.map((day) => ({ day, state: knownAt(day, { tradeDate, minute }) }))
  const suspended = count(states, ({ state }) => isSuspended(state))
  const seen = count(states, ({ state }) => state !== undefined) - suspended
  const silent = states.filter(
    ({ day, state }) =>
      state === undefined && (day.before.length > 0 || stateAt(day, tradeDate, minute) !== undefined),
  )
  const limit = labelEnd(tradeDate, minute) - MINUTE
  const missing = minute === 0 ? 0 : count(silent, ({ day }) => inCohortYesterday(day))
  const base = count(members, ({ previousUp, exclusion }) => previousUp === 'sealed' && exclusion === null)
  return {
    expected: seen + silent.length,
    seen,
    suspended,
    cohortMissing: missing,
    stale:
      minute === 0 || minute > LAST - 3
        ? 0
        : count(states, ({ state }) => state !== undefined && !state.halted && state.time < limit),
    quality: missing * 100 > (base + missing) * 2 ? 'partial' : 'ok',
  }
}

const isSuspended = (state: State | undefined): boolean =>
  state !== undefined && state.last === null && state.halted
const inCohortYesterday = ({ yesterday }: ShareDay): boolean =>
  yesterday?.up === 'sealed' && yesterday.countable

function isPartial(days: readonly ShareDay[], tradeDate: TradeDate, minute: number): boolean {
  const members = days.flatMap((day) => memberAt(day, tradeDate, minute) ?? [])
  return commonOf({ tradeDate, minute, days, members }).quality === 'partial'
}

function breadthOf(days: readonly ShareDay[], { tradeDate, minute }: Moment) {
  const states = days.flatMap((day) => {
    const state = knownAt(day, { tradeDate, minute })
    return state === undefined ? [] : [{ state, reference: day.referenceOf(state) }]
  })
  const traded = states.filter(({ state }) => state.last !== null)
  const changes = traded.flatMap(({ state, reference }) =>
    reference === null ? [] : [returnOf(state.last!, reference)],
  )
  const amounts = traded.flatMap(({ state: { amount } }) => (amount === null ? [] : [amount]))
  return {
    traded: traded.length,
    advancers: count(changes, (change) => change > 0),
    decliners: count(changes, (change) => change < 0),
    unchanged: count(changes, (change) => change === 0),
    volume: traded.reduce((sum, { state }) => sum + state.volume, 0),
    amount:
      traded.length > 0 && amounts.length === traded.length
        ? amounts.reduce((sum, amount) => sum + amount, 0)
        : null,
    meanReturn: mean(changes),
    untraded: count(states, ({ state }) => state.last === null && !state.halted),
    changes,
  }
}

function headlineBreadth(moment: Moment) {
  const { changes, ...breadth } = breadthOf(
    moment.days.filter(({ share }) => share.percent !== 30),
    moment,
  )
  const anybody = moment.days.some((day) => day.share.percent !== 30 && isCounted(day, moment))
  return { ...breadth, histogram: anybody ? histogramOf(changes) : [] }
}

/** 22 buckets of a percent, from below -10% to 10% and above, and one for exactly unchanged. */
function histogramOf(changes: readonly number[]): number[] {
  const buckets = new Array<number>(23).fill(0)
  for (const change of changes) {
    const percent = Math.floor(change / 1e8)
    buckets[change === 0 ? 22 : percent < -10 ? 0 : percent >= 10 ? 21 : percent + 11]! += 1
  }
  return buckets
}

/** A share that is known to its groups: seen today, or missed from 09:31 on. */
const isCounted = (day: ShareDay, { tradeDate, minute }: Moment): boolean =>
  stateAt(day, tradeDate, minute) !== undefined || (minute > 0 && day.before.length > 0)

const BOARD_OF = {
  '605': 'SH_MAIN',
  '003': 'SZ_MAIN',
  '301': 'CHINEXT',
  '689': 'STAR',
  '920': 'BSE',
} as const
const boardOf = (symbol: string): string => BOARD_OF[symbol.slice(0, 3) as keyof typeof BOARD_OF]

function groupRows(moment: Moment): [string, Record<string, unknown>][] {
  const { days, members, minute } = moment
  const names = new Map<string, ShareDay[]>()
  const add = (key: string, day: ShareDay): unknown => names.set(key, [...(names.get(key) ?? []), day])
  for (const day of days) {
    add(`board/${boardOf(day.share.symbol)}`, day)
    if (day.share.industry !== null) add(`industry/${day.share.industry}`, day)
    for (const concept of day.share.concepts) add(`concept/${concept}`, day)
  }
  return [...names].flatMap(([key, group]): [string, Record<string, unknown>][] => {
    const symbols = new Set(group.map(({ share }) => share.symbol))
    const inGroup = members.filter(
      ({ symbol, exclusion }) =>
        symbols.has(symbol) && (exclusion === null || (exclusion === 'bse' && key.startsWith('board/'))),
    )
    const touched = inGroup.some(({ up, down }) => up !== 'none' || down !== 'none')
    const due = minute % 5 === 0 ? group.some((day) => isCounted(day, moment)) : touched
    if (!due) return []
    const { changes: _changes, untraded: _untraded, ...breadth } = breadthOf(group, moment)
    const ups = inGroup.filter(isUp)
    const cohort = inGroup.filter(({ previousUp }) => previousUp === 'sealed')
    const promoted = count(cohort, isUp)
    return [
      [
        key,
        {
          limitUps: ups.length,
          limitDowns: count(inGroup, ({ down }) => down === 'sealed'),
          touched: count(inGroup, hasTouched),
          broken: count(inGroup, ({ up }) => up === 'broken'),
          height: heightOf(ups),
          base: cohort.length,
          promoted,
          promotionRate: rate(promoted, cohort.length),
          sealAmount: ups.reduce((sum, { sealAmount }) => sum + sealAmount, 0),
          ...breadth,
        },
      ],
    ]
  })
}
