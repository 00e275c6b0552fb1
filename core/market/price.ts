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
