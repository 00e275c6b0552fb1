/** Which rows of something that has dates and moments of availability. */
export interface Range {
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Epoch ms: only what could be known then. */
  readonly asOf?: number | undefined
  readonly limit: number
}

/** First and last day that a `Date32` holds. */
const EVER = { from: '1900-01-01', to: '2299-12-31' } as const
/** Year 2100: after everything that is stored. */
export const NO_MOMENT = 4_102_444_800_000

/** Parameters `from`, `to` (Date32), `asOf` (Int64) and `limit` (UInt32) of a statement. */
export function boundsOf({ from, to, asOf, limit }: Range): Required<{
  readonly [Name in keyof Range]: NonNullable<Range[Name]>
}> {
  return { from: from ?? EVER.from, to: to ?? EVER.to, asOf: asOf ?? NO_MOMENT, limit }
}
