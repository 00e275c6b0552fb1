import type { Board } from '../../../core/market/board.ts'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { isOldRegimeListing } from '../../../core/market/limit-rules.ts'
import type { Fen, Price } from '../../../core/market/price.ts'
import type { RiskStatus } from '../../../core/market/risk-status.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import type { DailyBar, Instrument } from '../../../schemas/generated/events.ts'

/** A company as its last own session left it. */
export interface Company {
  readonly instrument: InstrumentSymbol
  readonly board: Board
  /** Running number of that session in the data. */
  readonly index: number
  readonly close: Price
  /** Exchange reference price of that session: ex-rights; null where unknown. */
  readonly reference: Price | null
  readonly amount: Fen | null
  /** Risk status that the source printed on that session. */
  readonly status: RiskStatus | null
  /** An IPO of the old regime that has been a one-word limit-up ever since it was listed. */
  readonly unopened: boolean
  /** Its bar was built from snapshots. */
  readonly fromTicks: boolean
  /** Close of its session before that one, in case another bar of the same session takes the place of the first. */
  readonly closeBefore: Price | null
}

export const companyType = stateType('Company', {
  instrument: 'string',
  board: 'string',
  index: 'int',
  close: 'long',
  reference: 'long?',
  amount: 'long?',
  status: 'string?',
  unopened: 'boolean',
  fromTicks: 'boolean',
  closeBefore: 'long?',
})

/**
 * The company after a bar. Its return is close / reference - 1: the exchange's reference price takes dividends and
 * splits out; where the source prints none, the close before is the reference.
 *
 * @param before what is remembered of its session before
 */
export function companyAfter(
  bar: DailyBar,
  before: Company | undefined,
  { board, index, fromTicks }: Pick<Company, 'board' | 'index' | 'fromTicks'>,
  instrument: Instrument | undefined,
): Company {
  const closeBefore = before?.close ?? null
  const reference = bar.prevClose ?? closeBefore
  return {
    instrument: bar.instrument,
    board,
    index,
    close: bar.close,
    reference,
    amount: bar.amount,
    status: bar.riskStatus,
    unopened:
      before === undefined
        ? isFirstDayOfOldRegime(bar, board, instrument)
        : before.unopened && isOneWordUp(bar, reference),
    fromTicks,
    closeBefore,
  }
}

const isFirstDayOfOldRegime = (
  { tradeDate }: DailyBar,
  board: Board,
  instrument: Instrument | undefined,
): boolean =>
  instrument !== undefined && instrument.listDate === tradeDate && isOldRegimeListing(board, tradeDate)

const isOneWordUp = ({ open, high, low, close }: DailyBar, reference: Price | null): boolean =>
  reference !== null && low === high && open === close && close > reference
