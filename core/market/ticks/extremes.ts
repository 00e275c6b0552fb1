import type { Price } from '../price.ts'

/** A printed price; null for zero and less, which stand for "none yet" (domain.md D6). */
export function printedPrice(price: Price | null): Price | null {
  return price !== null && price > 0 ? price : null
}

/** The higher of two prices of which either may be missing. */
export function higher(one: Price | null, other: Price | null): Price | null {
  if (one === null) return other
  return other !== null && other > one ? other : one
}

/** The lower of two prices of which either may be missing. */
export function lower(one: Price | null, other: Price | null): Price | null {
  if (one === null) return other
  return other !== null && other < one ? other : one
}
