/**
 * Weekdays on which the stock exchanges of New York and Hong Kong were closed all day, by year, as MMDD or MMDD-MMDD.
 * New York: NYSE's list of holidays, and 2025-01-09 (day of mourning). Hong Kong: HKEX's calendar, after the
 * government's general holidays. Both agree with the calendars XNYS and XHKG of exchange_calendars 4.13.2. Half days
 * (New York 2025-07-03, 11-28, 12-24, 2026-11-27, 12-24; Hong Kong 2025-01-28, 12-24, 12-31, 2026-02-16, 12-24,
 * 12-31) are sessions.
 */
export const NEW_YORK_CLOSURES: readonly (readonly [year: number, closures: string])[] = [
  [2025, '0101 0109 0120 0217 0418 0526 0619 0704 0901 1127 1225'],
  [2026, '0101 0119 0216 0403 0525 0619 0703 0907 1126 1225'],
]

export const HONG_KONG_CLOSURES: readonly (readonly [year: number, closures: string])[] = [
  [2025, '0101 0129-0131 0404 0418 0421 0501 0505 0701 1001 1007 1029 1225-1226'],
  [2026, '0101 0217-0219 0403 0406-0407 0501 0525 0619 0701 1001 1019 1225'],
]
