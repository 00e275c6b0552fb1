import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { statusOn } from '../../core/market/instrument-status.ts'
import { isOldRegimeListing } from '../../core/market/limit-rules.ts'
import { addDays, type TradeDate } from '../../core/market/trade-date.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import type { RealSession } from '../support/real-history.ts'
import { CauseTable } from './cause-table.ts'
import { compareCounts, type DerivedCounts } from './derived-counts.ts'
import { type NaiveBar, type NaiveDay, NaiveMarket, type NaiveShare } from './naive-market.ts'
import { headlineOf, type Stage, type State, statesOf } from './session-facts.ts'

/** What of a share's day two accounts can see differently. */
type Facet = 'limitUp' | 'broken' | 'limitDown' | 'boards' | 'cohort'

/** Why the headline of the processors differs from the naive arithmetic on one symbol-day. */
export type MarketCause =
  /** The other source leaves out a share's first six bars; we apply the listing rules of its day. */
  | 'newListing'
  /** An IPO of the old regime that has only seen one-word boards; we hold it back until it opens. */
  | 'unopenedIpo'
  /** Documented as ST, *ST or in its delisting period: not in our universe, 5% on the main boards. */
  | 'riskStatus'
  /** It was documented as such at its last own session: those boards count on in the streak. */
  | 'boardsUnderRiskStatus'
  /** Prices beyond the limits that the reference price gives: a false reference price or a wrong bar. */
  | 'contradicted'
  /** Its last own bar is not of the session before: no member of yesterday's cohort. */
  | 'suspended'
  /** The same, because the source has no volume on the session before. */
  | 'badSourceDay'

/**
 * Follows one or more periods of history: the derived counts against the naive arithmetic, and that against
 * the processors, symbol-day by symbol-day, every difference with its cause.
 */
export class MarketComparison {
  readonly causes = new CauseTable<MarketCause, Facet>()
  /** Sessions on which the naive arithmetic is not equal to the derived counts, by verdict. */
  readonly cold: string[] = []
  readonly wrong: string[] = []
  /** Published totals that are not the sums of the published symbol-days, or breadth that is not ours. */
  readonly inconsistent: string[] = []
  sessions = 0
  limitUps = 0
  readonly #derived: ReadonlyMap<number, DerivedCounts>
  readonly #instruments: ReadonlyMap<string, Instrument>
  readonly #listDates: ReadonlyMap<string, TradeDate | null>
  /** Cause of each share's difference at its last own session. */
  readonly #last = new Map<string, { readonly tradeDate: TradeDate; readonly cause: MarketCause }>()
  #naive: NaiveMarket
  #withoutVolume: ReadonlySet<string> = new Set()

  constructor(derived: ReadonlyMap<number, DerivedCounts>, instruments: readonly Instrument[]) {
    this.#derived = derived
    this.#instruments = new Map(instruments.map((record) => [record.instrument, record]))
    this.#listDates = new Map(instruments.map(({ instrument, listDate }) => [instrument, listDate]))
    this.#naive = new NaiveMarket(this.#listDates)
  }

