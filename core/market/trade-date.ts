/** A session's Shanghai calendar date as the integer yyyymmdd, e.g. 20220425. */
export type TradeDate = number & { readonly brand: 'TradeDate' }

/** Milliseconds since the Unix epoch, exchange time; never taken from this machine's clock. */
export type EventTime = number & { readonly brand: 'EventTime' }
