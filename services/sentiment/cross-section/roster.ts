import type { Board } from '../../../core/market/board.ts'
import type { Price } from '../../../core/market/price.ts'
import { segmentsOf } from '../../../core/market/segments.ts'
import { isTheme } from '../../../core/market/themes.ts'
import { addDays, type TradeDate } from '../../../core/market/trade-date.ts'
import type { ReferenceTable } from '../../../runtime/processor/reference-table.ts'
import type { Instrument } from '../../../schemas/generated/events.ts'
import type { Company } from './company.ts'
import type { GroupTallies } from './group-tallies.ts'
import { MICRO_UNIVERSE } from './micro-universe.ts'
import type { OpenSession } from './stores.ts'

/** What the reference says of a company, laid out for being asked every session. */
export interface Listing {
  /** Version of the table that it was read from. */
  readonly version: number
  readonly instrument: Instrument | undefined
  /** Of a board that the microcap index is chosen from. */
  readonly isCandidate: boolean
  /** Newly listed from here on, and no longer from there on; empty where unknown. */
  readonly listedOn: number
  readonly settledOn: number
  /** No longer listed from here on. */
  readonly gone: number
  /** Numbers of its groups in the tallies. */
  readonly groups: readonly number[]
  /** Shares from a session on until another; NaN where unknown. */
  shares: number
  from: TradeDate
  until: number
}

const PRICE_UNITS = 10_000

/**
 * Reference records by company, read once per version of the table. It holds nothing that could not be looked up again:
 * a memory of the machine, not of the market.
 */
export class Roster {
  readonly tallies: GroupTallies
  readonly #listings = new Map<string, Listing>()

  constructor(tallies: GroupTallies) {
    this.tallies = tallies
  }

  of(
    { instrument, board }: Pick<Company, 'instrument' | 'board'>,
    { instruments }: OpenSession,
    table: ReferenceTable<'instruments'>,
  ): Listing {
    const known = this.#listings.get(instrument)
    if (known !== undefined && known.version === instruments) return known
    const record = table.at(instrument, instruments)
    const listing: Listing = {
      version: instruments,
      instrument: record,
      ...lifeOf(board, record),
      groups: this.#groupsOf(board, record),
      shares: Number.NaN,
      from: 0 as TradeDate,
      until: 0,
    }
    this.#listings.set(instrument, listing)
    return listing
  }

  #groupsOf(board: string, record: Instrument | undefined): readonly number[] {
    const { tallies } = this
    const { industry = null, concepts = [] } = record ?? {}
    return [
      tallies.numberOf('market', 'all'),
      tallies.numberOf('board', board),
      ...(industry === null ? [] : [tallies.numberOf('industry', industry)]),
      ...[...new Set(concepts)].filter(isTheme).map((concept) => tallies.numberOf('concept', concept)),
      ...segmentsOf({ industry, concepts }).map((segment) => tallies.numberOf('segment', segment)),
    ]
  }
}

function lifeOf(
  board: string,
  record: Instrument | undefined,
): Pick<Listing, 'isCandidate' | 'listedOn' | 'settledOn' | 'gone'> {
  const { boards, listingDays } = MICRO_UNIVERSE
  const { listDate = null, delistDate = null } = record ?? {}
  return {
    isCandidate: record !== undefined && boards.has(board as Board),
    listedOn: listDate ?? 0,
    settledOn: listDate === null ? 0 : addDays(listDate, listingDays),
    gone: delistDate ?? Number.POSITIVE_INFINITY,
  }
}

/**
 * Market capitalisation at the close of a session, whole CNY: an integer below 2^53 for every company and for the
 * market, so that sums are exact. Null where the shares of that day are not known. A step of share capital counts from
 * its own date on, at whose close it is known.
 */
export function capitalisation(close: Price, listing: Listing, session: TradeDate): number | null {
  if (session < listing.from || session >= listing.until) findShares(listing, session)
  const cap = Math.round((close * listing.shares) / PRICE_UNITS)
  return Number.isNaN(cap) ? null : cap
}

function findShares(listing: Listing, session: TradeDate): void {
  const steps = listing.instrument?.shareCapital ?? []
  let at = steps.length - 1
  while (at >= 0 && steps[at]!.effectiveDate > session) at -= 1
  listing.shares = steps[at]?.totalShares ?? Number.NaN
  listing.from = steps[at]?.effectiveDate ?? (0 as TradeDate)
  listing.until = steps[at + 1]?.effectiveDate ?? Number.POSITIVE_INFINITY
}
