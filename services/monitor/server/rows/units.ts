import { type Fen, PRICE_SCALE, type Price } from '../../../../core/market/price.ts'

/** Yuan of a price. Exact to its four decimals, as the nearest double is printed. */
export const yuanOfPrice = (price: Price): number => price / PRICE_SCALE

const FEN_PER_YUAN = 100

export const yuanOfFen = (fen: Fen): number => fen / FEN_PER_YUAN

/** A function on values for values that may be unknown. */
export const orNull =
  <From, To>(convert: (value: From) => To) =>
  (value: From | null): To | null =>
    value === null ? null : convert(value)

/** Returns travel as integers in 1e-10. */
export const fraction = (return10: number): number => return10 / 1e10
