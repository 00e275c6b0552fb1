import { periodStart } from '../../../core/market/schedules.ts'
import { TMT } from '../../../core/market/segments.ts'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { GroupTurnover } from '../../../schemas/generated/events.ts'
import { CROWDING_RULES } from './crowding-rules.ts'
import { crowdingState } from './crowding-state.ts'
import { COMPLETE_WEEKS, type CrowdingState, type Emit, type WeekAmount, YEAR } from './crowding-stores.ts'
import { crowdingSignal, knownMarket, type SessionDay } from './session-day.ts'

/** A group of which a share is said. */
interface Subject {
  readonly subject: string
  readonly group: GroupTurnover
  readonly share: number
}

/**
 * Shares of turnover of a session. A session without turnover occupies a place in every window, so that a year is a
 * year of sessions; of a subject that did not trade, too.
 */
export function sayShares(
  groups: readonly GroupTurnover[],
  day: SessionDay,
  state: CrowdingState,
  emit: Emit,
): void {
  const market = knownMarket(groups, day)
  const subjects = market === undefined ? [] : subjectsOf(groups, market)
  const present = new Set(subjects.map(({ subject }) => subject))
  for (const [subject] of state.year.sorted())
    if (!present.has(subject)) state.year.changeable(subject, YEAR).push(null)
  if (market === undefined) return
  const ranks = ranksWithinKind(subjects)
  for (const { subject, group, share } of subjects) {
    const percentile = rankInYear(subject, share, state)
    const week = weekWith(subject, group, market, day.tradeDate, state)
    emit(
      crowdingSignal('turnover_share', subject, day, {
        value: share,
        state: crowdingState(subject, share, percentile),
        rank: ranks.get(subject)!,
        components: {
          percentile,
          amount: group.amount / FEN,
          marketAmount: market.amount / FEN,
          members: group.members,
          advancers: group.advancers,
          weekShare: week.amount / week.market,
          weekSessions: week.sessions,
          weekPercentile: subject === TMT ? rankOfWeek(week, state) : null,
        },
      }),
    )
  }
}

const FEN = 100

function subjectsOf(groups: readonly GroupTurnover[], market: GroupTurnover): readonly Subject[] {
  return groups
    .filter(isSaid)
    .map((group) => ({ subject: subjectOf(group), group, share: group.amount / market.amount }))
}

/** The market is no part of itself; boards and segments are said however small they are. */
function isSaid({ kind, members }: GroupTurnover): boolean {
  if (kind === 'market') return false
  return kind === 'board' || kind === 'segment' || members >= CROWDING_RULES.leastMembers
}

/** `TMT`, otherwise `<kind>:<name>`. A slash stands between the parts of a key, so a name has another one. */
const subjectOf = ({ kind, name }: GroupTurnover): string =>
  name === TMT && kind === 'segment' ? TMT : `${kind}:${name.replaceAll('/', '／')}`

/** Places by share, the largest first, among the subjects of one kind. */
function ranksWithinKind(subjects: readonly Subject[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>()
  const places = new Map<string, number>()
  const sorted = [...subjects].sort((a, b) => b.share - a.share || (a.subject < b.subject ? -1 : 1))
  for (const { subject, group } of sorted) {
    const place = (places.get(group.kind) ?? 0) + 1
    places.set(group.kind, place)
    ranks.set(subject, place)
  }
  return ranks
}

function rankInYear(subject: string, share: number, state: CrowdingState): number | null {
  const window = state.year.changeable(subject, YEAR)
  window.push(share)
  return window.value
}

/** The subject's running week with this session; the week before goes to the complete ones. */
function weekWith(
  subject: string,
  { amount }: GroupTurnover,
  market: GroupTurnover,
  tradeDate: TradeDate,
  state: CrowdingState,
): WeekAmount {
  const week = periodStart('week', tradeDate)
  const before = state.weeks.get(subject)
  const running = before?.week === week ? before : { week, amount: 0, market: 0, sessions: 0 }
  if (subject === TMT && before !== undefined && before.week !== week)
    state.completeWeeks.changeable(TMT, COMPLETE_WEEKS).push(before.amount / before.market)
  const after: WeekAmount = {
    week,
    amount: running.amount + amount,
    market: running.market + market.amount,
    sessions: running.sessions + 1,
  }
  state.weeks.set(subject, after)
  return after
}

/** Where the running week stands among the complete ones and itself. */
function rankOfWeek({ amount, market }: WeekAmount, state: CrowdingState): number | null {
  const window = state.completeWeeks.get(TMT)?.clone() ?? COMPLETE_WEEKS.create()
  window.push(amount / market)
  return window.value
}
