import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { statusOn } from '../../core/market/instrument-status.ts'
import { addDays, type TradeDate } from '../../core/market/trade-date.ts'
import type { DailyBar, Instrument } from '../../schemas/generated/events.ts'
import type { RealSession } from '../support/real-history.ts'
import { CauseTable } from './cause-table.ts'
import type { LadderRow } from './ladder-file.ts'
import { type State, statesOf } from './session-facts.ts'

type Facet = 'limitUp' | 'boards' | 'cohort'

/** Why the ladder file differs from our headline on one symbol-day. */
export type LadderCause =
  /** Documented as ST that day: in our universe never, in the ladder at 5% or at the board's limit. */
  | 'riskStatus'
  /** Boards under a risk status that was documented then count on in our streaks, at 5% not in the ladder. */
  | 'boardsUnderRiskStatus'
  /** The ladder takes 5% because the name of 2026 says ST; nothing documents that status on the day. */
  | 'stByTodaysName'
  /** Our bars hold only shares that still existed in 2026. */
  | 'delisted'
  /** A share that exists, whose bar our data do not have that day. */
  | 'missingBar'
  /** Our bar has other prices than the ladder: recovered at a wrong scale, and marked as unverified. */
  | 'wrongScale'
  /** One of the first five sessions, without limit; the ladder applies one. */
  | 'noLimitDay'
  /** Our reference price is adjusted; the ladder takes the last close on ex-rights days as well. */
  | 'exRightsIgnored'
  /** Prices beyond our limits: the bar is wrong. */
  | 'contradicted'
  /** The ladder's boards begin at its first session. */
  | 'coldStart'
  /** No row in the ladder although the close is the limit of its own rule; three shares, by name. */
  | 'missingInLadder'
  /** In the ladder's cohort although it did not trade the day after. */
  | 'suspended'

/** Seen by hand: suspended around these days, the ladder has them before or after but not then. */
const MISSING_IN_LADDER: ReadonlySet<string> = new Set([
  '20241223 600725.SH',
  '20241226 603958.SH',
  '20250102 600322.SH',
])

const FREE_SESSIONS = 5

/** One of yesterday's limit-ups. */
interface Member {
  readonly symbol: string
  readonly level: number
  readonly promoted: boolean
}

interface Yesterday {
  readonly tradeDate: TradeDate
  readonly ladder: ReadonlyMap<string, LadderRow>
}

/** Compares our limit-ups, boards and cohorts with the ladder file, every difference with its cause. */
export class LadderComparison {
  readonly causes = new CauseTable<LadderCause, Facet>()
  /** Symbol-days on which both have a limit-up. */
  agreed = 0
  sessions = 0
  /**
   * Cells (session, level) of the promotion rates; those with equal total and promoted; and those that are
   * equal once the shares with a difference are left out of both.
   */
  readonly cells = { all: 0, equal: 0, equalWithoutDifferences: 0 }
  readonly #days: ReadonlyMap<TradeDate, ReadonlyMap<string, LadderRow>>
  readonly #first: TradeDate
  readonly #lastDay: TradeDate
  readonly #instruments: ReadonlyMap<string, Instrument>
  readonly #closes = new Map<string, { readonly tradeDate: TradeDate; readonly close: number }>()
  readonly #streakBegan = new Map<string, TradeDate>()
  readonly #last = new Map<string, { readonly tradeDate: TradeDate; readonly cause: LadderCause }>()
  #yesterday: Yesterday | undefined

  constructor(
    days: ReadonlyMap<TradeDate, ReadonlyMap<string, LadderRow>>,
    instruments: readonly Instrument[],
  ) {
    this.#days = days
    this.#first = Math.min(...days.keys()) as TradeDate
    this.#lastDay = Math.max(...days.keys()) as TradeDate
    this.#instruments = new Map(instruments.map((record) => [record.instrument, record]))
  }

  take(session: RealSession): void {
    const { tradeDate } = session
    const states = statesOf(session)
    for (const [instrument, state] of states)
      if (state.up === 'sealed' && state.streak === 1) this.#streakBegan.set(instrument, tradeDate)
    const ladder = this.#ladderOf(tradeDate)
    const bars = new Map(session.bars.map((bar) => [bar.instrument as string, bar]))
    if (ladder !== undefined) {
      this.sessions += 1
      this.#compareLimitUps(session, ladder, states, bars)
      this.#compareCohorts(session, ladder, states, bars)
      this.#yesterday = { tradeDate, ladder }
    }
    for (const { instrument, close } of session.bars) this.#closes.set(instrument, { tradeDate, close })
  }

  /** A session within the file's reach on which it has no row is one without a limit-up. */
  #ladderOf(tradeDate: TradeDate): ReadonlyMap<string, LadderRow> | undefined {
    return tradeDate < this.#first || tradeDate > this.#lastDay
      ? undefined
      : (this.#days.get(tradeDate) ?? new Map())
  }