  take(session: RealSession): void {
    this.sessions += 1
    if (session.history === 'gap') this.#naive = new NaiveMarket(this.#listDates)
    const day = this.#naive.day(session.tradeDate, session.bars)
    const states = statesOf(session)
    const { stage, breadth } = headlineOf(session)
    this.#compareDerived(session.tradeDate, day)
    for (const share of day.shares) this.#compareShare(share, states.get(share.instrument), stage, session)
    const sums = sumsOf(states, stage)
    for (const [name, published, own] of [
      ['limitUps', stage.limitUps, sums.limitUps],
      ['broken', stage.broken, sums.broken],
      ['limitDowns', stage.limitDowns, sums.limitDowns],
      ['height', stage.height, sums.height],
      ['base', stage.base, sums.base],
      ['promoted', stage.promoted, sums.promoted],
      ['traded', breadth.traded, day.shares.length],
      ['advancers', breadth.advancers, day.shares.filter(({ today }) => today.closeReturn > 0).length],
      ['decliners', breadth.decliners, day.shares.filter(({ today }) => today.closeReturn < 0).length],
      ['unchanged', breadth.unchanged, day.shares.filter(({ today }) => today.closeReturn === 0).length],
    ] as const)
      if (published !== own) this.inconsistent.push(`${session.tradeDate} ${name} ${published} not ${own}`)
    this.limitUps += stage.limitUps
    this.#withoutVolume = new Set(
      session.omissions.filter(({ reason }) => reason === 'noVolumeAtSource').map(({ symbol }) => symbol),
    )
  }

  #compareDerived(tradeDate: TradeDate, day: NaiveDay): void {
    const derived = this.#derived.get(tradeDate)
    if (derived === undefined) {
      if (this.#derived.size > 0) this.wrong.push(`${tradeDate}: no row`)
      return
    }
    const { verdict, columns } = compareCounts(day, derived)
    if (verdict === 'coldStart') this.cold.push(`${tradeDate}: ${columns.join(', ')}`)
    if (verdict === 'wrong') this.wrong.push(`${tradeDate}: ${columns.join(', ')}`)
  }

  #compareShare(share: NaiveShare, state: State | undefined, stage: Stage, session: RealSession): void {
    const last = this.#last.get(share.instrument)
    const inherited = last?.tradeDate === share.before?.tradeDate ? last?.cause : undefined
    for (const difference of differences(share, state, stage)) {
      const cause = this.#causeOf(difference, share, session.previousSession) ?? inherited
      const explained = cause === 'newListing' || !difference.onlyOurs ? cause : undefined
      this.causes.add(explained, difference.facet, `${session.tradeDate} ${share.instrument}`)
      if (explained !== undefined)
        this.#last.set(share.instrument, { tradeDate: session.tradeDate, cause: explained })
    }
  }

  #causeOf(
    { facet }: Difference,
    share: NaiveShare,
    previousSession: TradeDate | null,
  ): MarketCause | undefined {
    const { instrument, today, before } = share
    const record = this.#instruments.get(instrument)
    if (today.beyondLimits) return 'contradicted'
    if (underRisk(record, today.tradeDate)) return 'riskStatus'
    if (today.neverOpened && oldRegime(record)) return 'unopenedIpo'
    if (today.leftOut) return isLimited(today, record) && happened[facet](share) ? 'newListing' : undefined
    if (before === undefined) return undefined
    if (facet === 'cohort' && before.tradeDate !== previousSession)
      return this.#withoutVolume.has(instrument) ? 'badSourceDay' : 'suspended'
    return facet === 'boards' && underRisk(record, before.tradeDate) ? 'boardsUnderRiskStatus' : undefined
  }
}

interface Difference {
  readonly facet: Facet
  /** We count it and the other source does not. */
  readonly onlyOurs: boolean
}

function differences(share: NaiveShare, state: State | undefined, stage: Stage): Difference[] {
  const { today, before } = share
  const own = state?.inUniverse ? state : undefined
  const known = stage.base !== null
  const pairs: readonly (readonly [Facet, boolean, boolean])[] = [
    ['limitUp', own?.up === 'sealed', today.up === 'sealed'],
    ['broken', own?.up === 'broken', today.up === 'broken'],
    ['limitDown', own?.down === 'sealed', today.downSealed],
    ['cohort', known && own?.previousUp === 'sealed', known && !today.leftOut && before?.up === 'sealed'],
  ]
  const found = pairs.flatMap(([facet, ours, theirs]) => (ours === theirs ? [] : [{ facet, onlyOurs: ours }]))
  const both = own?.up === 'sealed' && today.up === 'sealed'
  if (both && own.streak !== today.boards) found.push({ facet: 'boards', onlyOurs: false })
  return found
}

/** What a share that is left out did by its prices alone. */
const happened: Readonly<Record<Facet, (share: NaiveShare) => boolean>> = {
  limitUp: ({ today }) => today.touch === 'sealed',
  broken: ({ today }) => today.touch === 'broken',
  limitDown: ({ today }) => today.down,
  boards: () => false,
  cohort: ({ before }) => before?.touch === 'sealed',
}

/** A new listing on a session that has a limit: after its first in the old regime, after five sessions now. */
function isLimited({ tradeDate }: NaiveBar, record: Instrument | undefined): boolean {
  if (record === undefined || record.listDate === null) return false
  const sessions = chineseCalendar.countBetween(addDays(record.listDate, -1), tradeDate)
  return sessions > (oldRegime(record) ? 1 : FREE_SESSIONS)
}

const FREE_SESSIONS = 5

const underRisk = (record: Instrument | undefined, date: TradeDate): boolean =>
  record !== undefined && statusOn(record, date).status !== 'normal'

const oldRegime = (record: Instrument | undefined): boolean =>
  record !== undefined && record.listDate !== null && isOldRegimeListing(record.board, record.listDate)

function sumsOf(states: ReadonlyMap<string, State>, stage: Stage) {
  const own = [...states.values()].filter(({ inUniverse }) => inUniverse)
  const sealed = own.filter(({ up }) => up === 'sealed')
  const cohort = own.filter(({ previousUp }) => previousUp === 'sealed')
  const known = stage.base !== null
  return {
    limitUps: sealed.length,
    broken: own.filter(({ up }) => up === 'broken').length,
    limitDowns: own.filter(({ down }) => down === 'sealed').length,
    height: sealed.reduce((tallest, { streak }) => Math.max(tallest, streak), 0),
    base: known ? cohort.length : null,
    promoted: known ? cohort.filter(({ up }) => up === 'sealed').length : null,
  }
}
