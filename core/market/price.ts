import type { Board } from './board.ts'
import { floorDivide, scaledInteger } from './decimal.ts'

/**
 * Prices are integers in 1/10000 CNY from the moment they are read until they are shown, so that
 * a limit price is compared by equality and never by tolerance.
 */
export type Price = number & { readonly brand: 'Price' }

/** Money in integer fen (1/100 CNY): amounts traded per symbol and per market day stay below 2^53. */
export type Fen = number & { readonly brand: 'Fen' }

/** Units of `Price` in one yuan. */
export const PRICE_SCALE = 10_000

/** Units of `Price` in one fen. */
export const PRICE_PER_FEN = 100

const PRICE_DIGITS = 4

/** How a source prints amounts: yuan, 千元 (Tushare) or 万元. */
export type AmountUnit = 'yuan' | 'thousandYuan' | 'wanYuan'

const FEN_DIGITS: Readonly<Record<AmountUnit, number>> = { yuan: 2, thousandYuan: 5, wanYuan: 6 }

/** Exact decimal text in yuan, e.g. `12.3`; undefined for a sign or non-zero decimals beyond the fourth. */
export function parsePrice(text: string): Price | undefined {
  return scaledInteger(text, PRICE_DIGITS) as Price | undefined
}

/** The nearest 1/10000 yuan, for sources that store floats; undefined if negative or not finite. */
export function priceFromNumber(yuan: number): Price | undefined {
  if (!(yuan >= 0)) return undefined
  const price = Math.round(yuan * PRICE_SCALE)
  return Number.isSafeInteger(price) ? ((price + 0) as Price) : undefined
}

/**
 * Yuan as decimal text. Without `digits` it is exact: two decimals, more only where they are not zero.
 * With `digits` it is rounded half up to that many decimals.
 */
export function formatPrice(price: Price, digits?: number): string {
  const decimals = digits ?? exactDigits(price)
  const dropped = 10 ** Math.max(PRICE_DIGITS - decimals, 0)
  const rounded = floorDivide(price + dropped / 2, dropped) * dropped
  const yuan = floorDivide(rounded, PRICE_SCALE)
  if (decimals === 0) return `${yuan}`
  const fraction = String(rounded % PRICE_SCALE).padStart(PRICE_DIGITS, '0')
  return `${yuan}.${fraction.slice(0, decimals).padEnd(decimals, '0')}`
}

function exactDigits(price: Price): number {
  if (price % PRICE_PER_FEN === 0) return 2
  return price % 10 === 0 ? 3 : PRICE_DIGITS
}

/** Minimum price change 最小变动单位 in `Price` units: shares 0.01 CNY, funds 0.001 CNY, others any. */
const TICK: Readonly<Record<Board, number>> = {
  SH_MAIN: 100,
  SZ_MAIN: 100,
  CHINEXT: 100,
  STAR: 100,
  BSE: 100,
  FUND: 10,
  INDEX: 1,
  OTHER: 1,
}

/** Whether a price is a multiple of the board's tick. */
export function isOnTick(price: Price, board: Board): boolean {
  return price % TICK[board] === 0
}

/** Exact decimal text of an amount in the source's unit; undefined where it is finer than one fen. */
export function parseFen(text: string, unit: AmountUnit): Fen | undefined {
  return scaledInteger(text, FEN_DIGITS[unit]) as Fen | undefined
}