  #compareLimitUps(
    { tradeDate }: RealSession,
    ladder: ReadonlyMap<string, LadderRow>,
    states: ReadonlyMap<string, State>,
    bars: ReadonlyMap<string, DailyBar>,
  ): void {
    const sealed = [...states.values()].filter((state) => isSealed(state)).map(({ instrument }) => instrument)
    for (const symbol of new Set([...ladder.keys(), ...sealed])) {
      const row = ladder.get(symbol)
      const state = states.get(symbol)
      const both = row !== undefined && isSealed(state)
      if (both) this.agreed += 1
      if (both && row.boards === state!.streak) continue
      const facet = both ? 'boards' : 'limitUp'
      const cause = this.#causeOf(facet, tradeDate, symbol, row, state, bars.get(symbol))
      this.causes.add(cause, facet, `${tradeDate} ${symbol}`)
      if (cause !== undefined) this.#last.set(symbol, { tradeDate, cause })
    }
  }

  #causeOf(
    facet: Facet,
    tradeDate: TradeDate,
    symbol: string,
    row: LadderRow | undefined,
    state: State | undefined,
    bar: DailyBar | undefined,
  ): LadderCause | undefined {
    const record = this.#instruments.get(symbol)
    const last = this.#closes.get(symbol)
    if (bar === undefined) return record?.delistDate == null ? 'missingBar' : 'delisted'
    if (underRisk(record, tradeDate)) return 'riskStatus'
    if (row !== undefined && takesFivePercent(row)) return 'stByTodaysName'
    if (state?.exclusion === 'contradicted') return 'contradicted'
    if (row !== undefined && bar.close !== row.close * 100 && bar.flags.includes('unverified'))
      return 'wrongScale'
    if (facet === 'limitUp') {
      if (row !== undefined) return listedWithin(record, tradeDate, FREE_SESSIONS) ? 'noLimitDay' : undefined
      if (last !== undefined && bar.prevClose !== null && bar.prevClose !== last.close)
        return 'exRightsIgnored'
      return MISSING_IN_LADDER.has(`${tradeDate} ${symbol}`) ? 'missingInLadder' : undefined
    }
    if ((this.#streakBegan.get(symbol) ?? tradeDate) < this.#first) return 'coldStart'
    if (last !== undefined && underRisk(record, last.tradeDate)) return 'boardsUnderRiskStatus'
    return this.#inherited(symbol, last?.tradeDate)
  }

  /** Yesterday's limit-ups in the ladder and in ours: who is in the cohort, at which level, promoted or not. */
  #compareCohorts(
    { tradeDate, previousSession }: RealSession,
    ladder: ReadonlyMap<string, LadderRow>,
    states: ReadonlyMap<string, State>,
    bars: ReadonlyMap<string, DailyBar>,
  ): void {
    const before = this.#yesterday
    if (before === undefined || before.tradeDate !== previousSession) return
    const theirs = [...before.ladder.values()].map(
      ({ symbol, boards }): Member => ({ symbol, level: boards, promoted: ladder.has(symbol) }),
    )
    const ours = [...states.values()]
      .filter(({ inUniverse, previousUp }) => inUniverse && previousUp === 'sealed')
      .map((state): Member => {
        const { instrument, previousStreak } = state
        return { symbol: instrument, level: previousStreak, promoted: isSealed(state) }
      })
    const differing = new Set<string>()
    for (const symbol of new Set([...theirs, ...ours].map((member) => member.symbol))) {
      const [their, own] = [theirs, ours].map((cohort) => cohort.find((member) => member.symbol === symbol))
      if (their?.promoted !== own?.promoted) differing.add(symbol)
      if (their?.level === own?.level) continue
      differing.add(symbol)
      const state = states.get(symbol)
      const cause = this.#cohortCause(symbol, before.tradeDate, tradeDate, state, bars.get(symbol))
      this.causes.add(cause, 'cohort', `${tradeDate} ${symbol}`)
    }
    const isEqual = (member: Member): boolean => !differing.has(member.symbol)
    for (const level of new Set(theirs.map((member) => member.level))) {
      this.cells.all += 1
      if (cell(theirs, level) === cell(ours, level)) this.cells.equal += 1
      if (cell(theirs.filter(isEqual), level) === cell(ours.filter(isEqual), level))
        this.cells.equalWithoutDifferences += 1
    }
  }

  #cohortCause(
    symbol: string,
    yesterday: TradeDate,
    today: TradeDate,
    state: State | undefined,
    bar: DailyBar | undefined,
  ): LadderCause | undefined {
    const inherited = this.#inherited(symbol, yesterday)
    if (inherited !== undefined) return inherited
    if (bar === undefined) return 'suspended'
    if (underRisk(this.#instruments.get(symbol), today)) return 'riskStatus'
    return state?.exclusion === 'contradicted' ? 'contradicted' : this.#inherited(symbol, today)
  }

  #inherited(symbol: string, tradeDate: TradeDate | undefined): LadderCause | undefined {
    const last = this.#last.get(symbol)
    return last?.tradeDate === tradeDate ? last?.cause : undefined
  }
}

const cell = (cohort: readonly Member[], level: number): string => {
  const base = cohort.filter((member) => member.level === level)
  return `${base.filter(({ promoted }) => promoted).length}/${base.length}`
}

const isSealed = (state: State | undefined): boolean => state?.inUniverse === true && state.up === 'sealed'

const underRisk = (record: Instrument | undefined, date: TradeDate): boolean =>
  record !== undefined && statusOn(record, date).status !== 'normal'

/** The limit is 5% above the previous close, rounded, and the name of 2026 says ST. */
const takesFivePercent = ({ name, prevClose, limit }: LadderRow): boolean =>
  /ST/.test(name) && limit === Math.floor((prevClose * 105 + 50) / 100)

function listedWithin(record: Instrument | undefined, date: TradeDate, sessions: number): boolean {
  if (record === undefined || record.listDate === null) return false
  return chineseCalendar.countBetween(addDays(record.listDate, -1), date) <= sessions
}
