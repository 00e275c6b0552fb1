import { isTradeDate } from '../../../core/market/trade-date.ts'
import type { BarIntake, RowOrigin } from '../reading/bar-intake.ts'
import { BarDraft } from '../reading/bar-row.ts'
import type { RoundingSteps } from '../units.ts'

const EXCHANGES_OPENED = 1990_12_01

/** Bytes of one record: seven little-endian 32-bit words and a float32 amount, no header. */
export const TDX_RECORD = 32

/**
 * TDX (通达信) `vipdoc/{sh,sz,bj}/lday/*.day`: date, open, high, low, close in fen (funds and indices
 * differ and are left out), amount in CNY as float32, volume in shares.
 */
export const tdxDay = {
  name: 'tdx-day',
  rank: 35,
  steps: { volume: 100, amount: 100, amountRelative: 2 ** -23 } satisfies RoundingSteps,
} as const

/** Whether bytes look like `.day` records: every date is real and since the exchanges opened. */
export function looksLikeTdxDay(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length)
  for (let at = 0; at + TDX_RECORD <= bytes.length; at += TDX_RECORD) {
    const date = bytes.readUInt32LE(at)
    if (date < EXCHANGES_OPENED || date > 2100_12_31 || !isTradeDate(date)) return false
  }
  return bytes.length >= TDX_RECORD
}

/** Decodes records as they come; a record that a piece cuts waits for the next piece. */
export class TdxDayDecoder implements RowOrigin {
  readonly #intake: BarIntake
  readonly #draft = new BarDraft()
  #rest: Buffer = Buffer.alloc(0)
  #record: Buffer = Buffer.alloc(0)

  constructor(intake: BarIntake, symbol: number) {
    this.#intake = intake
    this.#draft.symbol = symbol
  }

  /** Bytes left over: not 0 at the end of a file that was cut. */
  get pending(): number {
    return this.#rest.length
  }

  raw(): string {
    return this.#record.toString('hex')
  }

  push(piece: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece
    let at = 0
    for (; at + TDX_RECORD <= bytes.length; at += TDX_RECORD) this.#take(bytes, at)
    this.#rest = Buffer.from(bytes.subarray(at))
  }

  #take(bytes: Buffer, at: number): void {
    const draft = this.#draft
    this.#record = bytes.subarray(at, at + TDX_RECORD)
    draft.line++
    draft.detail = 0
    draft.date = bytes.readUInt32LE(at)
    draft.open = bytes.readUInt32LE(at + 4) * 100
    draft.high = bytes.readUInt32LE(at + 8) * 100
    draft.low = bytes.readUInt32LE(at + 12) * 100
    draft.close = bytes.readUInt32LE(at + 16) * 100
    draft.amount = Math.round(bytes.readFloatLE(at + 20) * 100)
    draft.volume = bytes.readUInt32LE(at + 24)
    this.#intake.take(draft, this)
  }
}
