import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { Omission, Rejection } from '../source.ts'
import { count, type FileSummary } from '../summary.ts'
import { averagePriceVerdict, type RoundingSteps, UnitCheck } from '../units.ts'
import { type DateCheck, type Fault, faultOf, withoutTrade } from '../validate.ts'
import type { BarDraft } from './bar-row.ts'
import { BLANK, OFF_GRID } from './decimal.ts'
import type { RowDetails } from './row-details.ts'
import type { SessionStore } from './session-store.ts'
import { type SymbolTable, UNKNOWN_SYMBOL } from './symbol-table.ts'

export const AMOUNT_FLAG = 'amountOutsideRange'
export const REFERENCE_FLAG = 'prevCloseOffGrid'

const UNKNOWN: Fault = {
  code: 'unknownSymbol',
  reason: 'no A share, index, fund or bond has this code; correct it, or remove the row',
}

/** What all files of one run share. */
export interface IntakeContext {
  readonly store: SessionStore
  readonly symbols: SymbolTable
  readonly details: RowDetails
  readonly dates: DateCheck
  /** Earlier sessions are skipped. */
  readonly fromSession: number
}

/** Whoever filled the draft can say what the row looked like. */
export interface RowOrigin {
  raw(): string
}

/** Takes the rows of one file: validates, counts and stores them. */
export class BarIntake {
  readonly units = new UnitCheck()
  readonly rejections: Rejection[] = []
  readonly #context: IntakeContext
  readonly #file: number
  readonly #summary: FileSummary
  readonly #steps: RoundingSteps

  constructor(context: IntakeContext, file: number, summary: FileSummary, steps: RoundingSteps) {
    this.#context = context
    this.#file = file
    this.#summary = summary
    this.#steps = steps
  }

  take(bar: BarDraft, origin: RowOrigin): void {
    this.#summary.rows++
    const misplaced = bar.symbol === UNKNOWN_SYMBOL ? UNKNOWN : this.#context.dates.faultOf(bar.date)
    if (misplaced !== null) this.#refuse(misplaced, bar, origin)
    else if (bar.date < this.#context.fromSession) this.#summary.skipped++
    else {
      const omission = this.#omissionOf(bar)
      if (omission === null) this.#takeBar(bar, origin)
      else this.#omit(omission, bar)
    }
  }

  /** For rows that are wrong in a way that only their format knows. */
  reject(fault: Fault, bar: BarDraft, origin: RowOrigin): void {
    this.#summary.rows++
    this.#refuse(fault, bar, origin)
  }

  #omissionOf(bar: BarDraft): Omission['reason'] | null {
    if (this.#context.symbols.kinds[bar.symbol] === 'notAShare') return 'notAShare'
    const stated = bar.detail === 0 ? null : this.#context.details.at(bar.detail).omission
    return stated ?? withoutTrade(bar)
  }

  #takeBar(bar: BarDraft, origin: RowOrigin): void {
    const fault = faultOf(bar)
    if (fault === null) {
      if (bar.prevClose <= 0) this.#withoutReference(bar)
      if (bar.amount !== BLANK) this.#checkUnits(bar)
      this.#context.store.append(bar, this.#file)
    } else this.#refuse(fault, bar, origin)
  }

  #refuse(fault: Fault, bar: BarDraft, origin: RowOrigin): void {
    count(this.#summary.rejections, fault.code)
    const symbol = this.#context.symbols.symbols[bar.symbol]
    this.rejections.push({
      kind: 'rejection',
      file: this.#summary.path,
      line: bar.line,
      code: fault.code,
      reason: fault.reason,
      raw: origin.raw(),
      ...(symbol === undefined ? {} : { symbol }),
      ...(this.#context.dates.faultOf(bar.date) === null ? { tradeDate: bar.date as TradeDate } : {}),
    })
  }

  #omit(reason: Omission['reason'], bar: BarDraft): void {
    count(this.#summary.omissions, reason)
    if (reason === 'notAShare') return
    bar.detail = this.#context.details.variant(bar.detail, { omission: reason })
    this.#context.store.append(bar, this.#file)
  }

  #withoutReference(bar: BarDraft): void {
    if (bar.prevClose === OFF_GRID) this.#flag(bar, REFERENCE_FLAG)
    bar.prevClose = BLANK
  }

  #checkUnits(bar: BarDraft): void {
    const verdict = averagePriceVerdict(bar, this.#steps)
    this.units.add(verdict)
    if (verdict === 'inside') return
    this.#summary.flagged++
    this.#flag(bar, AMOUNT_FLAG)
  }

  #flag(bar: BarDraft, flag: string): void {
    const { details } = this.#context
    bar.detail = details.variant(bar.detail, { flags: [...details.at(bar.detail).flags, flag] })
  }
}
